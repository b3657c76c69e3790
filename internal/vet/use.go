package vet

import (
	"go/ast"
	"go/types"

	"golang.org/x/tools/go/types/typeutil"

	"github.com/fastpluggy/eventbus/internal/eventname"
)

// A method is how one method of events.Bus takes an event's name.
type method struct {
	arg   int  // which argument is the name
	emits bool // the caller says the event, rather than hears it
	asks  bool // for people to read: they ask what they like
}

// methods are the methods of events.Bus that take one event's name. OnNamespace
// is not among them: a prefix is not a name, and no declaration lists it.
var methods = map[string]method{
	"Emit":     {arg: 1, emits: true},
	"EmitWait": {arg: 1, emits: true},
	"On":       {arg: 0},
	"Stream":   {arg: 1},
	"Explain":  {arg: 0, asks: true},
}

// A use is a call of the bus with a constant event name.
type use struct {
	method
	call *ast.CallExpr
	expr ast.Expr // the name as written
	verb string   // "Emit"
	name string
}

// nameUse returns the event name that call uses, if it is a call of the bus and
// the name is a constant that the bus would accept. Of any other call of the
// bus with a name, dynamic is true.
func nameUse(info *types.Info, call *ast.CallExpr) (u use, ok, dynamic bool) {
	verb := busMethod(info, call)
	m, ok := methods[verb]
	if !ok || len(call.Args) <= m.arg {
		return use{}, false, false
	}
	name, ok := constantString(info, call.Args[m.arg])
	if !ok || eventname.NameFault(name) != "" {
		return use{method: m}, false, !ok
	}
	return use{method: m, call: call, expr: call.Args[m.arg], verb: verb, name: name}, true, false
}

// busMethod returns which method of events.Bus is called, or "".
func busMethod(info *types.Info, call *ast.CallExpr) string {
	return methodOf(info, call, eventsPath, "Bus")
}

// methodOf returns which method of the type path.name is called, or "". A
// method expression, (*events.Bus).Emit, is none.
func methodOf(info *types.Info, call *ast.CallExpr, path, name string) string {
	sel, ok := ast.Unparen(call.Fun).(*ast.SelectorExpr)
	if !ok || info.Selections[sel] == nil || info.Selections[sel].Kind() != types.MethodVal {
		return ""
	}
	fn, ok := typeutil.Callee(info, call).(*types.Func)
	if !ok || fn.Signature().Recv() == nil || !isNamed(fn.Signature().Recv().Type(), path, name) {
		return ""
	}
	return fn.Name()
}

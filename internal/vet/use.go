package vet

import (
	"fmt"
	"go/ast"
	"go/token"
	"go/types"
	"strconv"

	"golang.org/x/tools/go/analysis"
	"golang.org/x/tools/go/types/typeutil"

	"github.com/fastpluggy/eventbus/internal/hint"
)

// A method is how one method of events.Bus takes an event's name.
type method struct {
	arg   int  // which argument is the name
	emits bool // the caller says the event, rather than hears it
}

// methods are the methods of events.Bus that take one event's name. OnNamespace
// is not among them: a prefix is not a name, and no declaration lists it.
var methods = map[string]method{
	"Emit":     {arg: 1, emits: true},
	"EmitWait": {arg: 1, emits: true},
	"On":       {arg: 0},
	"Stream":   {arg: 1},
	"Explain":  {arg: 0},
}

// A use is a constant event name in a call of the bus.
type use struct {
	method
	expr ast.Expr
	name string
}

// nameUse returns the event name that call uses, if it is a call of the bus and
// the name is a constant that the bus would accept.
func nameUse(info *types.Info, call *ast.CallExpr) (use, bool) {
	fn, ok := typeutil.Callee(info, call).(*types.Func)
	if !ok {
		return use{}, false
	}
	recv := fn.Signature().Recv()
	m, ok := methods[fn.Name()]
	if !ok || recv == nil || !isNamed(recv.Type(), eventsPath, "Bus") || len(call.Args) <= m.arg {
		return use{}, false
	}
	name, ok := constantString(info, call.Args[m.arg])
	if !ok || hint.NameFault(name) != "" {
		return use{}, false
	}
	return use{method: m, expr: call.Args[m.arg], name: name}, true
}

// report says what is wrong with u, if anything is.
func report(pass *analysis.Pass, u use, known *catalog) {
	if known.has(u.name) {
		return
	}
	near, found := slip(u.name, known.Names)
	if !found && u.emits {
		near, found = hint.Near(u.name, known.Names)
	}
	switch {
	case found:
		pass.Report(analysis.Diagnostic{
			Pos: u.expr.Pos(), End: u.expr.End(), Category: "undeclared",
			Message:        fmt.Sprintf("nothing declares event %q; did you mean %q?", u.name, near),
			SuggestedFixes: fixes(u.expr, near),
		})
	case u.emits:
		pass.Report(analysis.Diagnostic{
			Pos: u.expr.Pos(), End: u.expr.End(), Category: "undeclared",
			Message: fmt.Sprintf("nothing declares event %q; add it to the []events.EventSpec of this package (the same payload may be declared twice)", u.name),
		})
	}
}

// fixes offers near instead of a literal; a named constant may serve elsewhere.
func fixes(e ast.Expr, near string) []analysis.SuggestedFix {
	if lit, ok := e.(*ast.BasicLit); !ok || lit.Kind != token.STRING {
		return nil
	}
	quoted := strconv.Quote(near)
	return []analysis.SuggestedFix{{
		Message:   "Change it to " + quoted,
		TextEdits: []analysis.TextEdit{{Pos: e.Pos(), End: e.End(), NewText: []byte(quoted)}},
	}}
}

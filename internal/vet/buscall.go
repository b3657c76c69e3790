package vet

import (
	"go/ast"
	"go/types"
	"iter"

	"github.com/fastpluggy/eventbus/internal/eventname"
)

// A nameMethod is how one method of events.Bus takes an event's name.
type nameMethod struct {
	arg   int  // which argument is the name
	emits bool // it emits the event, rather than listens to it
	asks  bool // it explains the event to a person, who may ask for any name
}

// nameMethods are the methods of events.Bus that take one event's name.
// OnNamespace is not among them: a namespace is not a name, and
// checkNamespace judges it.
var nameMethods = map[string]nameMethod{
	"Emit":     {arg: 1, emits: true},
	"EmitWait": {arg: 1, emits: true},
	"On":       {arg: 0},
	"Stream":   {arg: 1},
	"Explain":  {arg: 0, asks: true},
}

// A busCall is a call of the bus with a constant event name.
type busCall struct {
	nameMethod
	call *ast.CallExpr
	expr ast.Expr // the name as written
	verb string   // "Emit"
	name string
}

// readBusCall reads a call, if it is one of the bus and the name is a constant
// that the bus would accept. If it is one of the bus with a name that is not
// constant, dynamic is true.
func readBusCall(info *types.Info, call *ast.CallExpr) (c busCall, ok, dynamic bool) {
	verb := busMethodOf(info, call)
	m, ok := nameMethods[verb]
	if !ok || len(call.Args) <= m.arg {
		return busCall{}, false, false
	}
	name, ok := constantString(info, call.Args[m.arg])
	if !ok || eventname.NameFault(name) != "" {
		return busCall{nameMethod: m}, false, !ok
	}
	return busCall{nameMethod: m, call: call, expr: call.Args[m.arg], verb: verb, name: name}, true, false
}

// busMethodOf returns which method of events.Bus is called, or "".
func busMethodOf(info *types.Info, call *ast.CallExpr) string {
	return methodOf(info, call, eventsPath, "Bus")
}

// topicMethodOf returns which method of typed.Topic is called, or "".
func topicMethodOf(info *types.Info, call *ast.CallExpr) string {
	return methodOf(info, call, typedPath, "Topic")
}

// passesName reports whether a call passes a bus to a function together with a
// string that is not constant: the string may be the name of an event.
func (p *busPackage) passesName(call *ast.CallExpr) bool {
	bus, text := false, false
	for _, arg := range call.Args {
		tv := p.TypesInfo.Types[arg]
		bus = bus || tv.Type != nil && isNamed(tv.Type, eventsPath, "Bus")
		if tv.Type != nil && tv.Value == nil {
			b, ok := tv.Type.Underlying().(*types.Basic)
			text = text || ok && b.Kind() == types.String
		}
	}
	return bus && text
}

func isPointerToBus(t types.Type) bool {
	p, ok := types.Unalias(t).(*types.Pointer)
	return ok && isNamed(p, eventsPath, "Bus")
}

// topicEmits returns the calls that emit with a topic, and the variable that
// holds the topic.
func (p *busPackage) topicEmits() iter.Seq2[*ast.CallExpr, *types.Var] {
	return func(yield func(*ast.CallExpr, *types.Var) bool) {
		for n := range p.in.PreorderSeq((*ast.CallExpr)(nil)) {
			call := n.(*ast.CallExpr)
			m := topicMethodOf(p.TypesInfo, call)
			if !p.isJudged(call) || m != "Emit" && m != "EmitWait" {
				continue
			}
			v := namedVar(p.TypesInfo, ast.Unparen(call.Fun).(*ast.SelectorExpr).X)
			if v != nil && !yield(call, v) {
				return
			}
		}
	}
}

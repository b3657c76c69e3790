package vet

import (
	"go/ast"
	"go/types"
	"iter"

	"github.com/fastpluggy/eventbus/internal/eventname"
)

// A busCall is a call that gives the bus the name of an event, perhaps through other
// functions. A call that may give one of several names is several busCalls.
type busCall struct {
	boundFunc
	call    *ast.CallExpr
	expr    ast.Expr // the name as written
	name    string
	payload ast.Expr // of an emit: the argument; nil if there is none
	isSure  bool     // the call is known to get this name, and not only one of several
	isNamed bool     // the name is given here, not in the function that is called
	isOnly  bool     // no other name is possible
}

func (c *busCall) asks() bool { return c.Verb == "Explain" } // a person may ask for any name

// readBusCalls reads what a call gives to the bus. If it may give a name that is not
// known, all is false.
func (p *busPackage) readBusCalls(call *ast.CallExpr) (calls []busCall, all bool) {
	all = true
	for _, b := range p.funcs.resolve(call) {
		if b.Verb == "OnAny" {
			continue
		}
		c := busCall{boundFunc: b, call: call, payload: b.arg(b.Payload)}
		if b.Name < 0 {
			c.expr, c.name, c.isSure, c.isOnly = call.Fun, b.Before, true, true
			calls = append(calls, c)
			continue
		}
		if b.arg(b.Name) == nil {
			continue
		}
		found, known := p.readNames(c)
		calls, all = append(calls, found...), all && known
	}
	return calls, all
}

// readNames makes a busCall of each name that a call may give.
func (p *busPackage) readNames(c busCall) (calls []busCall, all bool) {
	name := c.args[c.Name]
	if c.payload != nil {
		if pairs, ok := p.funcs.pairs(name, c.payload); ok {
			return p.readPairs(c, pairs)
		}
	}
	texts, all := p.funcs.texts(name)
	if !all && c.emits() {
		p.dynamicEmit = true
	}
	for _, text := range texts {
		if text.param != nil {
			p.noteWrapper(c, text)
			continue
		}
		one := c
		one.expr, one.name, one.isNamed = text.at, c.Before+text.before+c.After, true
		one.isOnly = all && len(texts) == 1
		one.isSure = (one.isOnly || all && p.isLoopOver(name)) && !c.Guarded && !p.flow.asked[p.flow.objectOf(name)]
		if eventname.NameFault(one.name) == "" {
			calls = append(calls, one)
		}
	}
	return calls, all
}

func (p *busPackage) readPairs(c busCall, pairs []pairedLiteral) (calls []busCall, all bool) {
	all = true
	for _, pair := range pairs {
		one := c
		if pair.name == nil {
			continue
		}
		name, ok := constantString(p.TypesInfo, pair.name)
		if !ok {
			all = false
			continue
		}
		one.expr, one.name, one.isNamed, one.isOnly, one.isSure = pair.name, c.Before+name+c.After, true, true, !c.Guarded
		one.payload = pair.payload
		if eventname.NameFault(one.name) == "" {
			calls = append(calls, one)
		}
	}
	p.dynamicEmit = p.dynamicEmit || !all && c.emits()
	return calls, all
}

// isLoopOver reports whether x is the variable of a loop.
func (p *busPackage) isLoopOver(x ast.Expr) bool {
	_, ok := p.funcs.ranged[p.funcs.objectOf(x)]
	return ok
}

// noteWrapper notes that an emit gets its name from a parameter of its function. All
// its names are known if only calls in this package use the function.
func (p *busPackage) noteWrapper(c busCall, name textValue) {
	if !c.emits() {
		return
	}
	fn, ok := p.funcs.params[name.param].owner.(*types.Func)
	p.dynamicEmit = p.dynamicEmit || !ok || fn.Exported() || p.funcs.isValue(fn)
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
	return bus && text && len(p.funcs.resolve(call)) == 0
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

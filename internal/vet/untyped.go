package vet

import (
	"go/ast"
	"go/types"

	"golang.org/x/tools/go/analysis"
)

// Untyped reports emits and handlers for which evgen has made a typed topic.
var Untyped = newCheck("untyped", `an untyped emit or handler although a typed topic is at hand

It reports an emit in which the other checks find no fault, if the package
itself, or one that the file imports, has the topic that evgen made for the
event. It also reports a handler given to On that reads fields by name without a
mistake, if such a topic exists. A typed topic has nothing to misspell, because
the compiler checks the payload.

The fix writes the typed emit. There is a fix if the bus is a plain *events.Bus,
every value is of the struct's type (optional ones become pointers with new), and
calls are made in the same order as before.

	bus.Emit(ctx, "user.login", events.Payload{"user_id": id})
	// event "user.login" has a typed topic that checks the payload when
	// compiling; write UserLoginTopic.Emit(ctx, bus, UserLogin{…})`,
	func(c *checkRun) {
		for _, e := range c.comparedEmits {
			if e.isRight() {
				c.reportUntypedEmit(e)
			}
		}
		for _, call := range c.calls {
			if c.comparedReads.right[call.call] {
				c.reportUntypedOn(call)
			}
		}
	})

func (c *checkRun) reportUntypedEmit(e comparedEmit) {
	topic, ok := c.typedTopicAt(e.call.Pos(), e.declared)
	if !ok || !e.direct || !e.payload.isWritten() {
		return
	}
	c.report(e.expr, c.typedEmitFix(&e, topic), "event %q has a typed topic that checks the payload when compiling; write %s.%s(ctx, bus, %s{…})",
		e.name, topic.topic, e.Verb, topic.payload)
}

// reportUntypedOn reports a handler that reads fields by name, although the typed
// topic would pass it a struct.
func (c *checkRun) reportUntypedOn(call busCall) {
	known, ok := c.knownContract(call.name)
	if own, found := c.ownListens(call.name); found {
		known, ok = own, true
	}
	if !ok {
		return
	}
	if topic, ok := c.typedTopicAt(call.call.Pos(), known); ok {
		c.report(call.expr, nil, "the handler reads fields of event %q by name, and the event has a typed topic; write %s.On(bus, func(ctx context.Context, p %s) error {…})",
			call.name, topic.topic, topic.payload)
	}
}

// ownListens returns what the package declares that it needs of an event.
func (p *busPackage) ownListens(name string) (*declaredEvent, bool) {
	for i := range p.own.listens {
		if s := &p.own.listens[i]; s.Name == name {
			return &s.declaredEvent, true
		}
	}
	return nil, false
}

// typedEmitFix turns an untyped emit into a typed one, and keeps the comments.
// There is no fix if a value is not what the struct wants, or if calls would be
// made in another order.
func (c *checkRun) typedEmitFix(e *comparedEmit, topic typedTopic) []analysis.SuggestedFix {
	sel, ok := ast.Unparen(e.call.Fun).(*ast.SelectorExpr)
	if !ok || !isPointerToBus(c.TypesInfo.TypeOf(sel.X)) {
		return nil
	}
	if hasSideEffects(c.TypesInfo, sel.X) && hasSideEffects(c.TypesInfo, e.call.Args[0]) {
		return nil
	}
	bus, ok := c.sourceText(sel.X)
	if !ok {
		return nil
	}
	literal, ok := c.structLiteralEdits(e, topic)
	if !ok {
		return nil
	}
	edits := []analysis.TextEdit{replaceNode(e.call.Fun, topic.topic+"."+e.Verb), replaceNode(e.expr, bus)}
	return oneFix("Emit it with "+topic.topic, append(edits, literal...)...)
}

// structLiteralEdits turn the payload's map literal into a struct literal.
func (c *checkRun) structLiteralEdits(e *comparedEmit, topic typedTopic) ([]analysis.TextEdit, bool) {
	p := &e.payload
	if p.lit == nil {
		return []analysis.TextEdit{replaceNode(p.at, topic.payload+"{}")}, true
	}
	if p.lit.Type == nil || !topic.hasFieldsOf(e.declared) {
		return nil, false
	}
	edits := []analysis.TextEdit{replaceNode(p.lit.Type, topic.payload)}
	for _, entry := range p.entries {
		v := topic.fields[entry.key]
		if v == nil {
			return nil, false
		}
		value, ok := c.fieldValueEdits(entry.value, v.Type())
		if !ok {
			return nil, false
		}
		edits = append(edits, replaceNode(entry.keyAt, v.Name()))
		edits = append(edits, value...)
	}
	return edits, true
}

// fieldValueEdits make a value of a struct's field of a payload's value: for an
// optional field, a pointer to it.
func (c *checkRun) fieldValueEdits(x ast.Expr, want types.Type) ([]analysis.TextEdit, bool) {
	have := types.Default(c.TypesInfo.Types[x].Type)
	if types.AssignableTo(have, want) {
		return nil, true
	}
	p, ok := types.Unalias(want).(*types.Pointer)
	if !ok || !types.Identical(have, p.Elem()) || !c.isVisible(types.Universe.Lookup("new"), "new", x.Pos()) {
		return nil, false
	}
	return wrapIn(x, "new(", ")"), true
}

package vet

import (
	"fmt"
	"go/ast"
	"go/types"
	"slices"

	"github.com/fastpluggy/eventbus/internal/contract"
	"github.com/fastpluggy/eventbus/internal/convert/typeconv"
	"github.com/fastpluggy/eventbus/internal/eventname"
)

// Field reports fields that a handler reads, and that the event does not have or
// has with another type.
var Field = newCheck("field", `a field that a handler reads under a wrong key or as a wrong type

It judges handlers, and loops over Stream, if it is known which events they get:

  - events.Field[T](e, "key") with a key that the event does not have, or with
    a T that its values never convert to or, if they are numbers, do not always
    fit into;
  - e.Get("key") and e.Payload()["key"] with such a key;
  - e.Payload()["key"].(T) with a T that is not the declared type, because an
    assertion converts nothing.

It also reports an optional field that a handler always reads as if it were
required: by an assertion without "ok", or by events.Field[T] with a T that is
not a pointer, and then it returns the error. In a typed handler, it reports
*p.Field of an optional field that the handler does not compare with nil.

A handler is a function literal, or a function or method of the package, that is
given to On with a name that is known, perhaps through functions that make a
handler of a handler. One that is registered for several events may read what
any of them has. Predicates and keys in the options are judged too, also in
those of a typed topic, and so are functions that get the event. A handler is
not judged if it looks at e.Name or sets e, or if the function is also used in
another way.

	events.Field[string](e, "user_id")
	// field "user_id" of event "user.login" is declared int64 (events.go:3):
	// no value of it can be read as a string; write events.Field[int64]`,
	func(c *checkRun) {
		for _, f := range c.comparedReads.wrong {
			c.reportFinding(f)
		}
		for _, f := range c.lostPointers() {
			c.reportFinding(f)
		}
	})

// comparedReads are the reads of fields in handlers beside the declarations of
// their events.
type comparedReads struct {
	wrong []*finding
	right map[*ast.CallExpr]bool // by registration: the handler reads fields by name, all of them rightly
}

// compareReads compares what handlers read, if it is known which events they
// get.
func (p *busPackage) compareReads() comparedReads {
	reads := comparedReads{right: map[*ast.CallExpr]bool{}}
	for n := range p.in.PreorderSeq((*ast.CallExpr)(nil), (*ast.IndexExpr)(nil), (*ast.TypeAssertExpr)(nil)) {
		for _, r := range p.fieldReads(n) {
			if from := p.handlers.sources[r.event]; len(from) > 0 && !p.handlers.otherNames[r.event] && p.isJudged(n) {
				p.compareRead(&reads, r, from, n)
			}
		}
	}
	return reads
}

func (p *busPackage) compareRead(reads *comparedReads, r fieldRead, from []busCall, n ast.Node) {
	r.typ = p.handlers.typeOfRead(r)
	fault, right := p.wrongRead(r, from)
	if fault == nil && right {
		fault = p.lostOptional(r, n, from)
	}
	if fault != nil {
		reads.wrong = append(reads.wrong, fault)
	}
	if before, seen := reads.right[from[0].call]; len(from) == 1 && from[0].Verb == "On" && from[0].direct {
		reads.right[from[0].call] = right && (before || !seen)
	}
}

// typeOfRead returns the type as which a field is read. In a generic handler, it is
// known if the handler is registered for one type.
func (h *handlerSet) typeOfRead(r fieldRead) types.Type {
	if _, ok := r.typ.(*types.TypeParam); !ok {
		return r.typ
	}
	fn, _ := h.flow.params[r.event].owner.(*types.Func)
	if fn == nil || len(h.typeArgs[fn]) != 1 {
		return nil
	}
	return typeIn(r.typ, h.typeArgs[fn][0])
}

// wrongRead is the finding about a read that is wrong for every event that may
// come, or nil. right is true if all events are known and the read is right.
func (p *busPackage) wrongRead(r fieldRead, from []busCall) (wrong *finding, right bool) {
	var contracts []*declaredEvent
	for _, call := range from {
		c, ok := p.knownContract(call.name)
		if !ok {
			return nil, false
		}
		contracts = append(contracts, c)
	}
	with := slices.IndexFunc(contracts, func(c *declaredEvent) bool { return c.Field(r.key) != nil })
	switch {
	case with < 0 && r.asserted: // the index inside the assertion is a read of its own
		return nil, false
	case with < 0:
		return p.unknownField(r, contracts[0]), false
	case r.typ == nil || p.isReadable(r, contracts):
		return nil, true
	}
	return p.wrongReadType(r, contracts[with]), false
}

func (p *busPackage) unknownField(r fieldRead, c *declaredEvent) *finding {
	if near, ok := eventname.Near(r.key, c.FieldNames()); ok {
		return newFinding(r.at, p.slipFix(r.at, r.key, near), "event %q has no field %q; did you mean %q?", c.Name, r.key, near)
	}
	return newFinding(r.at, nil, "event %q has no field %q%s; %sdeclare it at %s", c.Name, r.key, c.fieldList(), c.proposeFields(), p.placeOf(c))
}

// isReadable reports whether the field of one of the events becomes the wanted
// type, or may become it.
func (p *busPackage) isReadable(r fieldRead, contracts []*declaredEvent) bool {
	return slices.ContainsFunc(contracts, func(c *declaredEvent) bool {
		f := c.Field(r.key)
		return f != nil && p.isReadableField(r, f, c)
	})
}

func (p *busPackage) isReadableField(r fieldRead, f *contract.Field, c *declaredEvent) bool {
	s := p.shapes()
	have, want := s.OfHint(f.ValueType()), s.Of(r.typ)
	v := typeconv.Compare(have, want)
	if list, nested := p.nestedMisfits(r, f, c); nested && !r.asserted && v != typeconv.Identical {
		return len(list) == 0
	}
	if r.asserted {
		return v == typeconv.Identical || have.Kind == typeconv.KindAny || have.Hint == "" || types.IsInterface(r.typ)
	}
	number := have.Kind == typeconv.KindInteger || have.Kind == typeconv.KindFloat
	return v != typeconv.Never && !(v == typeconv.Sometimes && number)
}

// nestedMisfits compares a type with the declared one, if one of them has fields of its
// own. A text may be read as any type that reads texts.
func (p *busPackage) nestedMisfits(r fieldRead, f *contract.Field, c *declaredEvent) (list []contract.Misfit, nested bool) {
	want, ok := fieldOf(r.typ)
	have := declaredField(c, f)
	if !ok || !holdsStruct(want.text, want.shapes) && !holdsStruct(have.text, have.shapes) {
		return nil, false
	}
	list = misfits(f.Name, want, have)
	return slices.DeleteFunc(list, func(m contract.Misfit) bool {
		t, err := contract.ParseType(m.Want)
		return err == nil && m.Have == "string" && want.shapes.Wire(t).Kind == contract.WireText
	}), true
}

func (p *busPackage) nestedMisfit(r fieldRead, m contract.Misfit, c *declaredEvent) *finding {
	start := fmt.Sprintf("field %q of event %q is read as %s, ", m.Path, c.Name, withArticle(m.Want))
	switch {
	case m.Have == "":
		return newFinding(r.typAt, nil, "%sand the event does not have it (%s); read another field, or make it optional here", start, p.placeOf(c))
	case m.MayLack:
		return newFinding(r.typAt, nil, "%sand the event may omit it (%s); make it optional here", start, p.placeOf(c))
	}
	return newFinding(r.typAt, nil, "%sand the event has it as %s (%s); read that", start, withArticle(m.Have), p.placeOf(c))
}

func (p *busPackage) wrongReadType(r fieldRead, c *declaredEvent) *finding {
	f := c.Field(r.key)
	s := p.shapes()
	want := s.Of(r.typ)
	if list, nested := p.nestedMisfits(r, f, c); nested && !r.asserted && len(list) > 0 && list[0].Path != f.Name {
		return p.nestedMisfit(r, list[0], c)
	}
	why, write := "no value of it can be read as", "events.Field[%s]"
	switch {
	case r.asserted:
		why, write = "it is never", ".(%s)"
	case typeconv.Compare(s.OfHint(f.ValueType()), want) == typeconv.Sometimes:
		why = "not every value of it fits into"
	}
	return newFinding(r.typAt, nil, "field %q of event %q is declared %s (%s): %s %s; write "+write,
		f.Name, c.Name, f.ValueType(), p.placeOf(c), why, withArticle(p.typeName(r.typ, want)), p.fieldTypeName(f, r.at))
}

package vet

import (
	"go/ast"
	"go/types"
	"slices"

	"golang.org/x/tools/go/analysis"

	"github.com/fastpluggy/eventbus/internal/convert/typeconv"
	"github.com/fastpluggy/eventbus/internal/eventname"
)

// A read is a place where a handler takes one field out of an event.
type read struct {
	event *types.Var
	at    ast.Node // the key
	key   string
	typ   types.Type // as which it is read; nil where that is not said
	typAt ast.Node
	exact bool // by an assertion, which converts nothing
}

// checkReads judges what handlers read, where it is known which events they get.
func (j *judge) checkReads() {
	right := map[*ast.CallExpr]bool{} // by registration: the handler reads fields by name, and rightly
	for n := range j.in.PreorderSeq((*ast.CallExpr)(nil), (*ast.IndexExpr)(nil), (*ast.TypeAssertExpr)(nil)) {
		r, ok := j.read(n)
		if !ok || j.funcs.vague[r.event] || !j.counts(n) {
			continue
		}
		from := j.funcs.topics[r.event]
		if len(from) == 0 {
			continue
		}
		fine := j.checkRead(r, from)
		if before, seen := right[from[0].call]; len(from) == 1 && from[0].verb == "On" {
			right[from[0].call] = fine && (before || !seen)
		}
	}
	for _, u := range j.uses {
		if right[u.call] {
			j.checkUntypedOn(u)
		}
	}
}

// read recognises events.Field[T](e, "key"), e.Get("key") and
// e.Payload()["key"], and of the latter also what it is asserted to be.
func (j *judge) read(n ast.Node) (read, bool) {
	switch n := n.(type) {
	case *ast.IndexExpr:
		call, ok := ast.Unparen(n.X).(*ast.CallExpr)
		if ok && methodOf(j.TypesInfo, call, eventsPath, "Event") == "Payload" {
			return j.readBy(call, n.Index)
		}
	case *ast.TypeAssertExpr:
		index, ok := ast.Unparen(n.X).(*ast.IndexExpr)
		if !ok || n.Type == nil {
			return read{}, false
		}
		r, ok := j.read(index)
		r.typ, r.typAt, r.exact = j.TypesInfo.TypeOf(n.Type), n.Type, true
		return r, ok
	case *ast.CallExpr:
		if methodOf(j.TypesInfo, n, eventsPath, "Event") == "Get" && len(n.Args) == 1 {
			return j.readBy(n, n.Args[0])
		}
		return j.readField(n)
	}
	return read{}, false
}

// readBy reads from the receiver of a method's call.
func (j *judge) readBy(call *ast.CallExpr, key ast.Expr) (read, bool) {
	sel := ast.Unparen(call.Fun).(*ast.SelectorExpr)
	text, ok := constantString(j.TypesInfo, key)
	v := j.variable(sel.X)
	return read{event: v, at: key, key: text}, ok && v != nil
}

func (j *judge) readField(call *ast.CallExpr) (read, bool) {
	if !isFunc(j.TypesInfo, call, eventsPath, "Field") || len(call.Args) != 2 {
		return read{}, false
	}
	inst, ok := ast.Unparen(call.Fun).(*ast.IndexExpr)
	if !ok {
		return read{}, false
	}
	text, ok := constantString(j.TypesInfo, call.Args[1])
	v := j.variable(call.Args[0])
	return read{v, call.Args[1], text, j.TypesInfo.TypeOf(inst.Index), inst.Index, false}, ok && v != nil
}

// checkRead reports a read that is wrong for every event that may come. It
// returns whether all of them are known and the read is right.
func (j *judge) checkRead(r read, from []use) bool {
	var contracts []*contract
	for _, u := range from {
		c, ok := j.contract(u.name)
		if !ok {
			return false
		}
		contracts = append(contracts, c)
	}
	has := func(c *contract) bool { _, ok := c.field(r.key); return ok }
	if !slices.ContainsFunc(contracts, has) {
		if !r.exact { // the index inside the assertion is a read of its own
			j.unknownRead(r, contracts[0])
		}
		return false
	}
	if r.typ == nil {
		return true
	}
	for _, c := range contracts {
		if f, ok := c.field(r.key); ok && j.readable(r, f) {
			return true
		}
	}
	c := contracts[slices.IndexFunc(contracts, has)]
	f, _ := c.field(r.key)
	j.wrongRead(r, c, f)
	return false
}

func (j *judge) unknownRead(r read, c *contract) {
	if near, ok := eventname.Near(r.key, c.names()); ok {
		j.field(r.at, replace(r.at.(ast.Expr), near), "event %q has no field %q; did you mean %q?", c.Name, r.key, near)
		return
	}
	j.field(r.at, nil, "event %q has no field %q%s; read one of those, or declare it at %s", c.Name, r.key, fieldsOf(c), j.where(c))
}

// readable reports whether a field becomes the wanted type, or may well do.
func (j *judge) readable(r read, f field) bool {
	s := j.shapes()
	have, want := s.OfHint(f.elem()), s.Of(r.typ)
	v := typeconv.Compare(have, want)
	if r.exact {
		return v == typeconv.Identical || have.Kind == typeconv.KindAny || have.Hint == "" || types.IsInterface(r.typ)
	}
	number := have.Kind == typeconv.KindInteger || have.Kind == typeconv.KindFloat
	return v != typeconv.Never && !(v == typeconv.Sometimes && number)
}

func (j *judge) wrongRead(r read, c *contract, f field) {
	s := j.shapes()
	want := s.Of(r.typ)
	why, write := "no value of it can be read as", "events.Field[%s]"
	switch {
	case r.exact:
		why, write = "it is never", ".(%s)"
	case typeconv.Compare(s.OfHint(f.elem()), want) == typeconv.Sometimes:
		why = "not every value of it fits into"
	}
	j.field(r.typAt, nil, "field %q of event %q is declared %s (%s): %s %s; write "+write,
		f.Name, c.Name, f.elem(), j.where(c), why, article(j.nameOf(r.typ, want)), j.spelled(f, r.at))
}

// spelled writes the type of a field as the file around n would.
func (j *judge) spelled(f field, n ast.Node) string {
	s := j.shapes().OfHint(f.elem())
	if name, ok := j.spelling(s, n.Pos()); ok {
		return name
	}
	return f.elem()
}

func (j *judge) field(n ast.Node, fixes []analysis.SuggestedFix, format string, args ...any) {
	j.report(n, "field", fixes, format, args...)
}

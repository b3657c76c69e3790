package vet

import (
	"go/ast"
	"go/token"
	"go/types"

	"golang.org/x/tools/go/analysis"
)

// checkUntyped reports an emit that is right, and yet could be one that the
// compiler checks: the typed handle is at hand.
func (j *judge) checkUntyped(u use, c *contract, p *payload) {
	h, ok := j.handle(c, u.call.Pos())
	if !ok {
		return
	}
	j.report(u.expr, "untyped", j.rewrite(u, c, p, h), "event %q has a typed topic that checks the payload when compiling; write %s.%s(ctx, bus, %s{…})",
		u.name, h.topic, u.verb, h.payload)
}

// checkUntypedOn reports a handler that reads fields by name where the typed
// topic would hand them over.
func (j *judge) checkUntypedOn(u use) {
	c, ok := j.contract(u.name)
	if own, found := j.ownListens(u.name); found {
		c, ok = own, true
	}
	if !ok {
		return
	}
	if h, ok := j.handle(c, u.call.Pos()); ok {
		j.report(u.expr, "untyped", nil, "the handler reads fields of event %q by name, and the event has a typed topic; write %s.On(bus, func(ctx context.Context, p %s) error {…})",
			u.name, h.topic, h.payload)
	}
}

// ownListens returns what the package says that it needs of an event.
func (j *judge) ownListens(name string) (*contract, bool) {
	for i := range j.own.listens {
		if s := &j.own.listens[i]; s.Name == name {
			return &s.contract, true
		}
	}
	return nil, false
}

// rewrite turns an untyped emit into a typed one, comments and all. It gives up
// where a value is not what the struct wants, or where calls would be made in
// another order.
func (j *judge) rewrite(u use, c *contract, p *payload, h handle) []analysis.SuggestedFix {
	sel, ok := ast.Unparen(u.call.Fun).(*ast.SelectorExpr)
	if !ok || !isPointerToBus(j.TypesInfo.TypeOf(sel.X)) {
		return nil
	}
	if j.acts(sel.X) && j.acts(u.call.Args[0]) {
		return nil
	}
	bus, ok := j.text(sel.X)
	if !ok {
		return nil
	}
	edits := []analysis.TextEdit{
		{Pos: u.call.Fun.Pos(), End: u.call.Fun.End(), NewText: []byte(h.topic + "." + u.verb)},
		{Pos: u.expr.Pos(), End: u.expr.End(), NewText: bus},
	}
	literal, ok := j.rewriteLiteral(c, p, h)
	if !ok {
		return nil
	}
	return fix("Emit it with "+h.topic, append(edits, literal...)...)
}

func (j *judge) rewriteLiteral(c *contract, p *payload, h handle) ([]analysis.TextEdit, bool) {
	if p.lit == nil {
		return []analysis.TextEdit{{Pos: p.at.Pos(), End: p.at.End(), NewText: []byte(h.payload + "{}")}}, true
	}
	if p.lit.Type == nil || j.lackingFields(c, h) {
		return nil, false
	}
	edits := []analysis.TextEdit{{Pos: p.lit.Type.Pos(), End: p.lit.Type.End(), NewText: []byte(h.payload)}}
	for _, e := range p.entries {
		v := h.fields[e.key]
		if v == nil {
			return nil, false
		}
		edits = append(edits, analysis.TextEdit{Pos: e.kv.Key.Pos(), End: e.kv.Key.End(), NewText: []byte(v.Name())})
		value, ok := j.rewriteValue(e.kv.Value, v.Type())
		if !ok {
			return nil, false
		}
		edits = append(edits, value...)
	}
	return edits, true
}

// lackingFields reports whether the struct is older than the declaration.
func (j *judge) lackingFields(c *contract, h handle) bool {
	for _, f := range c.Fields {
		if h.fields[f.Name] == nil {
			return true
		}
	}
	return len(h.fields) != len(c.Fields)
}

// rewriteValue makes a field's value of an entry's: an optional one is pointed at.
func (j *judge) rewriteValue(x ast.Expr, want types.Type) ([]analysis.TextEdit, bool) {
	tv := j.TypesInfo.Types[x]
	have := types.Default(tv.Type)
	if types.AssignableTo(have, want) {
		return nil, true
	}
	p, ok := types.Unalias(want).(*types.Pointer)
	if !ok || !types.Identical(have, p.Elem()) || !j.visible(types.Universe.Lookup("new"), "new", x.Pos()) {
		return nil, false
	}
	return wrap(x, "new(", ")"), true
}

func isPointerToBus(t types.Type) bool {
	p, ok := types.Unalias(t).(*types.Pointer)
	return ok && isNamed(p, eventsPath, "Bus")
}

// acts reports whether evaluating x may do something: then its place in the
// order matters.
func (j *judge) acts(x ast.Expr) bool {
	found := false
	ast.Inspect(x, func(n ast.Node) bool {
		switch n := n.(type) {
		case *ast.CallExpr:
			found = found || !j.TypesInfo.Types[n.Fun].IsType()
		case *ast.UnaryExpr:
			found = found || n.Op == token.ARROW
		case *ast.FuncLit:
			return false
		}
		return true
	})
	return found
}

// text returns the source of x.
func (j *judge) text(x ast.Expr) ([]byte, bool) {
	f := j.Fset.File(x.Pos())
	src, err := j.ReadFile(f.Name())
	if err != nil || f.Offset(x.End()) > len(src) {
		return nil, false
	}
	return src[f.Offset(x.Pos()):f.Offset(x.End())], true
}

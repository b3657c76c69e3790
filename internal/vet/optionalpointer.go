package vet

import (
	"go/ast"
	"go/types"

	"github.com/fastpluggy/eventbus/internal/contract"
)

// lostPointers are the findings about typed handlers that take the value of an optional
// field by its pointer, which is nil if the field is missing.
func (p *busPackage) lostPointers() (found []*finding) {
	for _, call := range p.flow.calls {
		m := topicMethodOf(p.TypesInfo, call)
		if m != "On" && m != "OnEvent" || len(call.Args) < 2 {
			continue
		}
		name, _ := p.topicName(ast.Unparen(call.Fun).(*ast.SelectorExpr).X)
		for _, f := range p.handlers.handlerFuncs(call.Args[1], map[types.Object]bool{}) {
			if v := p.lastParam(f.typ); v != nil && len(p.flow.given[v]) == 0 && !p.flow.unseen[v] {
				found = append(found, p.lostPointersIn(f.body, v, name)...)
			}
		}
	}
	return found
}

func (p *busPackage) lostPointersIn(body *ast.BlockStmt, payload *types.Var, name string) (found []*finding) {
	mentions := map[types.Object]int{}
	var stars []*ast.StarExpr
	ast.Inspect(body, func(n ast.Node) bool {
		switch n := n.(type) {
		case *ast.StarExpr:
			stars = append(stars, n)
		case *ast.SelectorExpr:
			mentions[p.TypesInfo.Uses[n.Sel]]++
		case *ast.Ident:
			if p.TypesInfo.Uses[n] == payload {
				mentions[payload]++
			}
		}
		return true
	})
	for _, star := range stars {
		sel, ok := ast.Unparen(star.X).(*ast.SelectorExpr)
		if !ok || !p.isFieldOf(sel, payload) || mentions[p.TypesInfo.Uses[sel.Sel]] != 1 {
			continue
		}
		if cursor, ok := p.in.Root().FindNode(star); ok && p.isAlwaysRun(cursor) {
			found = append(found, newFinding(star, nil, "the field %s of event %q is optional, and this panics if it is missing; compare it with nil first", sel.Sel.Name, name))
		}
	}
	return found
}

// isFieldOf reports whether a selector is an optional field of a payload, also of the one
// in a typed.Event.
func (p *busPackage) isFieldOf(sel *ast.SelectorExpr, payload *types.Var) bool {
	x := ast.Unparen(sel.X)
	if inner, ok := x.(*ast.SelectorExpr); ok && inner.Sel.Name == "Payload" && isNamed(payload.Type(), typedPath, "Event") {
		x = ast.Unparen(inner.X)
	}
	field, ok := p.TypesInfo.Uses[sel.Sel].(*types.Var)
	if !ok || !field.IsField() || namedVar(p.TypesInfo, x) != payload {
		return false
	}
	f, ok := fieldOf(field.Type())
	t, err := contract.ParseType(f.text)
	return ok && err == nil && t.Kind == contract.Optional
}

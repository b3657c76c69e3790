package vet

import (
	"go/ast"
	"go/types"
)

// A fieldRead is a place at which a handler takes one field out of an event.
type fieldRead struct {
	event    *types.Var
	at       ast.Expr // the key
	key      string
	typ      types.Type // as which it is read; nil if the place does not say
	typAt    ast.Node
	asserted bool // by a type assertion, which converts nothing
}

// fieldRead recognises events.Field[T](e, "key"), e.Get("key") and
// e.Payload()["key"], and of the latter also what it is asserted to be.
func (p *busPackage) fieldRead(n ast.Node) (fieldRead, bool) {
	switch n := n.(type) {
	case *ast.IndexExpr:
		call, ok := ast.Unparen(n.X).(*ast.CallExpr)
		if ok && methodOf(p.TypesInfo, call, eventsPath, "Event") == "Payload" {
			return p.methodRead(call, n.Index)
		}
	case *ast.TypeAssertExpr:
		index, ok := ast.Unparen(n.X).(*ast.IndexExpr)
		if !ok || n.Type == nil {
			return fieldRead{}, false
		}
		r, ok := p.fieldRead(index)
		r.typ, r.typAt, r.asserted = p.TypesInfo.TypeOf(n.Type), n.Type, true
		return r, ok
	case *ast.CallExpr:
		if methodOf(p.TypesInfo, n, eventsPath, "Event") == "Get" && len(n.Args) == 1 {
			return p.methodRead(n, n.Args[0])
		}
		return p.functionRead(n)
	}
	return fieldRead{}, false
}

// methodRead is a read from the receiver of a method's call.
func (p *busPackage) methodRead(call *ast.CallExpr, key ast.Expr) (fieldRead, bool) {
	sel := ast.Unparen(call.Fun).(*ast.SelectorExpr)
	text, ok := constantString(p.TypesInfo, key)
	v := namedVar(p.TypesInfo, sel.X)
	return fieldRead{event: v, at: key, key: text}, ok && v != nil
}

// functionRead is a read by events.Field.
func (p *busPackage) functionRead(call *ast.CallExpr) (fieldRead, bool) {
	if !isCallOf(p.TypesInfo, call, eventsPath, "Field") || len(call.Args) != 2 {
		return fieldRead{}, false
	}
	inst, ok := ast.Unparen(call.Fun).(*ast.IndexExpr)
	if !ok {
		return fieldRead{}, false
	}
	text, ok := constantString(p.TypesInfo, call.Args[1])
	v := namedVar(p.TypesInfo, call.Args[0])
	return fieldRead{v, call.Args[1], text, p.TypesInfo.TypeOf(inst.Index), inst.Index, false}, ok && v != nil
}

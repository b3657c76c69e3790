package vet

import (
	"go/ast"
	"go/token"
	"go/types"
	"slices"
)

// literals returns the literals that x may be, through variables and fields, and whether
// they are all.
func (f *valueFlow) literals(x ast.Expr, seen map[types.Object]bool) (found []*ast.CompositeLit, all bool) {
	switch x := ast.Unparen(x).(type) {
	case *ast.CompositeLit:
		return []*ast.CompositeLit{x}, true
	case *ast.UnaryExpr:
		if x.Op == token.AND {
			return f.literals(x.X, seen)
		}
	case *ast.Ident, *ast.SelectorExpr:
		obj := f.objectOf(x)
		if obj == nil || seen[obj] {
			return nil, obj != nil
		}
		seen[obj] = true
		_, isParam := f.params[obj]
		all = f.isClosed(obj) && len(f.given[obj]) > 0 && !isParam
		for _, value := range slices.Concat(f.passed[obj], f.given[obj]) {
			lits, known := f.literals(value, seen)
			found, all = append(found, lits...), all && known
		}
		return found, all
	}
	return nil, false
}

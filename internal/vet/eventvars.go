package vet

import (
	"go/ast"
	"go/token"
	"go/types"
)

// markUsedElsewhere marks the event variables of functions that are not only
// registered: whatever else calls such a function may pass it other events.
func (p *busPackage) markUsedElsewhere(h *handlerSet) {
	used := map[*types.Func]int{}
	for id, obj := range p.TypesInfo.Uses {
		if fn, ok := obj.(*types.Func); ok && h.registered[fn] > 0 && p.isJudged(id) {
			used[fn]++
		}
	}
	for fn, n := range used {
		params := fn.Signature().Params()
		if n != h.registered[fn] && params.Len() > 0 {
			h.otherNames[params.At(params.Len()-1)] = true
		}
	}
}

// markSetOrNamed marks the event variables that the package sets, points at, or
// whose Name it looks at: the code around a read may then expect another event
// than the registration says.
func (p *busPackage) markSetOrNamed(h *handlerSet) {
	mark := func(x ast.Expr) {
		if v := namedVar(p.TypesInfo, x); v != nil {
			h.otherNames[v] = true
		}
	}
	for n := range p.in.PreorderSeq((*ast.AssignStmt)(nil), (*ast.UnaryExpr)(nil), (*ast.SelectorExpr)(nil)) {
		switch n := n.(type) {
		case *ast.AssignStmt:
			for _, left := range n.Lhs {
				mark(left)
			}
		case *ast.UnaryExpr:
			if n.Op == token.AND {
				mark(n.X)
			}
		case *ast.SelectorExpr:
			if n.Sel.Name == "Name" {
				mark(n.X)
			}
		}
	}
}

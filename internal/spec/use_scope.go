package spec

import (
	"go/ast"
	"go/token"
)

// namesDeclaredIn are the names that a function declares anywhere inside, with their
// values. Syntax alone does not show the scope of each of them, so a name that is
// declared twice has the value nil, and so has one that is assigned or whose address is
// taken.
func namesDeclaredIn(decl ast.Decl) map[string]ast.Expr {
	fn, ok := decl.(*ast.FuncDecl)
	if !ok {
		return nil
	}
	names, values := map[string]ast.Expr{}, map[ast.Expr]ast.Expr{}
	var changed []ast.Expr
	ast.Inspect(fn, func(n ast.Node) bool {
		addValues(n, values)
		changed = append(changed, namesChangedBy(n)...)
		for _, x := range namesDeclaredBy(n) {
			if id, ok := x.(*ast.Ident); ok {
				if _, again := names[id.Name]; again {
					values[x] = nil
				}
				names[id.Name] = values[x]
			}
		}
		return true
	})
	for _, x := range changed {
		if id, ok := x.(*ast.Ident); ok && names[id.Name] != nil {
			names[id.Name] = nil
		}
	}
	return names
}

// addValues adds the names that a node declares, with their values. The value of a
// variable in a loop over a literal is a unary expression with the operator range.
func addValues(n ast.Node, to map[ast.Expr]ast.Expr) {
	switch n := n.(type) {
	case *ast.ValueSpec:
		if len(n.Names) == len(n.Values) {
			for i, name := range n.Names {
				to[name] = n.Values[i]
			}
		}
	case *ast.AssignStmt:
		if n.Tok == token.DEFINE && len(n.Lhs) == len(n.Rhs) {
			for i, x := range n.Lhs {
				to[x] = n.Rhs[i]
			}
		}
	case *ast.RangeStmt:
		if n.Tok == token.DEFINE && n.Value != nil {
			to[n.Value] = &ast.UnaryExpr{Op: token.RANGE, X: n.X}
		}
	}
}

// namesChangedBy are the names that one node assigns or takes the address of, perhaps
// among other expressions.
func namesChangedBy(n ast.Node) []ast.Expr {
	switch n := n.(type) {
	case *ast.AssignStmt:
		if n.Tok != token.DEFINE {
			return n.Lhs
		}
	case *ast.RangeStmt:
		if n.Tok == token.ASSIGN {
			return []ast.Expr{n.Key, n.Value}
		}
	case *ast.UnaryExpr:
		if n.Op == token.AND {
			return []ast.Expr{ast.Unparen(n.X)}
		}
	}
	return nil
}

// namesDeclaredBy are the names that one node declares.
func namesDeclaredBy(n ast.Node) (names []ast.Expr) {
	switch n := n.(type) {
	case *ast.Field:
		names = asExpressions(n.Names)
	case *ast.ValueSpec:
		names = asExpressions(n.Names)
	case *ast.AssignStmt:
		if n.Tok == token.DEFINE {
			names = n.Lhs
		}
	case *ast.RangeStmt:
		if n.Tok == token.DEFINE {
			names = []ast.Expr{n.Key, n.Value}
		}
	}
	return names
}

func asExpressions(list []*ast.Ident) (names []ast.Expr) {
	for _, id := range list {
		names = append(names, id)
	}
	return names
}

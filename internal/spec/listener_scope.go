package spec

import (
	"go/ast"
	"go/token"
)

// namesDeclaredIn are the names that a function declares anywhere inside. Syntax
// alone does not show the scope of each of them, so such a name counts as unknown in
// the whole function.
func namesDeclaredIn(decl ast.Decl) map[string]bool {
	fn, ok := decl.(*ast.FuncDecl)
	if !ok {
		return nil
	}
	names := map[string]bool{}
	ast.Inspect(fn, func(n ast.Node) bool {
		for _, x := range namesDeclaredBy(n) {
			if id, ok := x.(*ast.Ident); ok {
				names[id.Name] = true
			}
		}
		return true
	})
	return names
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

package uses

import (
	"go/ast"
	"go/token"
)

// locals are the names that a function declares anywhere within: what they hide
// can't be told from syntax, so such a name tells nothing in the whole of it.
func locals(decl ast.Decl) map[string]bool {
	fn, ok := decl.(*ast.FuncDecl)
	if !ok {
		return nil
	}
	names := map[string]bool{}
	ast.Inspect(fn, func(n ast.Node) bool {
		for _, x := range declared(n) {
			if id, ok := x.(*ast.Ident); ok {
				names[id.Name] = true
			}
		}
		return true
	})
	return names
}

// declared are the names that one node declares.
func declared(n ast.Node) (names []ast.Expr) {
	switch n := n.(type) {
	case *ast.Field:
		names = idents(n.Names)
	case *ast.ValueSpec:
		names = idents(n.Names)
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

func idents(list []*ast.Ident) (names []ast.Expr) {
	for _, id := range list {
		names = append(names, id)
	}
	return names
}

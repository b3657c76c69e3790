package spec

import (
	"go/ast"
	"go/token"
)

// namesDeclaredIn are the names that a function declares anywhere inside. Syntax
// alone does not show the scope of each of them, so such a name counts as unknown in
// the whole function, unless it is declared only once, as a constant with this value.
func namesDeclaredIn(decl ast.Decl) map[string]ast.Expr {
	fn, ok := decl.(*ast.FuncDecl)
	if !ok {
		return nil
	}
	names := map[string]ast.Expr{}
	constants := map[ast.Expr]ast.Expr{}
	ast.Inspect(fn, func(n ast.Node) bool {
		if gen, ok := n.(*ast.GenDecl); ok && gen.Tok == token.CONST {
			addConstants(gen, constants)
		}
		for _, x := range namesDeclaredBy(n) {
			if id, ok := x.(*ast.Ident); ok {
				_, again := names[id.Name]
				names[id.Name] = constants[x]
				if again {
					names[id.Name] = nil
				}
			}
		}
		return true
	})
	return names
}

// addConstants adds the names of a declaration, with their values.
func addConstants(decl *ast.GenDecl, to map[ast.Expr]ast.Expr) {
	for _, d := range decl.Specs {
		if v, ok := d.(*ast.ValueSpec); ok && len(v.Names) == len(v.Values) {
			for i, name := range v.Names {
				to[name] = v.Values[i]
			}
		}
	}
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

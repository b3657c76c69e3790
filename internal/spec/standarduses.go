package spec

import (
	"go/ast"

	"github.com/fastpluggy/eventbus/internal/contract"
)

// standardUses finds, by syntax, the packages of the standard library whose types the
// types of payloads have. They are few, and reading all would be expensive.
type standardUses struct {
	*hintResolver
	seen  map[*typeDecl]bool
	found map[string]bool // import paths
}

// visitType follows a name to its declaration, and on from there.
func (u *standardUses) visitType(path, name string) {
	if contract.IsStandard(path + "." + name) {
		return
	}
	if l := u.listed[path]; l != nil && l.Standard {
		u.found[path] = true
	}
	d := u.typesOf(path)[name]
	if d == nil || u.seen[d] {
		return
	}
	u.seen[d] = true
	ast.Inspect(d.Type, func(n ast.Node) bool {
		switch x := n.(type) {
		case *ast.SelectorExpr:
			if pkg, ok := x.X.(*ast.Ident); ok {
				u.visitType(u.importedAs(d.file, pkg.Name), x.Sel.Name)
			}
			return false
		case *ast.Ident:
			u.visitType(path, x.Name)
		}
		return true
	})
}

package generate

import (
	"go/ast"
	"go/parser"
	"go/token"
	"slices"
	"strings"

	"github.com/fastpluggy/eventbus/internal/evgen/change"
)

// isRegrouped reports whether a file differs from its new content only in the order and
// the groups of its imports. Formatters such as "goimports -local" have their own, and
// would undo ours.
func isRegrouped(f *change.File) bool {
	if f.Old == nil || f.New == nil {
		return false
	}
	before, ok := splitImports(string(change.PlainText(f.Old)))
	after, ok2 := splitImports(string(f.New))
	return ok && ok2 && before.above == after.above && before.below == after.below && slices.Equal(before.imports, after.imports)
}

// splitFile is a Go file around its imports.
type splitFile struct {
	above, below string
	imports      []string // sorted
}

// splitImports returns false if the file has no imports, or comments among them.
func splitImports(text string) (s splitFile, ok bool) {
	fset := token.NewFileSet()
	file, err := parser.ParseFile(fset, "", text, parser.ImportsOnly|parser.ParseComments)
	if err != nil || len(file.Decls) == 0 {
		return s, false
	}
	from, to := file.Decls[0].Pos(), file.Decls[len(file.Decls)-1].End()
	for _, group := range file.Comments {
		if group.End() > from && group.Pos() < to {
			return s, false
		}
	}
	for _, imp := range file.Imports {
		s.imports = append(s.imports, importText(imp))
	}
	slices.Sort(s.imports)
	s.above, s.below = text[:fset.Position(from).Offset], text[fset.Position(to).Offset:]
	return s, true
}

func importText(imp *ast.ImportSpec) string {
	if imp.Name == nil {
		return imp.Path.Value
	}
	return strings.Join([]string{imp.Name.Name, imp.Path.Value}, " ")
}

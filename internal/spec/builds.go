package spec

import (
	"bytes"
	"go/ast"
	"go/parser"
	"go/printer"
	"go/token"
	"os"
	"path/filepath"
	"strings"

	"github.com/fastpluggy/eventbus/internal/errtext"
)

// reportOtherBuilds reports types of payloads that a file which this build leaves out
// declares otherwise: the payload would have another shape on another system.
func (s *shapeReading) reportOtherBuilds() {
	for _, l := range s.listed {
		if l.Module == nil || !l.Module.Main || !s.hasShapeOf(l.ImportPath) {
			continue
		}
		for _, name := range l.IgnoredGoFiles {
			for _, other := range typesDeclaredIn(filepath.Join(l.Dir, name), l.Name) {
				s.compareBuilds(l.ImportPath, name, other)
			}
		}
	}
}

// compareBuilds compares a type in a file that this build leaves out with that of this
// build.
func (s *shapeReading) compareBuilds(path, file string, other *ast.TypeSpec) {
	at, own := s.placeOf(path+"."+other.Name.Name, ""), s.typesOf(path)[other.Name.Name]
	if !at.IsValid() || own == nil || sourceOf(own.Type) == sourceOf(other.Type) {
		return
	}
	var list faultList
	list.add(at, "type %s is in a payload, and %s, which this build leaves out, declares it otherwise; a payload is the same on every system: declare its types in files without build constraints",
		errtext.Quote(other.Name.Name), file)
	s.faults = append(s.faults, list.list...)
}

// sourceOf prints a type without its comments.
func sourceOf(x ast.Expr) string {
	var text bytes.Buffer
	_ = printer.Fprint(&text, token.NewFileSet(), x) // an expression that was parsed can be printed
	return text.String()
}

// hasShapeOf reports whether a type of a package has a shape.
func (s *shapeReading) hasShapeOf(path string) bool {
	for name := range s.reader.Shapes {
		if strings.HasPrefix(name, path+".") {
			return true
		}
	}
	return false
}

// typesDeclaredIn returns the types that a file of a package declares. A file of another
// package, such as a program that go run builds, counts as none.
func typesDeclaredIn(path, pkg string) (found []*ast.TypeSpec) {
	text, err := os.ReadFile(path)
	if err != nil || IsGenerated(text) || strings.HasSuffix(path, "_test.go") {
		return nil
	}
	tree, err := parser.ParseFile(token.NewFileSet(), path, text, parser.ParseComments|parser.SkipObjectResolution)
	if err != nil || tree.Name.Name != pkg || isIgnoredFile(tree) {
		return nil
	}
	for _, decl := range tree.Decls {
		if d, ok := decl.(*ast.GenDecl); ok && d.Tok == token.TYPE {
			for _, spec := range d.Specs {
				found = append(found, spec.(*ast.TypeSpec))
			}
		}
	}
	return found
}

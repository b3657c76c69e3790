package gotypes_test

import (
	"go/ast"
	"go/importer"
	"go/parser"
	"go/token"
	"go/types"
	"reflect"
	"testing"

	"github.com/fastpluggy/eventbus/internal/contract"
	"github.com/fastpluggy/eventbus/internal/contract/gotypes"
	"github.com/google/go-cmp/cmp"
)

// Source and reflection give the same shapes, except for the constants, so that the
// fingerprint of generated code is that of the program.
func TestSourceAndReflectionAgree(t *testing.T) {
	if testing.Short() {
		t.Skip("type-checks some of the standard library")
	}
	fset := token.NewFileSet()
	file, err := parser.ParseFile(fset, "sample_test.go", nil, 0)
	if err != nil {
		t.Fatal(err)
	}
	path := reflect.TypeFor[Order]().PkgPath()
	pkg, err := (&types.Config{Importer: importer.ForCompiler(fset, "source", nil)}).Check(path, fset, []*ast.File{file}, nil)
	if err != nil {
		t.Fatal(err)
	}
	for _, typ := range []reflect.Type{reflect.TypeFor[Order](), reflect.TypeFor[Line](), reflect.TypeFor[Tree](), reflect.TypeFor[Names](), reflect.TypeFor[Stamp]()} {
		r := gotypes.NewReader()
		source := r.Type(pkg.Scope().Lookup(typ.Name()).Type(), "field")
		for _, f := range r.Faults {
			t.Errorf("%s: %s %s", typ, f.Path, f.Reason)
		}
		for _, s := range r.Shapes {
			s.Values = nil
		}
		read := contract.OfGoType(typ, "")
		if source != read.String() {
			t.Errorf("%s: %s in source, %s by reflection", typ, source, read)
		}
		reached := func(s contract.Shapes) []*contract.Shape {
			return s.Reachable([]contract.Field{{Name: "field", Type: source}})
		}
		if diff := cmp.Diff(reached(r.Shapes), reached(read.Shapes)); diff != "" {
			t.Errorf("%s (-source +reflection):\n%s", typ, diff)
		}
		fields := []contract.Field{{Name: "field", Type: source}}
		if a, b := contract.Fingerprint("", "e", fields, r.Shapes), contract.Fingerprint("", "e", fields, read.Shapes); a != b {
			t.Errorf("%s: the fingerprints are %s in source and %s by reflection", typ, a, b)
		}
	}
}

package analyzers_test

import (
	"go/ast"
	"go/parser"
	"go/token"
	"slices"
	"strings"
	"testing"

	"golang.org/x/tools/go/analysis"
	"golang.org/x/tools/go/analysis/multichecker"

	"github.com/fastpluggy/eventbus/cmd/evvet/analyzers"
)

// A program of your own runs the checks beside other analyzers.
func Example() {
	checks := slices.DeleteFunc(analyzers.All(), func(a *analysis.Analyzer) bool {
		return a == analyzers.Untyped
	})
	multichecker.Main(checks...)
}

// Every check has a variable here, named like it, in the order of All.
func TestEveryCheckHasAVariable(t *testing.T) {
	file, err := parser.ParseFile(token.NewFileSet(), "analyzers.go", nil, 0)
	if err != nil {
		t.Fatal(err)
	}
	var variables, checks []string
	for _, decl := range file.Decls {
		if gen, ok := decl.(*ast.GenDecl); ok && gen.Tok == token.VAR {
			for _, spec := range gen.Specs {
				variables = append(variables, strings.ToLower(spec.(*ast.ValueSpec).Names[0].Name))
			}
		}
	}
	for _, check := range analyzers.All() {
		checks = append(checks, check.Name)
	}
	if want := append(checks, "bus"); !slices.Equal(variables, want) {
		t.Errorf("the variables are %v, want %v", variables, want)
	}
}

func TestAnalyzersAreWellFormed(t *testing.T) {
	if err := analysis.Validate(append(analyzers.All(), analyzers.Bus)); err != nil {
		t.Error(err)
	}
}

// A caller that changes the slice changes nothing for others.
func TestAllReturnsANewSlice(t *testing.T) {
	clear(analyzers.All())
	if slices.Contains(analyzers.All(), nil) {
		t.Error("All returns a slice that a caller has changed")
	}
}

package vet

import (
	"go/ast"
	"path/filepath"
	"strings"

	"golang.org/x/tools/go/analysis"
	"golang.org/x/tools/go/analysis/passes/inspect"
	"golang.org/x/tools/go/ast/inspector"
)

// Paths of the packages whose calls and types the analyzer knows.
const (
	eventsPath = "github.com/fastpluggy/eventbus/events"
	typedPath  = "github.com/fastpluggy/eventbus/typed"
)

// Analyzer reports constant event names that neither the package itself nor a
// package it imports declares; the package comment says when exactly. It
// exports what a package declares, together with all that its imports do, as a
// fact, and may run on many packages at once.
var Analyzer = newAnalyzer()

func newAnalyzer() *analysis.Analyzer {
	c := &checker{}
	a := &analysis.Analyzer{
		Name:      "evvet",
		Doc:       "evvet: find event names that nothing declares\n\nIn a package that declares []events.EventSpec, a constant name given to Emit,\nEmitWait, On, Stream or Explain of an events.Bus should be declared there or in\na package that it imports.",
		URL:       "https://pkg.go.dev/github.com/fastpluggy/eventbus/cmd/evvet",
		Requires:  []*analysis.Analyzer{inspect.Analyzer},
		FactTypes: []analysis.Fact{new(catalog)},
		Run:       c.run,
	}
	a.Flags.BoolVar(&c.tests, "tests", false, "judge names in _test.go files too")
	return a
}

// A checker is the analyzer with its flags.
type checker struct {
	tests bool
}

func (c *checker) run(pass *analysis.Pass) (any, error) {
	in := pass.ResultOf[inspect.Analyzer].(*inspector.Inspector)
	known := imported(pass)
	own := declarations{}
	if !isLibrary(pass.Pkg.Path()) {
		own = declared(pass, in, c.counts(pass))
	}
	known.add(own.catalog)
	if importable := pass.Pkg.Name() != "main"; importable && (len(known.Names) > 0 || known.Open) {
		pass.ExportPackageFact(known)
	}
	if own.specs && !known.Open {
		c.judge(pass, in, known)
	}
	return nil, nil
}

// judge reports every call whose name known does not contain.
func (c *checker) judge(pass *analysis.Pass, in *inspector.Inspector, known *catalog) {
	counts := c.counts(pass)
	for n := range in.PreorderSeq((*ast.CallExpr)(nil)) {
		if !counts(n) {
			continue
		}
		if use, ok := nameUse(pass.TypesInfo, n.(*ast.CallExpr)); ok {
			report(pass, use, known)
		}
	}
}

// counts returns whether a node belongs to what is judged. A test file neither
// is judged nor declares anything for the files beside it: go vet sees the
// package only together with its tests, and these would excuse a typo.
func (c *checker) counts(pass *analysis.Pass) func(ast.Node) bool {
	return func(n ast.Node) bool {
		file := filepath.Base(pass.Fset.Position(n.Pos()).Filename)
		return c.tests || !strings.HasSuffix(file, "_test.go")
	}
}

// isLibrary reports whether path is a package of the bus itself, which handles
// the specs of others and declares none.
func isLibrary(path string) bool { return path == eventsPath || path == typedPath }

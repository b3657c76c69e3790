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

const doc = `evvet: compare what a program does on the event bus with what it declares

Names that nothing declares, payloads that lack a field, have one too many or of
another type, fields read as another type, events that nobody emits, listeners
that need what nobody sends, errors that reach nobody. See the package comment
for what is judged, and "evvet -h".`

// Analyzer compares calls of the bus with declarations; the package comment
// says how. It exports what a package declares, together with all that its
// imports do, as a fact, and may run on many packages at once.
var Analyzer = newAnalyzer()

func newAnalyzer() *analysis.Analyzer {
	c := &checker{}
	a := &analysis.Analyzer{
		Name:      "evvet",
		Doc:       doc,
		URL:       "https://pkg.go.dev/github.com/fastpluggy/eventbus/cmd/evvet",
		Requires:  []*analysis.Analyzer{inspect.Analyzer},
		FactTypes: []analysis.Fact{new(catalog)},
		Run:       c.run,
	}
	a.Flags.BoolVar(&c.tests, "tests", false, "judge _test.go files too")
	return a
}

// A checker is the analyzer with its flags.
type checker struct {
	tests bool
}

func (c *checker) run(pass *analysis.Pass) (any, error) {
	in := pass.ResultOf[inspect.Analyzer].(*inspector.Inspector)
	known := imported(pass)
	if !touches(pass, known) {
		return nil, nil
	}
	own := declarations{}
	if !isLibrary(packagePath(pass.Pkg)) {
		own = declared(pass, in, c.counts(pass))
	}
	known.add(&own.catalog)
	if importable := pass.Pkg.Name() != "main"; importable && (len(known.Contracts) > 0 || known.Open) {
		pass.ExportPackageFact(known)
	}
	newJudge(pass, in, c.counts(pass), own, known).all()
	return nil, nil
}

// touches reports whether the package can have to do with the bus at all.
func touches(pass *analysis.Pass, known *catalog) bool {
	if len(known.Contracts) > 0 || known.Open {
		return true
	}
	for _, p := range pass.Pkg.Imports() {
		if isLibrary(packagePath(p)) {
			return true
		}
	}
	return false
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

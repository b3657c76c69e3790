package vet

import (
	"reflect"

	"golang.org/x/tools/go/analysis"
	"golang.org/x/tools/go/analysis/passes/inspect"
)

// Paths of the packages whose calls and types the analyzers know.
const (
	eventsPath = "github.com/fastpluggy/eventbus/events"
	typedPath  = "github.com/fastpluggy/eventbus/typed"

	libraryModule = "github.com/fastpluggy/eventbus"
)

// Bus finds the calls on the bus in a package, and what is declared of their
// events. It reports nothing: the checks require it and share its result. It
// exports what a package declares, together with all that its imports do, as a
// fact.
var Bus = newBusAnalyzer()

// A busAnalyzer is [Bus] with its flags.
type busAnalyzer struct {
	judgeTests bool
	report     bool
}

func newBusAnalyzer() *analysis.Analyzer {
	b := &busAnalyzer{}
	a := &analysis.Analyzer{
		Name:       "evvet",
		Doc:        "find calls on the event bus, and what is declared of their events\n\nThe checks of evvet require this analyzer, which reports nothing itself.",
		URL:        checksURL,
		Requires:   []*analysis.Analyzer{inspect.Analyzer},
		FactTypes:  []analysis.Fact{new(catalog)},
		ResultType: reflect.TypeFor[*busPackage](),
		Run:        b.run,
	}
	a.Flags.BoolVar(&b.judgeTests, "tests", false, "judge _test.go files too")
	a.Flags.BoolVar(&b.report, "report", false, "report which calls are not judged, and why")
	return a
}

func (b *busAnalyzer) run(pass *analysis.Pass) (any, error) {
	p := &busPackage{sourcePackage: newSourcePackage(pass, b.judgeTests), path: packagePath(pass.Pkg), reportsUnjudged: b.report}
	p.ignores = ignoreComments(&p.sourcePackage)
	p.facts = importedCatalog(pass)
	p.importsUse = p.facts.Used
	if p.usesBus = p.importsBus(); !p.usesBus {
		return p, nil
	}
	p.flow = newValueFlow(&p.sourcePackage)
	p.flow.topics = p.topicName
	if !isLibrary(p.path) {
		p.own = readDeclarations(&p.sourcePackage, p.flow)
	}
	p.facts.merge(&p.own.catalog)
	p.funcs = newBusFuncSet(p.flow, p.facts.BusFuncs)
	if !isLibrary(p.path) {
		p.facts.merge(&catalog{BusFuncs: p.funcs.facts()})
	}
	p.findCalls()
	p.noteUse()
	if importable := pass.Pkg.Name() != "main"; importable && !p.facts.isEmpty() {
		pass.ExportPackageFact(p.facts)
	}
	p.lock = readModuleLock(&p.sourcePackage)
	p.comparedEmits = p.compareEmits()
	p.comparedReads = p.compareReads()
	return p, nil
}

// importsBus reports whether the package can have to do with the bus at all.
// For most packages, such as those of the standard library, this is all that
// is asked.
func (p *busPackage) importsBus() bool {
	if !p.facts.isEmpty() {
		return true
	}
	for _, imported := range p.Pkg.Imports() {
		if isLibrary(packagePath(imported)) {
			return true
		}
	}
	return false
}

// isLibrary reports whether path is a package of the bus itself, which handles
// the specs of other packages and declares none.
func isLibrary(path string) bool { return path == eventsPath || path == typedPath }

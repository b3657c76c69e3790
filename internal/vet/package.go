package vet

import (
	"go/ast"
	"go/token"
	"go/types"
	"path/filepath"
	"slices"
	"strings"

	"golang.org/x/tools/go/analysis"
	"golang.org/x/tools/go/analysis/passes/inspect"
	"golang.org/x/tools/go/ast/inspector"
)

// A sourcePackage is the package under analysis: what all analyzers see of it,
// whichever pass they run in.
type sourcePackage struct {
	Fset         *token.FileSet
	Files        []*ast.File
	IgnoredFiles []string
	Pkg          *types.Package
	TypesInfo    *types.Info
	TypesSizes   types.Sizes
	ReadFile     func(name string) ([]byte, error)
	in           *inspector.Inspector
	judgeTests   bool
}

func newSourcePackage(pass *analysis.Pass, judgeTests bool) sourcePackage {
	return sourcePackage{
		Fset: pass.Fset, Files: pass.Files, IgnoredFiles: pass.IgnoredFiles, Pkg: pass.Pkg,
		TypesInfo: pass.TypesInfo, TypesSizes: pass.TypesSizes, ReadFile: pass.ReadFile,
		in: pass.ResultOf[inspect.Analyzer].(*inspector.Inspector), judgeTests: judgeTests,
	}
}

// isJudged reports whether a node belongs to what is judged. A test file neither
// is judged nor declares anything for the files beside it: go vet sees the
// package only together with its tests, and these would excuse a typo.
func (p *sourcePackage) isJudged(n ast.Node) bool {
	return p.judgeTests || !p.isInTestFile(n)
}

func (p *sourcePackage) isInTestFile(n ast.Node) bool {
	return strings.HasSuffix(filepath.Base(p.Fset.Position(n.Pos()).Filename), "_test.go")
}

// fileAt returns the file in which pos lies.
func (p *sourcePackage) fileAt(pos token.Pos) *ast.File {
	for _, f := range p.Files {
		if f.FileStart <= pos && pos < f.FileEnd {
			return f
		}
	}
	return nil
}

// A busPackage is one package, what it does on the bus, and what is known of
// the events there. It is the result of [Bus], which alone writes it.
type busPackage struct {
	sourcePackage
	path            string // import path
	reportsUnjudged bool
	usesBus         bool             // if false, the fields below are not set
	ignores         []*ignoreComment // these are always set
	own             declarations
	facts           *catalog // the package's own and those of its imports
	importsUse      []string // names that the imports emit or listen to
	lock            *moduleLock
	flow            *valueFlow
	funcs           *busFuncSet
	calls           []busCall
	namespaces      []busCall // of OnNamespace
	dynamicEmit     bool      // a name that is emitted is not constant
	handlers        handlerSet
	readers         map[*types.Func][]fieldReader
	comparedEmits   []comparedEmit
	comparedReads   comparedReads
}

// findCalls finds the calls of the bus and the handlers that they register.
func (p *busPackage) findCalls() {
	for _, call := range p.flow.calls {
		calls, _ := p.readBusCalls(call)
		for _, c := range calls {
			if c.Verb == "OnNamespace" {
				p.namespaces = append(p.namespaces, c)
			} else {
				p.calls = append(p.calls, c)
			}
		}
		p.dynamicEmit = p.dynamicEmit || p.passesName(call)
	}
	p.readers = p.findReaders()
	p.handlers = p.collectHandlers()
}

// knownContract returns what is known of the payload of an event: from the facts
// first, as they are as fresh as the code, then from the lock, then from the
// events of the host.
func (p *busPackage) knownContract(name string) (*declaredEvent, bool) {
	for _, known := range []*catalog{p.facts, &p.lock.emits, hostEvents} {
		declared := func(c declaredEvent) bool { return c.Name == name && !c.ByHand }
		if slices.ContainsFunc(known.Contracts, declared) {
			return known.contractFor(name, p.path)
		}
	}
	return nil, false
}

// isDeclared reports whether anything declares an event of that name.
func (p *busPackage) isDeclared(name string) bool {
	return p.facts.declares(name) || p.lock.emits.declares(name) || hostEvents.declares(name)
}

// declaredNames returns the names of all events that something declares, sorted.
func (p *busPackage) declaredNames() []string {
	names := slices.Concat(p.facts.eventNames(), p.lock.emits.eventNames(), hostEvents.eventNames())
	slices.Sort(names)
	return slices.Compact(names)
}

// placeOf says where c is declared, as seen from this package.
func (p *busPackage) placeOf(c *declaredEvent) string { return c.placeFrom(p.path) }

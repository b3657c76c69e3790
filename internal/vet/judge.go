package vet

import (
	"fmt"
	"go/ast"
	"go/token"
	"slices"

	"golang.org/x/tools/go/analysis"
	"golang.org/x/tools/go/ast/inspector"
)

// A judge compares one package with what is declared.
type judge struct {
	*analysis.Pass
	in      *inspector.Inspector
	counts  func(ast.Node) bool
	own     declarations
	facts   *catalog // the package's own and those of its imports
	lock    *locked
	path    string // import path
	uses    []use
	dynamic bool // a name that is emitted is not constant
	funcs   funcs
}

func newJudge(pass *analysis.Pass, in *inspector.Inspector, counts func(ast.Node) bool, own declarations, known *catalog) *judge {
	j := &judge{Pass: pass, in: in, counts: counts, own: own, facts: known, lock: readLock(pass), path: packagePath(pass.Pkg)}
	for n := range in.PreorderSeq((*ast.CallExpr)(nil)) {
		if !counts(n) {
			continue
		}
		u, ok, dynamic := nameUse(pass.TypesInfo, n.(*ast.CallExpr))
		if ok {
			j.uses = append(j.uses, u)
		}
		j.dynamic = j.dynamic || dynamic && u.emits || j.passesOn(n.(*ast.CallExpr))
	}
	j.funcs = j.collectFuncs()
	return j
}

// all runs every check.
func (j *judge) all() {
	j.checkLock()
	for _, u := range j.uses {
		j.checkName(u)
		j.checkEmit(u)
	}
	j.checkReads()
	j.checkGoroutines()
	j.checkEmitted()
	j.checkListens()
	j.checkHeardEmits()
}

// contract returns what is known of a name's payload: facts first, for they are
// as fresh as the code; then the lock; then what the bus itself emits.
func (j *judge) contract(name string) (*contract, bool) {
	for _, known := range []*catalog{j.facts, &j.lock.emits, hosts} {
		declared := func(c contract) bool { return c.Name == name && !c.ByHand }
		if slices.ContainsFunc(known.Contracts, declared) {
			return known.lookup(name, j.path)
		}
	}
	return nil, false
}

// knows reports whether anything declares name.
func (j *judge) knows(name string) bool {
	return j.facts.has(name) || j.lock.emits.has(name) || hosts.has(name)
}

// names are all names that something declares, sorted.
func (j *judge) names() []string {
	names := slices.Concat(j.facts.names(), j.lock.emits.names(), hosts.names())
	slices.Sort(names)
	return slices.Compact(names)
}

// report tells what is wrong with n.
func (j *judge) report(n ast.Node, category string, fixes []analysis.SuggestedFix, format string, args ...any) {
	j.Report(analysis.Diagnostic{
		Pos: n.Pos(), End: n.End(), Category: category,
		Message: fmt.Sprintf(format, args...), SuggestedFixes: fixes,
	})
}

// where says where c is declared.
func (j *judge) where(c *contract) string { return c.where(j.path) }

// file returns the file in which pos lies.
func (j *judge) file(pos token.Pos) *ast.File {
	for _, f := range j.Files {
		if f.FileStart <= pos && pos < f.FileEnd {
			return f
		}
	}
	return nil
}

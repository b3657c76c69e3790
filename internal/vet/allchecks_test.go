package vet

import (
	"golang.org/x/tools/go/analysis"
)

// allChecks is one analyzer that makes the reports of all checks, and has the
// facts of Bus, so that the comments of one package in testdata can want both.
var allChecks = &analysis.Analyzer{
	Name:      "all",
	Doc:       "run all checks of evvet",
	Requires:  []*analysis.Analyzer{Bus},
	FactTypes: []analysis.Fact{new(catalogCopy)},
	Run: func(pass *analysis.Pass) (any, error) {
		p := pass.ResultOf[Bus].(*busPackage)
		if pass.Pkg.Name() != "main" && p.facts.declaresAny() {
			pass.ExportPackageFact(&catalogCopy{*p.facts})
		}
		return nil, runChecks(pass, func(*analysis.Analyzer) bool { return true })
	},
}

// runChecks runs all checks, and reports what the shown ones report.
func runChecks(pass *analysis.Pass, shown func(*analysis.Analyzer) bool) error {
	results := map[*analysis.Analyzer]any{Bus: pass.ResultOf[Bus]}
	for _, check := range Checks() {
		p := *pass
		p.Analyzer, p.ResultOf = check, results
		if !shown(check) {
			p.Report = func(analysis.Diagnostic) {}
		}
		result, err := check.Run(&p)
		if err != nil {
			return err
		}
		results[check] = result
	}
	return nil
}

// A catalogCopy is a catalog as a fact of allChecks: a fact belongs to one
// analyzer.
type catalogCopy struct{ catalog }

func (*catalogCopy) AFact() {}

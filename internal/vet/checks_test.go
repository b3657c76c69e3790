package vet

import (
	"math"
	"path"
	"testing"

	"golang.org/x/tools/go/analysis"
	"golang.org/x/tools/go/analysis/analysistest"
)

// ownCheck runs, on the package checks/NAME, the check of that name alone, or for
// checks/ignore all of them. All packages are then loaded together, which takes a
// tenth of the time.
var ownCheck = &analysis.Analyzer{
	Name:     "own",
	Doc:      "run the check that the package is named after",
	Requires: []*analysis.Analyzer{Bus},
	Run: func(pass *analysis.Pass) (any, error) {
		return nil, runChecks(pass, func(check *analysis.Analyzer) bool {
			own := path.Base(pass.Pkg.Path())
			return own == check.Name || own == Ignore.Name
		})
	},
}

// Each check alone makes the reports that its package in testdata/src/checks
// wants, and no others, although some of these packages have other faults too.
func TestEachCheckAlone(t *testing.T) {
	if math.MaxInt == math.MaxInt32 {
		t.Skip("the packages in testdata assume an int of 64 bits")
	}
	var paths []string
	for _, check := range Checks() {
		paths = append(paths, "checks/"+check.Name)
	}
	reports := map[string]int{}
	for _, r := range analysistest.Run(t, analysistest.TestData(), ownCheck, paths...) {
		for _, d := range r.Diagnostics {
			reports[d.Category]++
		}
	}
	for _, check := range Checks() {
		if reports[check.Name] == 0 {
			t.Errorf("testdata/src/checks/%s wants no report of this check", check.Name)
		}
	}
}

package vet_test

import (
	"testing"

	"golang.org/x/tools/go/analysis"
	"golang.org/x/tools/go/analysis/analysistest"

	"github.com/fastpluggy/eventbus/internal/vet"
)

func TestAnalyzerIsWellFormed(t *testing.T) {
	if err := analysis.Validate([]*analysis.Analyzer{vet.Analyzer}); err != nil {
		t.Error(err)
	}
}

// The testdata say in "want" comments what is reported and which facts are
// exported; any other report fails the test.
func TestUndeclaredNames(t *testing.T) {
	for _, tt := range []struct{ pkg, reason string }{
		{"declares", "emits are judged always, listeners where one slip away"},
		{"user", "what an import declares is known"},
		{"indirect", "so is what an import's import declares; versions are no slips"},
		{"listens", "a package that declares nothing is not judged"},
		{"open", "a name that is not constant may be any name"},
		{"fromopen", "also in an import"},
		{"literals", "a name may be assigned later"},
		{"tests", "test files neither are judged nor declare for others"},
	} {
		t.Run(tt.pkg, func(t *testing.T) {
			t.Log(tt.reason)
			analysistest.Run(t, analysistest.TestData(), vet.Analyzer, tt.pkg)
		})
	}
}

func TestFixReplacesALiteralOnly(t *testing.T) {
	analysistest.RunWithSuggestedFixes(t, analysistest.TestData(), vet.Analyzer, "fixed")
}

func TestFlagTestsJudgesTestFiles(t *testing.T) {
	if err := vet.Analyzer.Flags.Set("tests", "true"); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = vet.Analyzer.Flags.Set("tests", "false") })
	analysistest.Run(t, analysistest.TestData(), vet.Analyzer, "judgedtests")
}

package vet

import (
	"math"
	"testing"

	"golang.org/x/tools/go/analysis"
	"golang.org/x/tools/go/analysis/analysistest"
)

func TestAnalyzersAreWellFormed(t *testing.T) {
	if err := analysis.Validate(append(Checks(), Bus)); err != nil {
		t.Error(err)
	}
}

// packages are the testdata, and what each is there to show. They say in
// "want" comments what is reported and which facts are exported; any other
// report fails the test.
var packages = []struct{ path, reason string }{
	{"declares", "emits are judged always, listeners where one slip away"},
	{"user", "what an import declares is known"},
	{"indirect", "so is what an import's import declares; versions are no slips"},
	{"listens", "without a lock a package that declares nothing is not judged by names"},
	{"open", "a name that is not constant may be any name"},
	{"fromopen", "also in an import"},
	{"literals", "a name may be assigned later"},
	{"tests", "test files neither are judged nor declare for others"},
	{"auth", "facts of generated code"},
	{"payload", "keys that are unknown, misspelt or missing"},
	{"changed", "a payload may be changed later"},
	{"values", "types of values, constant or not"},
	{"reads", "what handlers read, where it is known what they hear"},
	{"untyped", "the typed topic is at hand"},
	{"goroutines", "errors that reach nobody"},
	{"unemitted", "declared and never emitted"},
	{"onlydeclares", "a package that emits nothing declares for others"},
	{"handson", "a bus in foreign hands, with a name that is not constant"},
	{"tagged", "files that are not built may emit, and declare what the lock has"},
	{"passeson", "a name that is not constant may be the missing one"},
	{"listening", "what a listener needs and the emitter does not send"},
	{"needs", "a topic of Listens declares nothing"},
	{"locked/shop", "the lock agrees"},
	{"locked/borrows", "so it does where a list has the specs of another package"},
	{"locked/audit", "the lock tells of packages that are not imported"},
	{"locked/stale", "facts come before the lock, which is told to be stale"},
	{"locked/missing", "an event that the lock lacks"},
	{"locked/renamed", "another Go name than the lock has"},
	{"locked/gone", "an event that only the lock has"},
	{"torn/pkg", "a lock that can't be read"},
	{"conflict/own", "what the package says itself counts"},
	{"conflict", "where two declare one name differently, nobody knows"},
}

func TestReports(t *testing.T) {
	if math.MaxInt == math.MaxInt32 {
		t.Skip("the packages in testdata are judged as where int has 64 bits")
	}
	var paths []string
	for _, p := range packages {
		paths = append(paths, p.path)
	}
	analysistest.Run(t, analysistest.TestData(), allChecks, paths...)
}

func TestFixes(t *testing.T) {
	analysistest.RunWithSuggestedFixes(t, analysistest.TestData(), allChecks, "fixed", "fixedpayload", "untyped")
}

func TestFlagTestsJudgesTestFiles(t *testing.T) {
	if err := Bus.Flags.Set("tests", "true"); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = Bus.Flags.Set("tests", "false") })
	analysistest.Run(t, analysistest.TestData(), allChecks, "judgedtests")
}

// Five modules that are right, each in a way of its own. Of them nothing is
// reported.
func TestIsSilentAboutCleanModules(t *testing.T) {
	analysistest.Run(t, analysistest.TestData(), allChecks,
		"clean/untypedapp",                             // strings that only running it would tell
		"clean/typedapp",                               // generated code throughout
		"clean/byhand",                                 // topics by hand, for less than the event has
		"clean/shapes",                                 // ordinary things said in ways that are seldom seen
		"clean/plugins/sender", "clean/plugins/hearer", // two that know each other by the lock alone
	)
}

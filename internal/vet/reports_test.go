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

// packages are the packages in testdata, and what each of them shows. Comments
// with "want" in them say what is reported and which facts are exported; any
// other report fails the test.
var packages = []struct{ path, reason string }{
	{"declares", "emits are always judged, listeners if their name is a likely typo"},
	{"user", "the declarations of an import are known"},
	{"indirect", "so are those of an import's import; versions are not typos"},
	{"listens", "without a lock a package that declares nothing is not judged by names"},
	{"open", "a name that is not constant may be any name"},
	{"fromopen", "also in an import"},
	{"literals", "a name may be assigned later"},
	{"tests", "test files are not judged, and declare nothing for others"},
	{"nobus", "without the bus only ignore comments are reported"},
	{"auth", "facts of generated code"},
	{"payload", "keys that are unknown, misspelt or missing"},
	{"changed", "a payload may be changed later"},
	{"values", "types of values, constant or not"},
	{"reads", "fields that handlers read, if it is known which events they get"},
	{"untyped", "the package can name the typed topic"},
	{"goroutines", "errors that are lost"},
	{"unemitted", "declared and never emitted"},
	{"onlydeclares", "a package that emits nothing declares for others"},
	{"handson", "a bus that is passed on together with a name that is not constant"},
	{"unreturned/declares", "a list that the plugin declares itself"},
	{"unreturned/noplugin", "a package without a plugin declares for others"},
	{"unreturned/embedded", "the method may be that of an embedded type"},
	{"tagged", "files that are not built may emit, and declare what the lock has"},
	{"passeson", "a name that is not constant may be the missing one"},
	{"listening", "fields that a listener needs and the emitter does not send"},
	{"needs", "a topic of Listens declares nothing"},
	{"locked/shop", "the lock agrees"},
	{"locked/borrows", "it also agrees if a list has the specs of another package"},
	{"locked/audit", "the lock has the events of packages that are not imported"},
	{"locked/stale", "facts come before the lock, which is reported as stale"},
	{"locked/missing", "an event that the lock lacks"},
	{"locked/renamed", "another Go name than the lock has"},
	{"locked/gone", "an event that only the lock has"},
	{"torn/pkg", "a lock that cannot be read"},
	{"conflict/own", "the declaration of the package itself counts"},
	{"nested", "values, reads and needs at every depth, topics by hand, optional fields"},
	{"paths", "fields inside structs that are declared by their paths"},
	{"conflict", "if two imports declare one name differently, neither counts"},
}

func TestReports(t *testing.T) {
	if math.MaxInt == math.MaxInt32 {
		t.Skip("the packages in testdata assume an int of 64 bits")
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

// Nothing is reported in modules that are right, each in another way.
func TestIsSilentAboutCleanModules(t *testing.T) {
	analysistest.Run(t, analysistest.TestData(), allChecks,
		"clean/untypedapp",                             // names that are not constant
		"clean/typedapp",                               // generated code throughout
		"clean/byhand",                                 // topics by hand, for less than the event has
		"clean/shapes",                                 // ordinary calls in rare forms
		"clean/plugins/sender", "clean/plugins/hearer", // two packages that share only the lock
		"clean/outbox",      // an interface of its own
		"clean/chain",       // handlers of handlers
		"clean/steps",       // payloads built step by step
		"clean/tenants",     // names made while the program runs
		"clean/oncompile",   // files that are left out, and tests
		"clean/router",      // tables of names, handlers and payloads
		"clean/deep",        // payloads in payloads
		"clean/commandline", // names that a user gives
	)
}

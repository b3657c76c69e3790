package events_test

import (
	"fmt"
	"io/fs"
	"maps"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"
)

// enforceTests are the tests of what Enforce refuses, by their promises: the
// numbers alone would be found in tests of the default, too.
var enforceTests = map[string]string{
	"B45": "TestB49_EnforceRefuses",
	"B49": "TestB49_EnforceRefusesUndeclaredNames",
}

var (
	// promiseRow finds the rows of docs/guarantees.md: number and proofs.
	promiseRow = regexp.MustCompile(`(?m)^\| (B\d\d) \|.*\|(.*)\|$`)
	// proofLink finds a link to a test: its name, and the file from the folder docs.
	proofLink = regexp.MustCompile("\\[`?([\\w.]+)`?\\]\\(([\\w./-]+)\\)")
	// citation finds a promise's number in the name of a test or in a comment.
	citation = regexp.MustCompile(`(?:\b|Test|Example|Benchmark|Fuzz)(B\d\d)(?:\b|_)`)
	// numberedTest finds tests that have a number in their names.
	numberedTest = regexp.MustCompile(`(?m)^func (TestB\d\d_\w+)`)
	// oldCitation finds numbers of a list that is not part of the repository.
	oldCitation = regexp.MustCompile(`(?i)\bpromise \d+`)
)

// Each promise of docs/guarantees.md has tests, and they exist.
func TestEveryBehaviourHasATest(t *testing.T) {
	promises := readPromises(t)
	if len(promises) < 61 {
		t.Fatalf("docs/guarantees.md has %d promises; the test does not see them", len(promises))
	}
	for n := range len(promises) {
		id := fmt.Sprintf("B%02d", n+1)
		proofs, ok := promises[id]
		switch {
		case !ok:
			t.Errorf("docs/guarantees.md has %d promises and none with the number %s: use the next free number", len(promises), id)
		case len(proofs) == 0:
			t.Errorf("%s has no test in docs/guarantees.md", id)
		}
		for _, fault := range proofs {
			if fault != "" {
				t.Errorf("%s: %s", id, fault)
			}
		}
	}
}

// Each number that a file cites is on the page.
func TestEveryCitationIsAPromise(t *testing.T) {
	promises := readPromises(t)
	cited := map[string]string{}
	for _, suffix := range []string{".go", ".md", ".txtar", ".txt"} {
		found, err := citationsIn("..", suffix)
		if err != nil {
			t.Fatal(err)
		}
		maps.Copy(cited, found)
	}
	for id, test := range enforceTests {
		if cited[test] == "" {
			t.Errorf("there is no test %s to show that Enforce keeps %s", test, id)
		}
	}
	for _, id := range slices.Sorted(maps.Keys(cited)) {
		if _, ok := promises[id]; !ok && !strings.HasPrefix(id, "Test") {
			t.Errorf("%s cites %s, which docs/guarantees.md does not have", cited[id], id)
		}
	}
}

// The checks above can fail.
func TestChecksOfPromisesCanFail(t *testing.T) {
	for _, name := range []string{"TestEveryBehaviourHasATes", "TestNone"} {
		if proofFault(name, "behaviours_test.go") == "" {
			t.Errorf("%s counts as a test", name)
		}
	}
	cited := map[string]string{}
	addCitations(cited, "x_test.go", "// B98: a\nfunc TestB97_X(\n// Promise 12: b\n// AB96, B950")
	if want := []string{"B97", "B98", "Promise 12", "TestB97_X"}; !slices.Equal(slices.Sorted(maps.Keys(cited)), want) {
		t.Errorf("citations are %v, want %v", cited, want)
	}
}

// readPromises returns the promises of the page. For each of their proofs it has
// what is wrong with it, or "".
func readPromises(t *testing.T) map[string][]string {
	t.Helper()
	page, err := os.ReadFile("../docs/guarantees.md")
	if err != nil {
		t.Fatal(err)
	}
	promises := map[string][]string{}
	for _, row := range promiseRow.FindAllStringSubmatch(string(page), -1) {
		if _, twice := promises[row[1]]; twice {
			t.Errorf("docs/guarantees.md has %s twice", row[1])
		}
		promises[row[1]] = []string{}
		for _, p := range proofLink.FindAllStringSubmatch(row[2], -1) {
			promises[row[1]] = append(promises[row[1]], proofFault(p[1], filepath.Join("../docs", p[2])))
		}
	}
	return promises
}

// proofFault says what is wrong with a link to a test, or to a script.
func proofFault(name, file string) string {
	text, err := os.ReadFile(file)
	switch {
	case err != nil:
		return err.Error()
	case strings.HasSuffix(name, ".txtar") && filepath.Base(file) == name:
		return ""
	case !strings.Contains(string(text), "\nfunc "+name+"("):
		return fmt.Sprintf("%s has no test %s", file, name)
	}
	return ""
}

// citationsIn returns the numbers, and the names of tests with a number, in files
// whose names end in suffix, each with a file that has it. It leaves out this file,
// and test data.
func citationsIn(root, suffix string) (map[string]string, error) {
	found := map[string]string{}
	return found, filepath.WalkDir(root, func(path string, d fs.DirEntry, err error) error {
		if err != nil {
			return err
		}
		if d.IsDir() {
			if name := d.Name(); path != root && (name == "testdata" || strings.HasPrefix(name, ".")) {
				return filepath.SkipDir
			}
			return nil
		}
		if !strings.HasSuffix(path, suffix) || d.Name() == "behaviours_test.go" {
			return nil
		}
		text, err := os.ReadFile(path)
		addCitations(found, path, string(text))
		return err
	})
}

func addCitations(found map[string]string, path, text string) {
	for _, m := range citation.FindAllStringSubmatch(text, -1) {
		found[m[1]] = path
	}
	for _, m := range numberedTest.FindAllStringSubmatch(text, -1) {
		found[m[1]] = path
	}
	for _, m := range oldCitation.FindAllString(text, -1) {
		found[m] = path
	}
}

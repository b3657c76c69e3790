package events_test

import (
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
)

// promised are the behaviours that this repository keeps, as ranges of their
// numbers. A new behaviour adds its number here, and a test that names it.
var promised = [][2]int{
	{1, 32},  // order, off and once, faults, recursion, slow calls, breakers
	{33, 43}, // asynchronous listeners, drain, close
	{44, 49}, // payloads, names, declarations
	{50, 58}, // scale, memory, races, the admin page
	{61, 61}, // waits that could close a circle
}

// refusing are the tests of what Enforce refuses, by their behaviours: their
// numbers alone would be found in tests of the default, too.
var refusing = map[string]string{
	"B45": "TestB49_EnforceRefuses",
	"B49": "TestB49_EnforceRefusesUndeclaredNames",
}

// functions finds tests by their whole names.
var functions = regexp.MustCompile(`(?m)^func (TestB\d\d_\w+)`)

// named finds a behaviour's number in the name of a test or in a comment.
var named = regexp.MustCompile(`(?:\b|Test|Example|Benchmark|Fuzz)B(\d\d)(?:\b|_)`)

// Each behaviour that is promised stands in the name or the comment of a test.
func TestEveryBehaviourHasATest(t *testing.T) {
	found, err := behavioursIn("..")
	if err != nil {
		t.Fatal(err)
	}
	for _, id := range missing(found, promised) {
		t.Errorf("no test names %s", id)
	}
	for id, test := range refusing {
		if !found[test] {
			t.Errorf("no test is called %s, which is to show that Enforce keeps %s", test, id)
		}
	}
	if got := missing(found, [][2]int{{49, 49}, {99, 99}}); len(got) != 1 || got[0] != "B99" {
		t.Errorf("of B49 and B99 the check misses %v; it can't fail", got)
	}
}

// guaranteed finds the rows of a behaviour, and what they name as proofs.
var guaranteed = regexp.MustCompile(`(?m)^\| (?:(B\d\d) )?\|? ?.*\|(.*)\|$`)

// proof finds a link to a test: its name, and the file from the folder docs.
var proof = regexp.MustCompile("\\[`?([\\w.]+)`?\\]\\(([\\w./-]+)\\)")

// Each behaviour is on the page of guarantees, with tests that exist.
func TestTheGuaranteesAreProved(t *testing.T) {
	page, err := os.ReadFile("../docs/guarantees.md")
	if err != nil {
		t.Fatal(err)
	}
	proved := map[string]bool{}
	for _, row := range guaranteed.FindAllStringSubmatch(string(page), -1) {
		proofs := proof.FindAllStringSubmatch(row[2], -1)
		proved[row[1]] = len(proofs) > 0
		for _, p := range proofs {
			if fault := noProof(p[1], filepath.Join("../docs", p[2])); fault != "" {
				t.Errorf("%s: %s", row[1], fault)
			}
		}
	}
	for _, id := range missing(proved, [][2]int{{1, 61}}) {
		t.Errorf("no row has a test for %s", id)
	}
	for _, name := range []string{"TestTheGuaranteesAreProve", "TestNone"} {
		if noProof(name, "behaviours_test.go") == "" {
			t.Errorf("%s counts as a test; the check can't fail", name)
		}
	}
}

// noProof says what is wrong with a link to a test, or to a script.
func noProof(name, file string) string {
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

func missing(found map[string]bool, ranges [][2]int) (ids []string) {
	for _, r := range ranges {
		for n := r[0]; n <= r[1]; n++ {
			if id := fmt.Sprintf("B%02d", n); !found[id] {
				ids = append(ids, id)
			}
		}
	}
	return ids
}

// behavioursIn reads the tests of the module at root, but for this file.
func behavioursIn(root string) (map[string]bool, error) {
	found := map[string]bool{}
	return found, filepath.WalkDir(root, func(path string, d fs.DirEntry, err error) error {
		if err != nil {
			return err
		}
		if d.IsDir() {
			return leaveOut(root, path, d.Name())
		}
		if !strings.HasSuffix(path, "_test.go") || d.Name() == "behaviours_test.go" {
			return nil
		}
		text, err := os.ReadFile(path)
		for _, m := range named.FindAllStringSubmatch(string(text), -1) {
			found["B"+m[1]] = true
		}
		for _, m := range functions.FindAllStringSubmatch(string(text), -1) {
			found[m[1]] = true
		}
		return err
	})
}

// leaveOut skips what is no part of the module.
func leaveOut(root, path, name string) error {
	if path == root {
		return nil
	}
	_, err := os.Stat(filepath.Join(path, "go.mod"))
	if err == nil || name == "testdata" || strings.HasPrefix(name, ".") {
		return filepath.SkipDir
	}
	return nil
}

package mutants_test

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"maps"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"
)

// Each bug turns the test red that is named beside it, and that test is green
// without it. One at a time: a test run has the machine to itself.
func TestEveryMutantIsCaught(t *testing.T) {
	if os.Getenv("MUTANTS") == "" {
		t.Skip("takes minutes; MUTANTS=1 runs it")
	}
	for _, name := range slices.Sorted(maps.Keys(groups)) {
		t.Run(name, func(t *testing.T) {
			if !areGreen(t, groups[name]) {
				t.Fatal("a bug that is planted now would prove nothing")
			}
			for _, m := range groups[name] {
				t.Run(m.bug, func(t *testing.T) { wantRed(t, m) })
			}
		})
	}
}

// areGreen runs all the tests once on the code as it is.
func areGreen(t *testing.T, group []mutant) bool {
	t.Helper()
	patterns, outputs := map[string][]string{}, map[string]string{}
	for _, m := range group {
		if !slices.Contains(patterns[m.pkg()], m.pattern()) {
			patterns[m.pkg()] = append(patterns[m.pkg()], m.pattern())
		}
	}
	for pkg, tests := range patterns {
		out, err := goTest(t, pkg, strings.Join(tests, "|"))
		if err != nil {
			t.Errorf("%s is red without a bug: %v\n%s", pkg, err, tail(out))
		}
		outputs[pkg] = out
	}
	for _, m := range group {
		if !strings.Contains(outputs[m.pkg()], "--- PASS: "+m.name()+" (") {
			t.Errorf("%s did not run, or did not pass", m.test)
		}
	}
	return !t.Failed()
}

func wantRed(t *testing.T, m mutant) {
	t.Helper()
	out, err := m.try(t)
	if fault := verdict(out, m.name(), err); fault != "" {
		t.Errorf("%s (%s): %s\n%s", m.test, m.file, fault, tail(out))
	}
}

// try runs the test with the bug.
func (m mutant) try(t *testing.T) (out string, err error) {
	t.Helper()
	text, err := m.text()
	if err != nil {
		t.Fatal(err)
	}
	original, err := filepath.Abs(filepath.Join(root, m.file))
	if err != nil {
		t.Fatal(err)
	}
	dir := t.TempDir()
	mutated, overlay := filepath.Join(dir, filepath.Base(m.file)), filepath.Join(dir, "overlay.json")
	list, err := json.Marshal(map[string]any{"Replace": map[string]string{original: mutated}})
	if err := errors.Join(err, os.WriteFile(mutated, []byte(text), 0o600), os.WriteFile(overlay, list, 0o600)); err != nil {
		t.Fatal(err)
	}
	return goTest(t, m.pkg(), m.pattern(), "-overlay="+overlay)
}

// limit is how long one run of tests may take. A bug that makes a test hang is
// caught by it, but slowly: better is a test that notices.
const limit = 60 * time.Second

// goTest has the flags in GOFLAGS, since a test may build a program: evgen's do.
func goTest(t *testing.T, pkg, pattern string, flags ...string) (out string, err error) {
	t.Helper()
	ctx, cancel := context.WithTimeout(t.Context(), 3*limit) // the build is in it
	defer cancel()
	cmd := exec.CommandContext(ctx, "go", "test", "-count=1", "-vet=off", "-v", fmt.Sprint("-timeout=", limit), "-run="+pattern, pkg)
	cmd.Env = append(os.Environ(), "GOFLAGS="+strings.Join(append(flags, os.Getenv("GOFLAGS")), " "))
	cmd.Dir = root
	cmd.WaitDelay = time.Second
	raw, err := cmd.CombinedOutput()
	return string(raw), err
}

// verdict returns "" if the test ran and did not pass, else what is wrong. A
// panic that ends the process is a failure too, though it leaves no line of
// the test's own but that it began.
func verdict(out, test string, err error) string {
	switch {
	case err == nil:
		return "the bug was not noticed"
	case !strings.Contains(out, "=== RUN   "+test+"\n"):
		return "the test did not run: does the mutant compile?"
	case strings.Contains(out, "--- PASS: "+test+" ("), strings.Contains(out, "--- SKIP: "+test+" ("):
		return "not the test failed, but something else"
	}
	return ""
}

func tail(out string) string { return out[max(0, len(out)-2000):] }

func TestVerdict(t *testing.T) {
	red := errors.New("exit status 1")
	for _, tt := range []struct {
		name, out string
		err       error
		caught    bool
	}{
		{"fails", "=== RUN   TestA\n--- FAIL: TestA (0.00s)\n", red, true},
		{"crashes", "=== RUN   TestA\npanic: boom\n", red, true},
		{"passes", "=== RUN   TestA\n--- PASS: TestA (0.00s)\n", nil, false},
		{"leaks afterwards", "=== RUN   TestA\n--- PASS: TestA (0.00s)\ngoleak\n", red, false},
		{"is skipped, and another fails", "=== RUN   TestA\n--- SKIP: TestA (0.00s)\n", red, false},
		{"does not compile", "undefined: x\nFAIL p [build failed]\n", red, false},
		{"is not there", "=== RUN   TestAB\n--- FAIL: TestAB (0.00s)\n", red, false},
	} {
		if got := verdict(tt.out, "TestA", tt.err); (got == "") != tt.caught {
			t.Errorf("%s: %q, caught: want %v", tt.name, got, tt.caught)
		}
	}
}

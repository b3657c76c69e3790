package mutants_test

import (
	"fmt"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
)

// A mutant is a bug and the test that must see it.
type mutant struct {
	bug  string // as one would report it
	file string // in the module
	in   string // how the function begins that has the old text; empty: only one has it
	old  string
	new  string
	test string // package, test and maybe subtest: "./events TestB01_Order/async"
}

// groups are the tables of the other files.
var groups = map[string][]mutant{"rounds": rounds, "serial": serial, "tables": tables, "queues": queues, "waits": waits, "public": public}

var root = filepath.Join("..", "..")

// pkg and name are the two halves of test.
func (m mutant) pkg() string { pkg, _, _ := strings.Cut(m.test, " "); return pkg }

func (m mutant) name() string { _, name, _ := strings.Cut(m.test, " "); return name }

// pattern is what -run takes to run the test alone.
func (m mutant) pattern() string {
	parts := strings.Split(m.name(), "/")
	for i, part := range parts {
		parts[i] = "^" + regexp.QuoteMeta(part) + "$"
	}
	return strings.Join(parts, "/")
}

// text returns the file with the bug.
func (m mutant) text() (string, error) {
	raw, err := os.ReadFile(filepath.Join(root, m.file))
	if err != nil {
		return "", err
	}
	return m.plant(string(raw))
}

// plant replaces the old text, which must be in its place exactly once.
func (m mutant) plant(text string) (string, error) {
	from, to, err := m.place(text)
	if err != nil {
		return "", err
	}
	if n := strings.Count(text[from:to], m.old); n != 1 || m.old == m.new {
		return "", fmt.Errorf("%s: %q is there %d times, want once and something else for it", m.file, m.old, n)
	}
	return text[:from] + strings.Replace(text[from:to], m.old, m.new, 1) + text[to:], nil
}

// place finds the function that has the old text.
func (m mutant) place(text string) (from, to int, err error) {
	if m.in == "" {
		return 0, len(text), nil
	}
	if n := strings.Count(text, "\n"+m.in); n != 1 {
		return 0, 0, fmt.Errorf("%s: %d functions begin with %q, want one", m.file, n, m.in)
	}
	from = strings.Index(text, "\n"+m.in)
	return from, from + strings.Index(text[from:], "\n}\n"), nil
}

// A mutant that no longer fits the code tests nothing.
func TestEveryMutantFits(t *testing.T) {
	titles := map[string]bool{}
	for _, group := range groups {
		for _, m := range group {
			if titles[m.bug] {
				t.Errorf("%q: two have that title", m.bug)
			}
			titles[m.bug] = true
			if _, err := m.text(); err != nil {
				t.Errorf("%q: %v", m.bug, err)
			}
			if !m.hasTest(t) {
				t.Errorf("%q: %s has no test %s", m.bug, m.pkg(), m.name())
			}
		}
	}
}

func (m mutant) hasTest(t *testing.T) bool {
	t.Helper()
	files, err := filepath.Glob(filepath.Join(root, m.pkg(), "*_test.go"))
	if err != nil {
		t.Fatal(err)
	}
	name, _, _ := strings.Cut(m.name(), "/")
	for _, file := range files {
		text, err := os.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		if strings.Contains(string(text), "\nfunc "+name+"(t *testing.T)") {
			return true
		}
	}
	return false
}

func TestPlant(t *testing.T) {
	const text = "package p\n\nfunc f() {\n\tone()\n}\n\nfunc g() {\n\tone()\n\ttwo()\n\ttwo()\n}\n"
	for _, tt := range []struct {
		m    mutant
		want string // empty: it does not fit
	}{
		{mutant{in: "func g(", old: "one()", new: "ten()"}, strings.Replace(text, "one()\n\ttwo", "ten()\n\ttwo", 1)},
		{mutant{in: "func f(", old: "one()", new: "ten()"}, strings.Replace(text, "one()\n}", "ten()\n}", 1)},
		{mutant{old: "func f", new: "func h"}, strings.Replace(text, "func f", "func h", 1)},
		{mutant{old: "one()", new: "ten()"}, ""},
		{mutant{in: "func g(", old: "two()", new: "ten()"}, ""},
		{mutant{in: "func f(", old: "two()", new: "ten()"}, ""},
		{mutant{in: "func g(", old: "one()", new: "one()"}, ""},
		{mutant{in: "func h(", old: "one()", new: "ten()"}, ""},
	} {
		got, err := tt.m.plant(text)
		if got != tt.want || (err == nil) != (tt.want != "") {
			t.Errorf("%+v: %q, %v, want %q", tt.m, got, err, tt.want)
		}
	}
}

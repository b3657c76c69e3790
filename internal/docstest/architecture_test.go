package docstest_test

import (
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/fastpluggy/eventbus/internal/docstest"
)

const module = "github.com/fastpluggy/eventbus/"

// An importRule is a row of the table of packages: the packages of a pattern may
// import the standard library, each other, and those of the allowed patterns.
type importRule struct {
	pattern string // "internal/vet", or "examples/…" for all below
	allowed []string
	used    bool
}

func (r *importRule) allows(path string) bool {
	return matches(r.pattern, path) || slices.ContainsFunc(r.allowed, func(a string) bool { return matches(a, path) })
}

func matches(pattern, path string) bool {
	top, isTree := strings.CutSuffix(pattern, "/…")
	return path == top || isTree && strings.HasPrefix(path, top+"/")
}

// Packages import what docs/architecture.md says, and each has a row there.
func TestPackagesImportWhatThePageSays(t *testing.T) {
	t.Parallel()
	rules := readImportRules(t)
	out, err := command(t, root, "go", "list", "-f", `{{.ImportPath}}{{range .Imports}} {{.}}{{end}}`, "work").Output()
	if err != nil {
		t.Fatal(err)
	}
	for line := range strings.Lines(string(out)) {
		words := strings.Fields(line)
		rule := ruleFor(rules, strings.TrimPrefix(words[0], module))
		if rule == nil {
			t.Errorf("docs/architecture.md has no row for %s", words[0])
			continue
		}
		rule.used = true
		for _, path := range words[1:] {
			if name := strings.TrimPrefix(path, module); !isStandard(path) && !rule.allows(name) {
				t.Errorf("%s imports %s, which docs/architecture.md does not allow", words[0], name)
			}
		}
	}
	for _, r := range rules {
		if !r.used {
			t.Errorf("docs/architecture.md has a row for %s, which is not a package", r.pattern)
		}
	}
}

// isStandard reports whether a path is of the standard library: all others begin
// with a domain.
func isStandard(path string) bool {
	first, _, _ := strings.Cut(path, "/")
	return !strings.Contains(first, ".")
}

func fileExists(path string) bool {
	_, err := os.Stat(filepath.Join(root, path))
	return err == nil
}

func readImportRules(t *testing.T) (rules []*importRule) {
	t.Helper()
	for _, row := range tableRows(t, "imports") {
		names := codeInCell.FindAllStringSubmatch(row[0], -1)
		r := &importRule{pattern: names[0][1]}
		for _, m := range codeInCell.FindAllStringSubmatch(row[2], -1) {
			r.allowed = append(r.allowed, m[1])
			if isStandard(m[1]) && !fileExists(strings.TrimSuffix(m[1], "/…")) {
				t.Errorf("docs/architecture.md allows %s to import %s, which does not exist", r.pattern, m[1])
			}
		}
		rules = append(rules, r)
	}
	if len(rules) < 10 {
		t.Fatalf("%d rules found; the test does not see them", len(rules))
	}
	return rules
}

func ruleFor(rules []*importRule, path string) *importRule {
	for _, r := range rules {
		if matches(r.pattern, path) {
			return r
		}
	}
	return nil
}

// Files and names in "To change X, look in Y" exist: `file`: `name`.
func TestPlacesExist(t *testing.T) {
	t.Parallel()
	for _, row := range tableRows(t, "places") {
		file := ""
		for _, m := range codeInCell.FindAllStringSubmatch(row[1], -1) {
			switch name := m[1]; {
			case strings.Contains(name, "/"):
				file = name
				if !fileExists(file) {
					t.Errorf("docs/architecture.md, %q: there is no file %s", row[0], file)
				}
			case fileExists(file) && !declares(t, file, name):
				t.Errorf("docs/architecture.md, %q: %s does not declare %s", row[0], file, name)
			}
		}
		if file == "" {
			t.Errorf("docs/architecture.md, %q: no file is named", row[0])
		}
	}
}

// All files and functions that the page names exist. Files without a folder are in
// the engine.
func TestNamesOfArchitectureExist(t *testing.T) {
	t.Parallel()
	text := openDocument(t, "docs/architecture.md").text
	for _, m := range regexp.MustCompile(`\b[\w/]+\.go\b`).FindAllString(text, -1) {
		if !fileExists(m) && !fileExists("internal/dispatch/"+m) && m != "events_gen.go" {
			t.Errorf("docs/architecture.md names the file %s, which does not exist", m)
		}
	}
	declared := declarations(t, "internal/dispatch", "events", "events/admin", "internal/docgen", "internal/vet", "internal/spec", "typed")
	for _, m := range regexp.MustCompile("`([a-z]+[A-Z][A-Za-z]*)`").FindAllStringSubmatch(text, -1) {
		if !declared[m[1]] {
			t.Errorf("docs/architecture.md names %s, which is not declared", m[1])
		}
	}
}

// declarations returns the functions, methods, types and single variables of the folders.
func declarations(t *testing.T, folders ...string) map[string]bool {
	t.Helper()
	declared := map[string]bool{}
	for _, folder := range folders {
		files, err := filepath.Glob(filepath.Join(root, folder, "*.go"))
		if err != nil {
			t.Fatal(err)
		}
		for _, f := range files {
			for _, m := range declaration.FindAllStringSubmatch(read(t, folder+"/"+filepath.Base(f)), -1) {
				declared[m[1]] = true
			}
		}
	}
	return declared
}

var declaration = regexp.MustCompile(`(?m)^(?:func (?:\([^)]*\) )?|type |var )(\w+)`)

func declares(t *testing.T, file, name string) bool {
	t.Helper()
	for _, m := range declaration.FindAllStringSubmatch(read(t, file), -1) {
		if m[1] == name {
			return true
		}
	}
	return false
}

// tableRows returns the cells of the rows below the mark, without the head.
func tableRows(t *testing.T, mark string) (rows [][]string) {
	t.Helper()
	for _, b := range docstest.Blocks(read(t, "docs/architecture.md")) {
		if b.Mark != mark {
			continue
		}
		for line := range strings.Lines(b.Text) {
			rows = append(rows, strings.Split(strings.Trim(strings.TrimSpace(line), "|"), " | "))
		}
	}
	if len(rows) < 10 {
		t.Fatalf("%d rows below <!-- %s -->; the test does not see them", len(rows), mark)
	}
	return rows[2:]
}

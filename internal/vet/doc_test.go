package vet

import (
	"flag"
	"go/ast"
	"go/parser"
	"go/token"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

var update = flag.Bool("update", false, "rewrite the list of checks in doc.go")

// The package comment has the doc of every check, word for word.
func TestPackageCommentHasTheDocOfEveryCheck(t *testing.T) {
	const from, to = "// # What is reported\n//\n", "// # What is not reported\n"
	src, err := os.ReadFile("doc.go")
	if err != nil {
		t.Fatal(err)
	}
	head, rest, ok := strings.Cut(string(src), from)
	_, tail, found := strings.Cut(rest, to)
	if !ok || !found {
		t.Fatalf("doc.go lacks the lines %q and %q", from, to)
	}
	want := head + from + checkSections() + to + tail
	if string(src) == want {
		return
	}
	if !*update {
		t.Fatal("doc.go differs from the docs of the checks; run go test ./internal/vet -run PackageComment -update")
	}
	if err := os.WriteFile("doc.go", []byte(want), 0o644); err != nil {
		t.Fatal(err)
	}
}

// checkSections writes the doc of every check as a section of a Go comment.
func checkSections() string {
	var b strings.Builder
	for _, check := range Checks() {
		text := "# Check " + check.Name + "\n\n" + check.Name + ": " + check.Doc + "\n\n"
		for line := range strings.Lines(text) {
			b.WriteString(strings.TrimRight("// "+line, " \n") + "\n")
		}
	}
	return strings.ReplaceAll(b.String(), "// \t", "//\t")
}

// A check that is declared and not listed would be in no manual and no driver.
func TestEveryCheckIsListed(t *testing.T) {
	listed := map[string]bool{}
	for _, check := range Checks() {
		listed[check.Name] = true
	}
	for _, name := range newCheckNames(t) {
		if !listed[name] {
			t.Errorf("the check %s is not in reportingChecks", name)
		}
	}
}

// newCheckNames returns the names that the source gives to newCheck.
func newCheckNames(t *testing.T) (names []string) {
	t.Helper()
	files, err := filepath.Glob("*.go")
	if err != nil {
		t.Fatal(err)
	}
	for _, name := range files {
		file, err := parser.ParseFile(token.NewFileSet(), name, nil, 0)
		if err != nil {
			t.Fatal(err)
		}
		ast.Inspect(file, func(n ast.Node) bool {
			call, ok := n.(*ast.CallExpr)
			if !ok {
				return true
			}
			if id, ok := call.Fun.(*ast.Ident); ok && id.Name == "newCheck" {
				names = append(names, strings.Trim(call.Args[0].(*ast.BasicLit).Value, `"`))
			}
			return true
		})
	}
	return names
}

// Each check's doc begins with a summary that fits on one line of the manual.
func TestEveryCheckHasASummary(t *testing.T) {
	for _, check := range Checks() {
		summary, rest, ok := strings.Cut(check.Doc, "\n\n")
		if !ok || rest == "" || strings.Contains(summary, "\n") || len(summary) > 66 || strings.HasSuffix(summary, ".") {
			t.Errorf("the doc of %s is to begin with a line of up to 66 characters, then an empty one: %q", check.Name, summary)
		}
		for line := range strings.Lines(check.Doc) {
			if len(strings.TrimSpace(line)) > 82 {
				t.Errorf("the doc of %s has a line of %d characters: %q", check.Name, len(line), line)
			}
		}
	}
}

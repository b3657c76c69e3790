package migrate_test

import (
	"flag"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
)

var update = flag.Bool("update", false, "write the snippets into docs/migrate.md")

const document = "../../../docs/migrate.md"

// fence is a snippet's place in the document: a mark, then a block of code.
var fence = regexp.MustCompile("(?s)<!-- snippet: (\\S+) -->\n```go\n(.*?)```\n")

// TestSnippets: the document shows the code that the examples here run.
func TestSnippets(t *testing.T) {
	text, err := os.ReadFile(document)
	if err != nil {
		t.Fatal(err)
	}
	have := snippets(t)
	if *update {
		text = fence.ReplaceAllFunc(text, func(block []byte) []byte {
			name := string(fence.FindSubmatch(block)[1])
			return []byte("<!-- snippet: " + name + " -->\n```go\n" + have[name] + "```\n")
		})
		if err := os.WriteFile(document, text, 0o644); err != nil {
			t.Fatal(err)
		}
	}
	shown := map[string]bool{}
	for _, m := range fence.FindAllStringSubmatch(string(text), -1) {
		shown[m[1]] = true
		if want, ok := have[m[1]]; !ok {
			t.Errorf("docs/migrate.md shows %s, which is nowhere here", m[1])
		} else if m[2] != want {
			t.Errorf("docs/migrate.md shows %s as\n%s\nrun this with -update to have\n%s", m[1], m[2], want)
		}
	}
	for name := range have {
		if !shown[name] {
			t.Errorf("docs/migrate.md does not show %s", name)
		}
	}
	if blocks := strings.Count(string(text), "```go\n"); blocks != len(shown) {
		t.Errorf("docs/migrate.md has %d blocks of Go, and %d marked as snippets", blocks, len(shown))
	}
}

// snippets reads the marked parts of the files here.
func snippets(t *testing.T) map[string]string {
	t.Helper()
	files, err := filepath.Glob("*_test.go")
	if err != nil {
		t.Fatal(err)
	}
	found := map[string]string{}
	for _, file := range files {
		text, err := os.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		collect(found, string(text))
	}
	if len(found) == 0 {
		t.Fatal("no snippets found")
	}
	return found
}

var part = regexp.MustCompile(`(?ms)^(\t*)// snippet: (\S+)\n(.*?)^\t*// end$`)

func collect(found map[string]string, text string) {
	for _, m := range part.FindAllStringSubmatch(text, -1) {
		indent, name, code := m[1], m[2], m[3]
		if found[name] != "" {
			found[name] += "\n"
		}
		for line := range strings.Lines(strings.TrimRight(code, "\n\t ")) {
			found[name] += strings.TrimPrefix(line, indent)
		}
		found[name] += "\n"
	}
}

// TestCollect: parts are dedented and joined.
func TestCollect(t *testing.T) {
	found := map[string]string{}
	collect(found, "// snippet: a/b\ntype T int\n\n// end\n\nfunc f() {\n\t// snippet: a/b\n\tif x {\n\t\ty()\n\t}\n\t// end\n}\n")
	if want := "type T int\n\nif x {\n\ty()\n}\n"; found["a/b"] != want {
		t.Errorf("got %q, want %q", found["a/b"], want)
	}
}

package docstest_test

import (
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
)

// Commands that a reader runs in a clone are not run here, since some of them run
// all tests. The test only checks that what they name exists.
func TestCommandsAreReal(t *testing.T) {
	t.Parallel()
	known := 0
	for _, doc := range documents(t) {
		for _, b := range doc.blocks {
			if b.Lang != "sh" || b.Mark != "" {
				continue
			}
			for line := range strings.Lines(b.Text) {
				line, _, _ = strings.Cut(line, "#")
				if words := strings.Fields(line); len(words) > 0 {
					checkCommand(t, doc.path, words)
					known++
				}
			}
		}
	}
	if known < 5 {
		t.Errorf("%d commands found; the test does not see them", known)
	}
}

func checkCommand(t *testing.T, doc string, words []string) {
	t.Helper()
	for strings.Contains(words[0], "=") { // settings in the environment
		words = words[1:]
	}
	last := words[len(words)-1]
	if words[0] == "bash" {
		if _, err := os.Stat(filepath.Join(root, words[1])); err != nil {
			t.Errorf("%s: %q: %v", doc, words, err)
		}
		return
	}
	out, err := command(t, root, "go", "list", "-f", "{{.Name}} {{.ImportPath}}", last).CombinedOutput()
	if err != nil {
		t.Errorf("%s: %q names something that go list does not know: %v\n%s", doc, words, err, out)
	}
	switch strings.Join(words[:2], " ") {
	case "go run", "go get":
		if !strings.HasPrefix(string(out), "main ") {
			t.Errorf("%s: %q: that is not a command but %s", doc, words, out)
		}
	case "go test":
		checkTested(t, doc, words, string(out))
	default:
		t.Errorf("%s has the command %q, which this test does not know", doc, words)
	}
}

// checkTested checks that "go test work" means all modules of the workspace.
func checkTested(t *testing.T, doc string, words []string, listed string) {
	t.Helper()
	if words[len(words)-1] != "work" {
		return
	}
	for _, want := range []string{"eventbus/events", "eventbus/internal/docstest", "eventbus/examples/auditlog"} {
		if !slices.ContainsFunc(strings.Fields(listed), func(f string) bool { return strings.HasSuffix(f, want) }) {
			t.Errorf("%s: %q does not test %s", doc, words, want)
		}
	}
}

package readme_test

import (
	"os"
	"path"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"github.com/fastpluggy/eventbus/internal/readme"
)

// documents are the Markdown files for people, with slashes, from the root.
func documents(t *testing.T) []string {
	t.Helper()
	var found []string
	for _, pattern := range []string{"*.md", "docs/*.md"} {
		paths, err := filepath.Glob(filepath.Join(root, pattern))
		if err != nil {
			t.Fatal(err)
		}
		for _, p := range paths {
			rel, err := filepath.Rel(root, p)
			if err != nil {
				t.Fatal(err)
			}
			found = append(found, filepath.ToSlash(rel))
		}
	}
	if len(found) < 4 {
		t.Fatalf("only %q found", found)
	}
	return found
}

func TestLinksLeadSomewhere(t *testing.T) {
	t.Parallel()
	for _, doc := range documents(t) {
		for _, l := range readme.Links(read(t, doc)) {
			if strings.Contains(l.Target, "://") {
				continue // the test needs no network
			}
			file, anchor, _ := strings.Cut(l.Target, "#")
			target := doc
			if file != "" {
				target = path.Join(path.Dir(doc), file)
			}
			if _, err := os.Stat(filepath.Join(root, target)); err != nil {
				t.Errorf("%s: [%s](%s) leads nowhere: %v", doc, l.Text, l.Target, err)
				continue
			}
			if anchor != "" && !readme.Anchors(read(t, target))[anchor] {
				t.Errorf("%s: [%s](%s): %s has no heading of that name", doc, l.Text, l.Target, target)
			}
		}
	}
}

// A link with the name of a test leads to the file that has the test.
func TestNamedTestsExist(t *testing.T) {
	t.Parallel()
	name := regexp.MustCompile("^`((Test|Fuzz|Example)[A-Za-z0-9_]*)`$")
	for _, doc := range documents(t) {
		for _, l := range readme.Links(read(t, doc)) {
			m := name.FindStringSubmatch(l.Text)
			if m == nil {
				continue
			}
			if !strings.HasSuffix(l.Target, "_test.go") {
				t.Errorf("%s: %s leads to %s, which is no file of tests", doc, l.Text, l.Target)
			} else if !strings.Contains(read(t, path.Join(path.Dir(doc), l.Target)), "\nfunc "+m[1]+"(") {
				t.Errorf("%s: %s has no test %s", doc, l.Target, m[1])
			}
		}
	}
}

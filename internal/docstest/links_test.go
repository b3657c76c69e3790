package docstest_test

import (
	"os"
	"path"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"github.com/fastpluggy/eventbus/internal/docstest"
)

func TestLinksLeadSomewhere(t *testing.T) {
	t.Parallel()
	for _, doc := range documents(t) {
		for _, l := range docstest.Links(doc.text) {
			if strings.Contains(l.Target, "://") {
				continue // the test needs no network
			}
			file, anchor, _ := strings.Cut(l.Target, "#")
			target := doc.path
			if file != "" {
				target = path.Join(path.Dir(doc.path), file)
			}
			if _, err := os.Stat(filepath.Join(root, target)); err != nil {
				t.Errorf("%s: [%s](%s) leads nowhere: %v", doc.path, l.Text, l.Target, err)
				continue
			}
			if anchor != "" && !docstest.Anchors(read(t, target))[anchor] {
				t.Errorf("%s: [%s](%s): %s has no heading of that name", doc.path, l.Text, l.Target, target)
			}
		}
	}
}

// A link with the name of a test leads to the file that has the test.
func TestNamedTestsExist(t *testing.T) {
	t.Parallel()
	name := regexp.MustCompile("^`((Test|Fuzz|Example)[A-Za-z0-9_]*)`$")
	for _, doc := range documents(t) {
		for _, l := range docstest.Links(doc.text) {
			m := name.FindStringSubmatch(l.Text)
			if m == nil {
				continue
			}
			if !strings.HasSuffix(l.Target, "_test.go") {
				t.Errorf("%s: %s leads to %s, which is not a test file", doc.path, l.Text, l.Target)
			} else if !strings.Contains(read(t, path.Join(path.Dir(doc.path), l.Target)), "\nfunc "+m[1]+"(") {
				t.Errorf("%s: %s has no test %s", doc.path, l.Target, m[1])
			}
		}
	}
}

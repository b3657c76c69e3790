package docstest_test

import (
	"strings"
	"testing"

	"github.com/fastpluggy/eventbus/internal/docstest"
)

// The README shows figures of docs/performance.md, as they stand there: the
// benchmarks write both.
func TestFiguresAreThoseOfThePage(t *testing.T) {
	t.Parallel()
	shown, all := figures(t, "README.md"), figures(t, "docs/performance.md")
	if shown != all {
		t.Errorf("README.md shows\n%sand docs/performance.md\n%s", shown, all)
	}
	if rows := strings.Count(shown, "\n"); rows != 2+5 {
		t.Errorf("README.md shows %d figures, want 5:\n%s", rows-2, shown)
	}
	if strings.Contains(shown, "–") {
		t.Errorf("README.md shows figures that nobody has measured:\n%s", shown)
	}
}

// figures is the table of main figures of a document.
func figures(t *testing.T, doc string) string {
	t.Helper()
	for _, b := range docstest.Blocks(read(t, doc)) {
		if b.Mark == "figures" {
			return b.Text
		}
	}
	t.Errorf("%s has no table below <!-- figures -->", doc)
	return ""
}

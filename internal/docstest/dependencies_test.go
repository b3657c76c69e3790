package docstest_test

import (
	"slices"
	"strings"
	"testing"
)

// A program that imports the bus compiles only the standard library and this
// module, and not net/http, which would double the time of a cold build.
func TestBusNeedsTheStandardLibraryOnly(t *testing.T) {
	t.Parallel()
	const module = "github.com/fastpluggy/eventbus/"
	out, err := command(t, root, "go", "list", "-deps", "-f", "{{if not .Standard}}{{.ImportPath}}{{else if eq .ImportPath `net/http`}}net/http{{end}}",
		module+"events", module+"typed").Output()
	if err != nil {
		t.Fatal(err)
	}
	found := strings.Fields(string(out))
	for _, path := range found {
		if !strings.HasPrefix(path, module) {
			t.Errorf("events or typed need %s", path)
		}
	}
	if !slices.Contains(found, module+"events") {
		t.Errorf("go list found %q: the test does not see the bus", found)
	}
}

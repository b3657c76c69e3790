package main

import (
	"os/exec"
	"strings"
	"testing"
)

// TestImportsNothingForeign: generating code must not download any module.
func TestImportsNothingForeign(t *testing.T) {
	out, err := exec.Command("go", "list", "-deps", "-f", "{{if not .Standard}}{{.ImportPath}}{{end}}", ".").Output()
	if err != nil {
		t.Fatal(err)
	}
	paths := strings.Fields(string(out))
	if len(paths) == 0 {
		t.Fatal("no packages listed, not even this one")
	}
	for _, path := range paths {
		if !strings.HasPrefix(path, "github.com/fastpluggy/eventbus/") {
			t.Errorf("evgen depends on %s", path)
		}
	}
}

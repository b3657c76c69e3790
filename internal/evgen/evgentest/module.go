// Package evgentest writes the modules on which the tests of evgen run. It is
// imported by tests only.
package evgentest

import (
	"fmt"
	"os"
	"path/filepath"
	"testing"

	"github.com/fastpluggy/eventbus/internal/lockfile"
)

// EmptyModule writes a module example.com/app that requires this one, and returns
// its directory. The test must still be in its package's directory, in this
// module. Nothing is downloaded to build the new module.
func EmptyModule(tb testing.TB) string {
	tb.Helper()
	dir, err := os.Getwd()
	if err != nil {
		tb.Fatal(err)
	}
	repo, ok := lockfile.Root(dir)
	if !ok {
		tb.Fatalf("no go.mod in %s or above", dir)
	}
	for key, value := range map[string]string{"GOFLAGS": "-mod=mod", "GOPROXY": "off", "GOWORK": "off"} {
		tb.Setenv(key, value)
	}
	dir = tb.TempDir()
	WriteFile(tb, filepath.Join(dir, "go.mod"), fmt.Sprintf("module example.com/app\n\ngo 1.26.0\n\nrequire github.com/fastpluggy/eventbus v0.0.0\n\nreplace github.com/fastpluggy/eventbus => %s\n", repo))
	return dir
}

// WriteFile writes a file and the directories above it.
func WriteFile(tb testing.TB, path, text string) {
	tb.Helper()
	if err := os.MkdirAll(filepath.Dir(path), 0o755); err != nil {
		tb.Fatal(err)
	}
	if err := os.WriteFile(path, []byte(text), 0o644); err != nil {
		tb.Fatal(err)
	}
}

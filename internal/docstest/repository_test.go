package docstest_test

import (
	"errors"
	"io/fs"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"sync"
	"testing"

	"github.com/fastpluggy/eventbus/internal/docstest"
)

// root is the repository's root, relative to this package.
const root = "../.."

// A document is one Markdown file for people.
type document struct {
	path   string // with slashes, relative to the root
	text   string
	blocks []docstest.Block
}

func openDocument(t *testing.T, path string) document {
	t.Helper()
	text := read(t, path)
	return document{path, text, docstest.Blocks(text)}
}

// documents returns README.md, the other pages of the root, and those in docs.
func documents(t *testing.T) []document {
	t.Helper()
	var found []document
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
			found = append(found, openDocument(t, filepath.ToSlash(rel)))
		}
	}
	if len(found) < 12 {
		t.Fatalf("only %d documents found", len(found))
	}
	return found
}

func read(t *testing.T, path string) string {
	t.Helper()
	text, err := os.ReadFile(filepath.Join(root, path))
	if err != nil {
		t.Fatal(err)
	}
	return string(text)
}

// command prepares a command as a reader would run it in dir, without the
// settings of the process that runs the test.
func command(t *testing.T, dir, name string, args ...string) *exec.Cmd {
	t.Helper()
	if err := statSources(); err != nil {
		t.Fatal(err)
	}
	cmd := exec.CommandContext(t.Context(), name, args...)
	cmd.Dir = dir
	cmd.Env = append(os.Environ(), "GOFLAGS=", "GOWORK=", "PWD=")
	return cmd
}

// statSources looks at every file that the commands are built from. The go
// command records which files a test looks at, and reuses a cached result only if
// none of them has changed. It cannot see what a child process reads.
var statSources = sync.OnceValue(func() error {
	return filepath.WalkDir(root, func(path string, d fs.DirEntry, err error) error {
		switch {
		case errors.Is(err, fs.ErrNotExist): // a file of another test, just removed
			return nil
		case err != nil:
			return err
		case d.IsDir() && path != root && strings.HasPrefix(d.Name(), "."):
			return fs.SkipDir
		case strings.HasSuffix(path, ".go") || d.Name() == "go.mod":
			_, err = os.Stat(path)
		}
		return err
	})
})

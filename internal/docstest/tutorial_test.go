package docstest_test

import (
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
)

// The pages that a reader follows in one module, in this order.
var followed = []string{"docs/tutorial.md", "docs/contracts.md"}

// A reader who follows the tutorial has a module outside the repository, beside a
// folder that is called eventbus. With -short the commands are not run: the files
// of the tutorial are generated and compiled.
func TestTutorialWorksStepByStep(t *testing.T) {
	t.Parallel()
	if testing.Short() {
		compileTutorial(t)
		return
	}
	dir := newAppFolder(t)
	ran := 0
	for _, path := range followed {
		doc := openDocument(t, path)
		for i, b := range doc.blocks {
			kind, arg, _ := strings.Cut(b.Mark, ": ")
			switch kind {
			case "file":
				write(t, filepath.Join(dir, arg), b.Text)
			case "run":
				ran++
				runBlock(t, dir, doc, i, arg)
			}
		}
	}
	if ran < 8 {
		t.Errorf("%d blocks of commands found; the test does not see them", ran)
	}
	compileFragments(t, dir)
}

// compileTutorial generates and compiles the files of each page. The module refers
// to the repository by its real place, so that packages that are compiled already
// are not compiled again.
func compileTutorial(t *testing.T) {
	t.Helper()
	abs, err := filepath.Abs(root)
	if err != nil {
		t.Fatal(err)
	}
	dir, evgen := filepath.Join(t.TempDir(), "app"), filepath.Join(t.TempDir(), "evgen")
	mustRun(t, root, "go", "build", "-o", evgen, "./cmd/evgen")
	write(t, filepath.Join(dir, "go.mod"), "module example.com/app\n\ngo 1.26\n\n"+
		"require github.com/fastpluggy/eventbus v0.0.0\n\nreplace github.com/fastpluggy/eventbus => "+abs+"\n")
	for _, path := range followed {
		for _, b := range openDocument(t, path).blocks {
			if name, ok := strings.CutPrefix(b.Mark, "file: "); ok {
				write(t, filepath.Join(dir, name), b.Text)
			}
		}
		mustRun(t, dir, "go", "mod", "tidy")
		mustRun(t, dir, evgen, "./...")
		mustRun(t, dir, "go", "vet", "./...")
	}
	compileFragments(t, dir)
}

func mustRun(t *testing.T, dir, name string, args ...string) {
	t.Helper()
	if out, err := command(t, dir, name, args...).CombinedOutput(); err != nil {
		t.Fatalf("%s %q: %v\n%s", name, args, err, out)
	}
}

func newAppFolder(t *testing.T) string {
	t.Helper()
	if _, err := exec.LookPath("sh"); err != nil {
		t.Skip("the commands of the tutorial need a shell:", err)
	}
	abs, err := filepath.Abs(root)
	if err != nil {
		t.Fatal(err)
	}
	parent := t.TempDir()
	if err := os.Symlink(abs, filepath.Join(parent, "eventbus")); err != nil {
		t.Skip("no symbolic link to the repository:", err)
	}
	return filepath.Join(parent, "app")
}

func write(t *testing.T, path, text string) {
	t.Helper()
	if err := os.MkdirAll(filepath.Dir(path), 0o755); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(path, []byte(text), 0o644); err != nil {
		t.Fatal(err)
	}
}

// runBlock runs the commands of a block, and compares their output and exit code.
func runBlock(t *testing.T, dir string, doc document, i int, wantExit string) {
	t.Helper()
	b := doc.blocks[i]
	cmd := command(t, dir, "sh", "-e")
	cmd.Stdin = strings.NewReader(b.Text)
	got, err := cmd.CombinedOutput()
	code := 0
	if exit, ok := errors.AsType[*exec.ExitError](err); ok {
		code = exit.ExitCode()
	} else if err != nil {
		t.Fatal(err)
	}
	if want, ok := outputBelow(doc.blocks, i); ok && string(got) != want {
		t.Errorf("%s:%d: the commands printed\n%swant\n%s", doc.path, b.Line, got, want)
	}
	if fmt.Sprint("exit ", code) != wantExit && (wantExit != "" || code != 0) {
		t.Fatalf("%s:%d: exit code %d\n%s", doc.path, b.Line, code, got)
	}
}

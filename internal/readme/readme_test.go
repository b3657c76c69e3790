package readme_test

import (
	"errors"
	"go/format"
	"io/fs"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"testing"

	"github.com/fastpluggy/eventbus/internal/readme"
)

// root is the repository's root, from here.
const root = "../.."

func read(t *testing.T, path string) string {
	t.Helper()
	text, err := os.ReadFile(filepath.Join(root, path))
	if err != nil {
		t.Fatal(err)
	}
	return string(text)
}

// command prepares a command as a reader would run it in dir: with no settings
// of the test's own caller.
func command(t *testing.T, dir, name string, args ...string) *exec.Cmd {
	t.Helper()
	if err := sources(); err != nil {
		t.Fatal(err)
	}
	cmd := exec.CommandContext(t.Context(), name, args...)
	cmd.Dir = dir
	cmd.Env = append(os.Environ(), "GOFLAGS=", "GOWORK=", "PWD=")
	return cmd
}

// sources looks at every file that the commands are built from. The go command
// notes what a test looks at, so a kept result is used only while none of them
// has changed; what a child process reads, it cannot know.
var sources = sync.OnceValue(func() error {
	return filepath.WalkDir(root, func(path string, d fs.DirEntry, err error) error {
		switch {
		case errors.Is(err, fs.ErrNotExist): // another test's, just now removed
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

// output returns what is printed under the block, and whether anything is.
func output(blocks []readme.Block, i int) (string, bool) {
	if i+1 < len(blocks) && blocks[i+1].Lang == "text" && blocks[i+1].Mark == "" {
		return blocks[i+1].Text, true
	}
	return "", false
}

func TestProgramsPrintWhatTheREADMESays(t *testing.T) {
	t.Parallel()
	blocks := readme.Blocks(read(t, "README.md"))
	programs := 0
	for i, b := range blocks {
		if b.Lang != "go" || b.Mark != "" {
			continue
		}
		programs++
		want, ok := output(blocks, i)
		if !ok {
			t.Errorf("README.md:%d: no output below the program", b.Line)
			continue
		}
		t.Run(strings.Fields(want)[0], func(t *testing.T) {
			t.Parallel()
			path := filepath.Join(t.TempDir(), "main.go")
			if err := os.WriteFile(path, []byte(b.Text), 0o644); err != nil {
				t.Fatal(err)
			}
			got, err := command(t, root, "go", "run", path).CombinedOutput()
			if err != nil || string(got) != want {
				t.Errorf("README.md:%d: the program printed\n%s%v, want\n%s", b.Line, got, err, want)
			}
		})
	}
	if programs < 2 {
		t.Errorf("%d programs found: has the test lost sight of them?", programs)
	}
}

// Nobody should need to scroll: it is the first thing after one sentence.
func TestFirstProgramIsHello(t *testing.T) {
	t.Parallel()
	first := readme.Blocks(read(t, "README.md"))[0]
	_, hello, _ := strings.Cut(read(t, "examples/hello/main.go"), "package main\n")
	if first.Text != "package main\n"+hello {
		t.Error("the first program of README.md is not that of examples/hello/main.go")
	}
	if first.Line > 6 || strings.Count(first.Text, "\n") > 40 {
		t.Errorf("the first program begins in line %d and has %d lines: it is not on the first screen",
			first.Line, strings.Count(first.Text, "\n"))
	}
}

func TestGoIsFormatted(t *testing.T) {
	t.Parallel()
	for _, b := range readme.Blocks(read(t, "README.md")) {
		if b.Lang != "go" {
			continue
		}
		if got, err := format.Source([]byte(b.Text)); err != nil || string(got) != b.Text {
			t.Errorf("README.md:%d: not formatted (%v); want\n%s", b.Line, err, got)
		}
	}
}

// Commands that the reader runs in the clone are not run here, since a test runs
// all tests; what they name must be there.
func TestCommandsAreReal(t *testing.T) {
	t.Parallel()
	known := 0
	for _, b := range readme.Blocks(read(t, "README.md")) {
		if b.Lang != "sh" || b.Mark != "" {
			continue
		}
		for line := range strings.Lines(b.Text) {
			line, _, _ = strings.Cut(line, "#")
			if words := strings.Fields(line); len(words) > 0 {
				checkCommand(t, words)
				known++
			}
		}
	}
	if known < 3 {
		t.Errorf("%d commands found: has the test lost sight of them?", known)
	}
}

func checkCommand(t *testing.T, words []string) {
	t.Helper()
	last := words[len(words)-1]
	out, err := command(t, root, "go", "list", "-f", "{{.Name}} {{.ImportPath}}", last).CombinedOutput()
	if err != nil {
		t.Errorf("%q names what go list does not know: %v\n%s", words, err, out)
	}
	switch verb := strings.Join(words[:len(words)-1], " "); verb {
	case "go run", "go get -tool":
		if !strings.HasPrefix(string(out), "main ") {
			t.Errorf("%q: that is no command but %s", words, out)
		}
	case "go test":
		for _, want := range []string{"eventbus/events", "eventbus/internal/readme", "eventbus/examples/auditlog"} {
			if !slices.ContainsFunc(strings.Fields(string(out)), func(f string) bool { return strings.HasSuffix(f, want) }) {
				t.Errorf("%q does not test %s", words, want)
			}
		}
	default:
		t.Errorf("README.md has the command %q, which this test does not know", words)
	}
}

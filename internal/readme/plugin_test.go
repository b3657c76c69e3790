package readme_test

import (
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"github.com/fastpluggy/eventbus/internal/readme"
)

// A reader who writes along has a module outside the repository, beside a folder
// that is called eventbus.
func TestPluginIsWrittenFromTheREADMEAlone(t *testing.T) {
	t.Parallel()
	dir := app(t)
	blocks := readme.Blocks(read(t, "README.md"))
	ran := 0
	for i, b := range blocks {
		kind, arg, _ := strings.Cut(b.Mark, ": ")
		switch kind {
		case "file":
			write(t, filepath.Join(dir, arg), b.Text)
		case "run":
			ran++
			run(t, dir, blocks, i, arg)
		}
	}
	if ran < 3 {
		t.Errorf("%d blocks of commands found: has the test lost sight of them?", ran)
	}
	compile(t, dir, blocks)
}

func app(t *testing.T) string {
	t.Helper()
	if _, err := exec.LookPath("sh"); err != nil {
		t.Skip("the commands of README.md are for a shell:", err)
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

// run runs the commands of a block, and compares what they print.
func run(t *testing.T, dir string, blocks []readme.Block, i int, mark string) {
	t.Helper()
	b := blocks[i]
	cmd := command(t, dir, "sh", "-e")
	cmd.Stdin = strings.NewReader(b.Text)
	got, err := cmd.CombinedOutput()
	code := 0
	if exit, ok := errors.AsType[*exec.ExitError](err); ok {
		code = exit.ExitCode()
	} else if err != nil {
		t.Fatal(err)
	}
	if want, ok := output(blocks, i); ok && string(got) != want {
		t.Errorf("README.md:%d: the commands printed\n%swant\n%s", b.Line, got, want)
	}
	if fmt.Sprint("exit ", code) != mark && (mark != "" || code != 0) {
		t.Fatalf("README.md:%d: exit code %d\n%s", b.Line, code, got)
	}
}

// frame is what stands around the fragments: all that they use and do not
// declare.
const frame = `package fragments

import (
	"context"
	"fmt"
	"net/http"

	. "example.com/app/authuser"
	"github.com/fastpluggy/eventbus/events"
	"github.com/fastpluggy/eventbus/events/admin"
	"github.com/fastpluggy/eventbus/events/host"
	"github.com/fastpluggy/eventbus/typed"
)

var (
	_       = fmt.Sprint
	mux     *http.ServeMux
	server  *http.Server
	bus     *events.Bus
	env     *host.Env
	sub     *events.Subscription
	spec    events.EventSpec
	payload events.Payload
	r       *http.Request
)

func h(context.Context, events.Event) error           { return nil }
func greet(context.Context, UserLogin) error          { return nil }
func loaded(context.Context, host.PluginLoaded) error { return nil }
func pred(events.Event) bool                          { return true }
func typedPred(typed.Event[UserLogin]) bool           { return true }

func onError(context.Context, events.Event, events.ListenerInfo, error) {}

`

var code = regexp.MustCompile("`([^`]+)`")

// compile compiles the fragments, and each call in the cells of tables.
func compile(t *testing.T, dir string, blocks []readme.Block) {
	t.Helper()
	var text strings.Builder
	text.WriteString(frame)
	fragments := 0
	add := func(line int, body, end string) {
		fragments++
		fmt.Fprintf(&text, "func _(ctx context.Context) error {\n//line README.md:%d\n%s\n%s\n}\n\n", line, body, end)
	}
	for _, b := range blocks {
		switch b.Mark {
		case "compile":
			end := "return nil"
			if strings.Contains(b.Text, "err :=") {
				end = "return err"
			}
			add(b.Line, b.Text, end)
		case "cells":
			for i, row := range strings.Split(b.Text, "\n") {
				for _, m := range code.FindAllStringSubmatch(row, -1) {
					if strings.HasSuffix(m[1], ")") {
						add(b.Line+i, m[1], "return nil")
					}
				}
			}
		}
	}
	if fragments < 20 {
		t.Errorf("%d fragments found: has the test lost sight of them?", fragments)
	}
	write(t, filepath.Join(dir, "fragments", "fragments.go"), text.String())
	if got, err := command(t, dir, "go", "vet", "./fragments").CombinedOutput(); err != nil {
		t.Errorf("the fragments do not compile: %v\n%s", err, got)
	}
}

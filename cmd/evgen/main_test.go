package main

import (
	"errors"
	"flag"
	"io/fs"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
	"testing"

	"github.com/rogpeppe/go-internal/testscript"

	"github.com/fastpluggy/eventbus/internal/evgen/evgentest"
)

var update = flag.Bool("update", false, "rewrite the golden files in testdata/script")

// TestMain builds evgen and adds it to PATH. A test binary with the race detector
// in its place would take twice as long and find nothing, since evgen starts no
// goroutines.
func TestMain(m *testing.M) {
	os.Exit(func() int {
		dir, err := os.MkdirTemp("", "evgen")
		if err != nil {
			panic(err)
		}
		defer os.RemoveAll(dir)
		if out, err := exec.Command("go", "build", "-o", dir, ".").CombinedOutput(); err != nil {
			panic(string(out))
		}
		if err := os.Setenv("PATH", dir+string(filepath.ListSeparator)+os.Getenv("PATH")); err != nil {
			panic(err)
		}
		return m.Run()
	}())
}

// TestScripts runs evgen as users do, on modules that require this one by a replace
// directive. Nothing may be downloaded. With -short, the scripts that run programs
// are skipped, and the others do not compile what evgen has written: both take two
// thirds of the time.
func TestScripts(t *testing.T) {
	testscript.Run(t, testscript.Params{
		Dir:                 filepath.Join("testdata", "script"),
		UpdateScripts:       *update,
		RequireExplicitExec: true,
		RequireUniqueNames:  true,
		Setup:               setup(t),
		Cmds:                map[string]func(*testscript.TestScript, bool, []string){"exits": exits, "conforms": conforms, "publish": evgentest.PublishCommand},
	})
}

// setup gives the scripts the build cache of this process, and completes their
// go.mod files.
func setup(t *testing.T) func(*testscript.Env) error {
	t.Helper()
	repo, err := filepath.Abs(filepath.Join("..", ".."))
	if err != nil {
		t.Fatal(err)
	}
	out, err := exec.Command("go", "env", "GOCACHE", "GOMODCACHE").Output()
	if err != nil {
		t.Fatal(err)
	}
	caches := strings.Fields(string(out))
	return func(env *testscript.Env) error {
		env.Vars = append(env.Vars, "REPO="+repo, "GOCACHE="+caches[0], "GOMODCACHE="+caches[1],
			"GOFLAGS=-mod=mod", "GOPROXY=off", "GOWORK=off", "GOTOOLCHAIN=local", "GOENV=off", "GOTELEMETRY=off")
		return filepath.WalkDir(env.WorkDir, func(path string, d fs.DirEntry, err error) error {
			if err != nil || d.Name() != "go.mod" {
				return err
			}
			text, err := os.ReadFile(path)
			if err != nil {
				return err
			}
			text = []byte(strings.ReplaceAll(string(text), "$REPO", repo))
			return os.WriteFile(path, text, 0o644)
		})
	}
}

// exits is a script command: exits 2 evgen -check
func exits(ts *testscript.TestScript, neg bool, args []string) {
	if neg || len(args) < 2 {
		ts.Fatalf("usage: exits code command [args...]")
	}
	code := 0
	err := ts.Exec(args[1], args[2:]...)
	if e, ok := errors.AsType[*exec.ExitError](err); ok {
		code = e.ExitCode()
	} else if err != nil {
		ts.Fatalf("%v", err)
	}
	if want := args[0]; strconv.Itoa(code) != want {
		ts.Fatalf("%s exits with %d, want %s", strings.Join(args[1:], " "), code, want)
	}
}

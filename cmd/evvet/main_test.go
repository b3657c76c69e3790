package main

import (
	"errors"
	"io/fs"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"github.com/rogpeppe/go-internal/testscript"

	"github.com/fastpluggy/eventbus/internal/evgen/evgentest"
)

// The scripts run the command as a user does. Some use the real bus, by a replace
// directive. The others have a copy of its signatures in a module of the same
// name, which builds faster; internal/vet tests that the real bus has these
// signatures. No script may download anything.
func TestScripts(t *testing.T) {
	repo, err := filepath.Abs(filepath.Join("..", ".."))
	if err != nil {
		t.Fatal(err)
	}
	bin := buildCommand(t)
	testscript.Run(t, testscript.Params{
		Dir: "testdata",
		Setup: func(env *testscript.Env) error {
			// Caches of its own would make every script build the standard library.
			for _, name := range []string{"GOCACHE", "GOMODCACHE"} {
				env.Setenv(name, goEnv(t, name))
			}
			env.Setenv("EVVET", bin)
			env.Setenv("PATH", bin+string(filepath.ListSeparator)+env.Getenv("PATH"))
			env.Setenv("GOWORK", "off")
			env.Setenv("GOFLAGS", "-mod=mod")
			env.Setenv("GOPROXY", "off")
			for _, folder := range []string{"", "shop", "pager"} {
				if err := replaceRepo(filepath.Join(env.WorkDir, folder, "go.mod"), repo); err != nil {
					return err
				}
			}
			return nil
		},
		Cmds: map[string]func(*testscript.TestScript, bool, []string){"publish": evgentest.PublishCommand},
	})
}

// buildCommand builds evvet and returns its folder. The scripts do not run the
// test binary, because go vet makes it read half the standard library, which
// takes two minutes more with the race detector. The tests of internal/vet run
// with the race detector.
func buildCommand(t *testing.T) (dir string) {
	t.Helper()
	dir = t.TempDir()
	out, err := exec.Command("go", "build", "-o", dir, ".").CombinedOutput()
	if err != nil {
		t.Fatalf("go build: %v\n%s", err, out)
	}
	return dir
}

// replaceRepo puts the path of the real bus into a script's go.mod.
func replaceRepo(file, repo string) error {
	text, err := os.ReadFile(file)
	if errors.Is(err, fs.ErrNotExist) {
		return nil
	}
	if err != nil {
		return err
	}
	return os.WriteFile(file, []byte(strings.ReplaceAll(string(text), "$REPO", repo)), 0o644)
}

func goEnv(t *testing.T, name string) string {
	t.Helper()
	out, err := exec.Command("go", "env", name).Output()
	if err != nil {
		t.Fatalf("go env %s: %v", name, err)
	}
	return strings.TrimSpace(string(out))
}

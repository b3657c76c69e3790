package main

import (
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"github.com/rogpeppe/go-internal/testscript"
)

func TestMain(m *testing.M) {
	testscript.Main(m, map[string]func(){"evvet": main})
}

// The scripts run the command as a user does. Their module is a stand-in of the
// real one, named like it, so that they need no network; internal/vet tests
// that the real one is as they assume.
func TestScripts(t *testing.T) {
	testscript.Run(t, testscript.Params{
		Dir: "testdata",
		Setup: func(env *testscript.Env) error {
			// Caches of its own would make every script build the standard library.
			for _, name := range []string{"GOCACHE", "GOMODCACHE"} {
				env.Setenv(name, goEnv(t, name))
			}
			// The folder with evvet alone, which testscript puts first.
			env.Setenv("EVVET", filepath.SplitList(env.Getenv("PATH"))[0])
			env.Setenv("GOWORK", "off")
			env.Setenv("GOFLAGS", "")
			return nil
		},
	})
}

func goEnv(t *testing.T, name string) string {
	t.Helper()
	out, err := exec.Command("go", "env", name).Output()
	if err != nil {
		t.Fatalf("go env %s: %v", name, err)
	}
	return strings.TrimSpace(string(out))
}

package main

import (
	"bytes"
	"fmt"
	"io"
	"os/exec"
	"path/filepath"
	"testing"

	"github.com/fastpluggy/eventbus/internal/lockfile"
	"github.com/fastpluggy/eventbus/internal/spec"
)

// Of two runs that have read the lock before either writes it, the second keeps
// the lines of the first.
func TestSecondRunKeepsTheLinesOfTheFirst(t *testing.T) {
	dir := layout(t, 2)
	t.Chdir(dir)
	var finish []func() error
	for i := range 2 {
		patterns := []string{fmt.Sprintf("./p%d", i)}
		pkgs, err := spec.Load(t.Context(), dir, patterns...)
		if err != nil {
			t.Fatal(err)
		}
		mods := modules(dir, patterns, pkgs)
		locks, err := planLocks(dir, mods)
		if err != nil {
			t.Fatal(err)
		}
		finish = append(finish, func() error { return rewrite(dir, mods, nil, locks, io.Discard) })
	}
	for _, f := range finish {
		if err := f(); err != nil {
			t.Fatal(err)
		}
	}
	f, err := lockfile.Read(filepath.Join(dir, lockfile.FileName))
	if err != nil || len(f.Packages()) != 2 {
		t.Errorf("the lock has the packages %v (%v), want both", f.Packages(), err)
	}
}

// go generate in several packages at once, as go generate -p or make -j do it.
func TestRunsAtOnceLoseNothing(t *testing.T) {
	const packages = 6
	dir := layout(t, packages)
	runs := make([]*exec.Cmd, packages)
	outs := make([]bytes.Buffer, packages)
	for i := range runs {
		runs[i] = exec.Command("evgen")
		runs[i].Dir = filepath.Dir(generated(dir, i))
		runs[i].Stderr = &outs[i]
		if err := runs[i].Start(); err != nil {
			t.Fatal(err)
		}
	}
	for i, r := range runs {
		if err := r.Wait(); err != nil {
			t.Errorf("package %d: %v: %s", i, err, &outs[i])
		}
	}
	t.Chdir(dir)
	var out bytes.Buffer
	if code := run(t.Context(), []string{"-check", "./..."}, &out, io.Discard); code != fine {
		t.Errorf("afterwards -check exits with %d:\n%s", code, &out)
	}
}

package main

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"go/token"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"

	"github.com/fastpluggy/eventbus/internal/breaking"
	"github.com/fastpluggy/eventbus/internal/lock"
	"github.com/fastpluggy/eventbus/internal/spec"
)

// An older is the side that is compared with.
type older struct {
	name  string // as people call it: "v1.2.0" or "before.json"
	file  *lock.File
	text  []byte
	shown string // the lock's path, for places
	notes []string
}

// readOld reads a lock as it was: of a file, or of a commit. Without a word
// about it that is where this branch left the default branch.
func readOld(ctx context.Context, path, against string) (*older, error) {
	o := &older{name: against, shown: against}
	if info, err := os.Stat(against); against != "" && err == nil && !info.IsDir() {
		if o.text, err = os.ReadFile(against); err != nil {
			return nil, err
		}
		return o, o.parse()
	}
	root := filepath.Dir(path)
	if against == "" {
		base, err := branchedOff(ctx, root)
		if err != nil {
			return nil, err
		}
		o.name = base
	}
	return o, o.show(ctx, root)
}

func (o *older) parse() (err error) {
	if o.file, err = lock.Parse(o.text); err != nil {
		return fmt.Errorf("%s: %w", o.name, err)
	}
	return nil
}

// show reads the lock of a commit. One that has none has no contracts to break.
func (o *older) show(ctx context.Context, root string) error {
	if _, err := git(ctx, root, "rev-parse", "--verify", "--quiet", o.name+"^{commit}"); err != nil {
		return fmt.Errorf("-against %s: there is no such file, commit or branch; a clone without history may need git fetch first", o.name)
	}
	o.shown = o.name + ":" + lock.FileName
	text, err := git(ctx, root, "show", o.name+":./"+lock.FileName)
	if err != nil {
		o.file = new(lock.File)
		o.notes = append(o.notes, fmt.Sprintf("%s has no %s, so there is nothing to break", o.name, lock.FileName))
		return nil
	}
	o.text = text
	return o.parse()
}

// branchedOff returns where HEAD left the default branch.
func branchedOff(ctx context.Context, root string) (string, error) {
	if _, err := git(ctx, root, "rev-parse", "--git-dir"); err != nil {
		return "", fmt.Errorf("%w; name a file: evgen breaking -against FILE", err)
	}
	for _, branch := range []string{"origin/HEAD", "origin/main", "origin/master", "main", "master"} {
		if base, err := git(ctx, root, "merge-base", "HEAD", branch); err == nil {
			short, err := git(ctx, root, "rev-parse", "--short", strings.TrimSpace(string(base)))
			return strings.TrimSpace(string(short)), err
		}
	}
	return "", errors.New("no default branch is found (origin/HEAD, main, master); name one: evgen breaking -against BRANCH")
}

func git(ctx context.Context, dir string, args ...string) ([]byte, error) {
	cmd := exec.CommandContext(ctx, "git", args...)
	cmd.Dir = dir
	var complaint bytes.Buffer
	cmd.Stderr = &complaint
	out, err := cmd.Output()
	if err != nil {
		return nil, fmt.Errorf("git %s: %w: %s", args[0], err, bytes.TrimSpace(complaint.Bytes()))
	}
	return out, nil
}

// line returns where the old lock has a topic, from 1.
func (o *older) line(topic, pkg string) int {
	want := []byte(strings.TrimSuffix(entry(lock.Topic{Name: topic, Package: pkg}), `"go":"","fingerprint":""}`))
	for i, l := range bytes.Split(o.text, []byte("\n")) {
		if bytes.HasPrefix(l, want) {
			return i + 1
		}
	}
	return 1
}

func (o *older) fingerprint(topic, pkg string) string {
	for _, t := range o.file.Topics {
		if t.Name == topic && t.Package == pkg {
			return t.Fingerprint
		}
	}
	return ""
}

// places are where declarations stand: by package, topic and field.
type places map[[3]string]token.Position

func placesOf(pkgs []*spec.Package) places {
	at := places{}
	for _, p := range pkgs {
		for _, e := range p.Events {
			at[[3]string{p.Path, e.Name, ""}] = e.Pos
			for _, f := range e.Fields {
				at[[3]string{p.Path, e.Name, f.Name}] = f.Pos
			}
		}
	}
	return at
}

// place finds where a finding is best shown.
func (at places) place(f breaking.Finding, old *older) placed {
	for _, field := range []string{f.Field, ""} {
		if pos, ok := at[[3]string{f.Package, f.Topic, field}]; ok {
			return placed{Finding: f, File: filepath.ToSlash(pos.Filename), Line: pos.Line, Column: pos.Column}
		}
	}
	return placed{Finding: f, File: old.shown, Line: old.line(f.Topic, f.Package), fingerprint: old.fingerprint(f.Topic, f.Package)}
}

// wholeModule reports whether the patterns, as seen from dir, name all packages
// of the module at root.
func wholeModule(dir, root string, patterns []string) bool {
	return filepath.Clean(dir) == filepath.Clean(root) && slices.Contains(patterns, "./...")
}

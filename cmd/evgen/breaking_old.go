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
	"strings"

	"github.com/fastpluggy/eventbus/internal/breaking"
	"github.com/fastpluggy/eventbus/internal/contract"
	"github.com/fastpluggy/eventbus/internal/lockfile"
	"github.com/fastpluggy/eventbus/internal/spec"
)

// An older is the side that is compared with.
type older struct {
	name  string // as people call it: "v1.2.0" or "before.json"
	file  *lockfile.File
	shown string // the lock's path, for places
	notes []string
}

// readOld reads a lock as it was: of a file, or of a commit. Without a word
// about it that is where this branch left the default branch.
func readOld(ctx context.Context, path, against string) (*older, error) {
	o := &older{name: against, shown: against}
	if info, err := os.Stat(against); against != "" && err == nil && !info.IsDir() {
		text, err := os.ReadFile(against)
		if err != nil {
			return nil, err
		}
		return o, o.parse(text)
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

func (o *older) parse(text []byte) (err error) {
	if o.file, err = lockfile.Parse(text); err != nil {
		return fmt.Errorf("%s: %w", o.name, err)
	}
	return nil
}

// show reads the lock of a commit. One that has none has no contracts to break.
func (o *older) show(ctx context.Context, root string) error {
	if _, err := git(ctx, root, "rev-parse", "--verify", "--quiet", o.name+"^{commit}"); err != nil {
		return fmt.Errorf("-against %s: there is no such file, commit or branch; a clone without history may need git fetch first", o.name)
	}
	o.shown = o.name + ":" + lockfile.FileName
	text, err := git(ctx, root, "show", o.name+":./"+lockfile.FileName)
	if err != nil {
		o.file = new(lockfile.File)
		o.notes = append(o.notes, fmt.Sprintf("%s has no %s, so there is nothing to break", o.name, lockfile.FileName))
		return nil
	}
	return o.parse(text)
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

// topic returns the line of a topic in the old lock; one that is not there is
// shown at the beginning.
func (o *older) topic(name, pkg string) contract.Event {
	for _, t := range o.file.Topics {
		if t.Name == name && t.Package == pkg {
			return t
		}
	}
	return contract.Event{Line: 1}
}

// places are where declarations stand: by package, topic and field.
type places map[[3]string]token.Position

func placesOf(pkgs []*spec.Package) places {
	at := places{}
	for _, p := range pkgs {
		for _, e := range p.Events {
			at[[3]string{p.Path, e.Name, ""}] = e.Pos
			for _, f := range e.Schema {
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
	gone := old.topic(f.Topic, f.Package)
	return placed{Finding: f, File: old.shown, Line: gone.Line, fingerprint: gone.Fingerprint}
}

package main

import (
	"context"
	_ "embed"
	"errors"
	"flag"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"github.com/fastpluggy/eventbus/internal/breaking"
	"github.com/fastpluggy/eventbus/internal/contract"
	"github.com/fastpluggy/eventbus/internal/lockfile"
	"github.com/fastpluggy/eventbus/internal/spec"
)

//go:embed manual_breaking.txt
var breakingManual string

// breakingCommand compares the declarations with an older lock.
func breakingCommand(ctx context.Context, args []string, stdout, stderr io.Writer) int {
	flags := flag.NewFlagSet("evgen breaking", flag.ContinueOnError)
	ref := flags.String("against", "", "")
	format := flags.String("format", "text", "")
	patterns, code, ok := parse(flags, args, breakingManual, stdout, stderr)
	if !ok {
		return code
	}
	write, ok := breakingFormats[*format]
	if !ok {
		fmt.Fprintf(stderr, "evgen breaking: -format %s: choose text, json or github\n", *format)
		return fault
	}
	if len(patterns) == 0 {
		patterns = []string{"./..."}
	}
	c, err := against(ctx, *ref, patterns)
	if err != nil {
		complain(stderr, err)
		return fault
	}
	for _, n := range c.notes {
		fmt.Fprintf(stderr, "evgen breaking: %s\n", n)
	}
	if err := write(stdout, c); err != nil {
		fmt.Fprintf(stderr, "evgen breaking: %v\n", err)
		return fault
	}
	if c.failing() > 0 {
		return drift
	}
	return fine
}

// A compared is a comparison with the places of its findings.
type compared struct {
	against string
	found   []placed
	notes   []string
}

// A placed is a finding with its place: of the declaration, or where there is
// none any more, of the line in the old lock.
type placed struct {
	breaking.Finding
	File   string `json:"file"`
	Line   int    `json:"line"`
	Column int    `json:"column,omitempty"`

	fingerprint string // of a topic that is gone
}

func (c *compared) failing() (n int) {
	for _, f := range c.found {
		if f.Failing() {
			n++
		}
	}
	return n
}

// against reads both sides: the old one from git or a file, the new one from
// source, so that a lock that nobody has brought up to date hides nothing.
func against(ctx context.Context, ref string, patterns []string) (*compared, error) {
	dir, err := os.Getwd()
	if err != nil {
		return nil, err
	}
	path, _ := lockfile.Find(dir)
	if path == "" {
		return nil, errors.New("there is no go.mod here or above; run evgen breaking in a module")
	}
	old, err := readOld(ctx, path, ref)
	if err != nil {
		return nil, err
	}
	pkgs, err := spec.Read(ctx, dir, patterns...)
	if err != nil {
		return nil, err
	}
	tree, err := lockfile.Read(path)
	if err != nil {
		return nil, err
	}
	now := contracts(pkgs)
	now.Reserved = tree.Reserved
	c := &compared{against: old.name, notes: old.notes}
	found := breaking.Compare(seen(old.file, pkgs, covers(modules(dir, patterns, pkgs), filepath.Dir(path))), now)
	idle, err := breaking.Accept(found, tree.Accepted)
	if err != nil {
		return nil, fmt.Errorf("%s: %w", relative(dir, path), err)
	}
	for _, e := range idle {
		c.notes = append(c.notes, fmt.Sprintf("%s accepts %s of event %q, which is not broken; the entry may go", lockfile.FileName, e.Rule, strings.Trim(e.Topic+" "+e.Field, " ")))
	}
	places := placesOf(pkgs)
	for _, f := range found {
		c.found = append(c.found, places.place(f, old))
	}
	return c, nil
}

// covers reports whether the run has read the whole module at root.
func covers(mods []*module, root string) bool {
	return slices.ContainsFunc(mods, func(m *module) bool { return m.root == root && m.whole })
}

// seen leaves out the topics of packages that were not looked at, unless the
// whole module was: then such a package is gone.
func seen(old *lockfile.File, pkgs []*spec.Package, whole bool) *lockfile.File {
	c := *old
	if !whole {
		c.Topics = slices.DeleteFunc(slices.Clone(old.Topics), func(t contract.Event) bool {
			return !slices.ContainsFunc(pkgs, func(p *spec.Package) bool { return p.Path == t.Package })
		})
	}
	return &c
}

package main

import (
	"bytes"
	"errors"
	"go/token"
	"io/fs"
	"os"
	"path/filepath"

	"github.com/fastpluggy/eventbus/internal/gofile"
	"github.com/fastpluggy/eventbus/internal/spec"
)

// change is what one file needs.
type change struct {
	path  string // absolute
	name  string // as shown to people, relative to the working directory
	of    string // what the file is about: "package" or "module"
	old   []byte // nil where the file is missing
	new   []byte // nil where the file is to go
	mode  fs.FileMode
	plain bool // there is a file, and it is no link or folder
}

// plan renders all packages in memory and returns the files that differ. It
// reports all faults of files at once, as the loader does.
func plan(dir string, pkgs []*spec.Package) ([]change, error) {
	return gather(pkgs, func(p *spec.Package) (*change, error) { return planOne(dir, p) })
}

// gather plans one thing after the other. It returns the changes, or all the
// faults of files; another error ends it.
func gather[T any](all []T, plan func(T) (*change, error)) ([]change, error) {
	var changes []change
	var faults spec.Errors
	for _, one := range all {
		c, err := plan(one)
		if e, ok := errors.AsType[*spec.Error](err); ok {
			faults = append(faults, e)
		} else if err != nil {
			return nil, err
		} else if c != nil {
			changes = append(changes, *c)
		}
	}
	if faults != nil {
		return nil, faults
	}
	return changes, nil
}

// planOne returns nil where the file is as it should be.
func planOne(dir string, p *spec.Package) (*change, error) {
	c := &change{path: filepath.Join(p.Dir, spec.FileName), mode: 0o644, of: "package"}
	c.name = relative(dir, c.path)
	ours, err := c.load()
	if err != nil {
		return nil, err
	}
	if len(p.All()) == 0 {
		if ours {
			return c, nil // an orphan
		}
		return nil, nil
	}
	if c.old != nil && !ours {
		return nil, c.fault("evgen did not write this file, so it does not overwrite it; rename or remove it")
	}
	if c.new, err = gofile.File(p); err != nil {
		return nil, err
	}
	if bytes.Equal(c.old, c.new) {
		return nil, nil
	}
	return c, nil
}

// load reads the file that is there and says whether it is ours. What is not a
// plain file, such as a link to elsewhere, is not ours.
func (c *change) load() (ours bool, err error) {
	info, err := os.Lstat(c.path)
	switch {
	case errors.Is(err, fs.ErrNotExist):
		return false, nil
	case err != nil:
		return false, c.fault(err.Error())
	case !info.Mode().IsRegular():
		c.old = []byte{}
		return false, nil
	}
	c.mode, c.plain = info.Mode().Perm(), true
	if c.old, err = os.ReadFile(c.path); err != nil {
		return false, c.fault(err.Error())
	}
	if c.old == nil {
		c.old = []byte{} // an empty file is a file
	}
	return spec.IsGenerated(c.old), nil
}

func (c *change) fault(text string) *spec.Error {
	return &spec.Error{Pos: token.Position{Filename: c.name}, Text: text}
}

func relative(dir, path string) string {
	if rel, err := filepath.Rel(dir, path); err == nil {
		return rel
	}
	return path
}

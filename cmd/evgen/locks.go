package main

import (
	"bytes"
	"errors"
	"go/token"
	"path/filepath"

	"github.com/fastpluggy/eventbus/internal/breaking"
	"github.com/fastpluggy/eventbus/internal/lockfile"
	"github.com/fastpluggy/eventbus/internal/spec"
)

// planLocks returns the locks that differ from what the packages declare.
func planLocks(dir string, mods []*module) ([]change, error) {
	return gather(mods, func(m *module) (*change, error) { return m.plan(dir) })
}

// plan returns nil where the module's lock is as it should be.
func (m *module) plan(dir string) (*change, error) {
	c, f, err := m.lock(dir)
	if err != nil {
		return nil, err
	}
	f.Replace(m.replaces, contracts(m.pkgs))
	if !f.Empty() {
		c.new = f.Format()
	}
	if bytes.Equal(c.old, c.new) {
		return nil, nil
	}
	return c, nil
}

// lock reads what the module's lock has now.
func (m *module) lock(dir string) (*change, *lockfile.File, *spec.Error) {
	c := &change{path: filepath.Join(m.root, lockfile.FileName), mode: 0o644, of: "module"}
	c.name = relative(dir, c.path)
	f, err := c.loadLock()
	return c, f, err
}

// loadLock reads the lock that is there; one that is not is empty.
func (c *change) loadLock() (*lockfile.File, *spec.Error) {
	_, err := c.load()
	switch e, _ := errors.AsType[*spec.Error](err); {
	case err != nil:
		return nil, e
	case c.old == nil:
		return new(lockfile.File), nil
	case !c.plain:
		return nil, c.fault("the lock must be a plain file; remove it and run evgen ./...")
	}
	f, err := lockfile.Parse(c.old)
	if e, ok := errors.AsType[*lockfile.Error](err); ok {
		return nil, &spec.Error{Pos: token.Position{Filename: c.name, Line: e.Line}, Text: e.Text}
	}
	for _, a := range f.Accepted {
		if !breaking.Known(a.Rule) {
			return nil, &spec.Error{Pos: token.Position{Filename: c.name, Line: a.Line}, Text: "there is no rule " + a.Rule + " to accept a break of; evgen rules lists them"}
		}
	}
	return f, nil
}

// hold keeps other runs from the locks that are to change.
func hold(changes []change) (release func(), err error) {
	var held []func()
	release = func() {
		for _, r := range held {
			r()
		}
	}
	for _, c := range changes {
		r, err := lockfile.Hold(filepath.Dir(c.path))
		if err != nil {
			release()
			return nil, err
		}
		held = append(held, r)
	}
	return release, nil
}

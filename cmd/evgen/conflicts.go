package main

import (
	"context"
	"fmt"

	"github.com/fastpluggy/eventbus/internal/contract"
	"github.com/fastpluggy/eventbus/internal/lockfile"
	"github.com/fastpluggy/eventbus/internal/spec"
)

// conflicts compares what was read with what the locks have of packages that
// were not, so that a run for one package finds what a run for all would.
func conflicts(ctx context.Context, dir string, mods []*module) error {
	var faults spec.Errors
	for _, m := range mods {
		c, f, err := m.lock(dir)
		if err != nil {
			return spec.Errors{err}
		}
		found := m.conflicts(c.name, f)
		if len(found.faults) > 0 && !m.agrees(ctx, dir, found.packages) {
			faults = append(faults, found.faults...)
		}
	}
	if faults != nil {
		return faults
	}
	return nil
}

// agrees reads the other packages too. Where all of them change together, as
// with an edit before go generate ./..., the lock is the one that is wrong.
func (m *module) agrees(ctx context.Context, dir string, others []string) bool {
	for _, p := range m.pkgs {
		others = append(others, p.Path)
	}
	_, err := spec.Load(ctx, dir, others...)
	return err == nil
}

// found is what one module's lock says against its packages.
type found struct {
	faults   spec.Errors
	packages []string // that the lines are of
}

func (m *module) conflicts(name string, f *lockfile.File) (list found) {
	for _, p := range m.pkgs {
		for _, e := range p.All() {
			for i := range f.Topics {
				t := &f.Topics[i]
				if t.Name != e.Name || m.reads(t.Package) || m.gone(t.Package) {
					continue
				}
				if faults := beside(p, e, t, fmt.Sprintf("%s:%d", name, t.Line)); faults != nil {
					list.faults = append(list.faults, faults...)
					list.packages = append(list.packages, t.Package)
				}
			}
		}
	}
	return list
}

// beside compares one declaration with the line of another package.
func beside(p *spec.Package, e *spec.Event, t *contract.Event, place string) spec.Errors {
	switch {
	case e.Listens:
		return p.Disagreements(e, t, place)
	case e.Fingerprint == t.Fingerprint:
		return nil
	}
	return spec.Errors{{Pos: e.Pos, Text: fmt.Sprintf("event %q has another payload in %s (%s); use one declaration, or give one of them another name", e.Name, t.Package, place)}}
}

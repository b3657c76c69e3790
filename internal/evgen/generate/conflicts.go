package generate

import (
	"context"
	"fmt"
	"slices"

	"github.com/fastpluggy/eventbus/internal/evgen/change"
	"github.com/fastpluggy/eventbus/internal/evgen/modules"
	"github.com/fastpluggy/eventbus/internal/lockfile"
	"github.com/fastpluggy/eventbus/internal/spec"
	"github.com/fastpluggy/eventbus/internal/typehint"
)

// checkConflicts compares what was read with the contracts that the locks have of
// the other packages, so that a run for one package finds the same errors as a
// run for all.
func checkConflicts(ctx context.Context, dir string, mods []*modules.Module) error {
	var faults spec.Errors
	for _, m := range mods {
		f, lock, err := m.ReadLock(dir)
		if err != nil {
			return err
		}
		found := findConflicts(m, f, lock)
		if len(found.faults) > 0 && !found.isLockOutdated(ctx, dir, m) {
			faults = append(faults, found.faults...)
		}
	}
	if faults != nil {
		return faults
	}
	return nil
}

// lockConflicts are the conflicts between a module's lock and its packages.
type lockConflicts struct {
	faults   spec.Errors
	packages []string // those whose lines in the lock conflict
}

// isLockOutdated reads the source of the packages whose lines conflict. If it
// agrees, only the lock is wrong: all packages were edited together, and go
// generate ./... now runs evgen in the first of them.
func (c *lockConflicts) isLockOutdated(ctx context.Context, dir string, m *modules.Module) bool {
	all := slices.Clone(c.packages)
	for _, p := range m.Packages {
		all = append(all, p.Path)
	}
	_, err := spec.Load(ctx, dir, all...)
	return err == nil
}

func findConflicts(m *modules.Module, f *change.File, lock *lockfile.File) (found lockConflicts) {
	for _, p := range m.Packages {
		for _, e := range p.All() {
			for i := range lock.Topics {
				t := &lock.Topics[i]
				if t.Name == e.Name && !m.Reads(t.Package) && !m.IsGone(t.Package) {
					found.compare(p, e, spec.LockedEvent{Event: t, Place: fmt.Sprintf("%s:%d", f.Name, t.Line)})
				}
			}
		}
	}
	return found
}

// compare compares one declaration with the line of another package.
func (c *lockConflicts) compare(p *spec.Package, e *spec.Event, t spec.LockedEvent) {
	if faults := compareWithTopic(p, e, t); faults != nil {
		c.faults = append(c.faults, faults...)
		c.packages = append(c.packages, t.Package)
	}
}

func compareWithTopic(p *spec.Package, e *spec.Event, t spec.LockedEvent) spec.Errors {
	switch {
	case e.Listens:
		return p.Disagreements(e, t)
	case e.Fingerprint == t.Fingerprint, flatFingerprint(e) == t.Fingerprint:
		return nil
	}
	return spec.Errors{{Pos: e.Pos, Text: fmt.Sprintf("event %q has another payload in %s (%s); use one declaration, or give one of them another name", e.Name, t.Package, t.Place)}}
}

// flatFingerprint is the fingerprint of an event in a lock without shapes, which an older
// evgen has written, as in a module that was released with it.
func flatFingerprint(e *spec.Event) string {
	hints := map[string]string{}
	for _, f := range e.Schema {
		hints[f.Name] = f.Hint.String()
	}
	return typehint.Fingerprint(e.Name, hints)
}

package generate

import (
	"context"
	"path/filepath"

	"github.com/fastpluggy/eventbus/internal/evgen/change"
	"github.com/fastpluggy/eventbus/internal/evgen/modules"
	"github.com/fastpluggy/eventbus/internal/lockfile"
)

// planLocks returns the locks that differ from what the packages declare.
func planLocks(dir string, mods []*modules.Module) ([]*change.File, error) {
	return change.Plan(mods, func(m *modules.Module) (*change.File, error) { return planLock(dir, m) })
}

// planLock returns nil if the module's lock is up to date.
func planLock(dir string, m *modules.Module) (*change.File, error) {
	f, lock, err := m.ReadLock(dir)
	if err != nil {
		return nil, err
	}
	lock.Replace(m.Replaces, modules.Contracts(m.Packages))
	if !lock.Empty() {
		f.New = lock.Format()
	}
	if f.IsCurrent() {
		return nil, nil
	}
	return f, nil
}

// holdLocks keeps other runs from changing the locks until release is called.
func holdLocks(ctx context.Context, locks []*change.File, note func(text string)) (release func(), err error) {
	var held []func()
	release = func() {
		for _, releaseOne := range held {
			releaseOne()
		}
	}
	for _, f := range locks {
		releaseOne, err := lockfile.Hold(ctx, filepath.Dir(f.Path), note)
		if err != nil {
			release()
			return nil, err
		}
		held = append(held, releaseOne)
	}
	return release, nil
}

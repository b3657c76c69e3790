package modules

import (
	"errors"
	"path/filepath"

	"github.com/fastpluggy/eventbus/internal/breaking"
	"github.com/fastpluggy/eventbus/internal/evgen/change"
	"github.com/fastpluggy/eventbus/internal/lockfile"
)

// ReadLock reads the lock of the module. A module without one gets an empty lock.
// The names in errors are relative to dir.
func (m *Module) ReadLock(dir string) (*change.File, *lockfile.File, error) {
	f, err := change.Read(dir, filepath.Join(m.Root, lockfile.FileName))
	if err != nil {
		return nil, nil, err
	}
	if f.Old == nil {
		return f, new(lockfile.File), nil
	}
	if !f.Regular {
		return nil, nil, f.Error("the lock is not a regular file; remove it and run evgen ./...")
	}
	lock, err := parseLock(f)
	return f, lock, err
}

func parseLock(f *change.File) (*lockfile.File, error) {
	lock, err := lockfile.Parse(f.Old)
	if e, ok := errors.AsType[*lockfile.Error](err); ok {
		return nil, f.ErrorAt(e.Line, e.Text)
	}
	if err != nil {
		return nil, err
	}
	return lock, checkRules(f, lock)
}

// checkRules refuses an accepted break of a rule that does not exist: a misspelled
// rule would accept nothing.
func checkRules(f *change.File, lock *lockfile.File) error {
	for _, a := range lock.Accepted {
		if !breaking.Known(a.Rule) {
			return f.ErrorAt(a.Line, "there is no rule "+a.Rule+" whose break could be accepted; evgen rules lists the rules")
		}
	}
	return nil
}

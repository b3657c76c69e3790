package required

import (
	"errors"
	"fmt"
	"io/fs"
	"path/filepath"

	"github.com/fastpluggy/eventbus/internal/lockfile"
)

// A Lock is the lock of a required module.
type Lock struct {
	*Module
	*lockfile.File // empty if Err is set
	Err            error
}

// Place returns the place of a line of the lock, as in
// "example.com/shop@v1.2.0/events.lock.json:4".
func (l *Lock) Place(line int) string { return fmt.Sprintf("%s:%d", l.LockName(), line) }

// PlaceFrom is Place, but relative to dir if the lock is a file that may be changed.
func (l *Lock) PlaceFrom(dir string, line int) string {
	if rel, err := filepath.Rel(dir, l.LockPath()); l.Version == "" && err == nil {
		return fmt.Sprintf("%s:%d", rel, line)
	}
	return l.Place(line)
}

// Locks returns the locks of the modules that the go.mod in root requires.
func Locks(root string) []*Lock { return ReadLocks(Modules(root)) }

// ReadLocks returns the locks of those of the modules that have one.
func ReadLocks(all []*Module) (locks []*Lock) {
	for _, m := range all {
		if m.Dir == "" || !lockfile.Has(m.Dir, lockfile.FileName) {
			continue
		}
		file, err := lockfile.Read(m.LockPath())
		if e, ok := errors.AsType[*lockfile.Error](err); ok {
			e.Path = m.LockName()
		}
		if err != nil {
			file = new(lockfile.File)
		}
		locks = append(locks, &Lock{Module: m, File: file, Err: err})
	}
	return locks
}

// Unread returns those of the modules that may have a lock which is not on this machine.
// Indirect requirements are left out: the go command need not download them. So are
// vendored modules without generated code.
func Unread(all []*Module) (unread []*Module) {
	for _, m := range all {
		if !m.Indirect && !m.IsKnown() && (!m.vendored || hasGenerated(m.Dir)) {
			unread = append(unread, m)
		}
	}
	return unread
}

// hasGenerated reports whether evgen has written a file in dir or below.
func hasGenerated(dir string) bool {
	err := filepath.WalkDir(dir, func(path string, d fs.DirEntry, err error) error {
		if err == nil && d.Name() == "events_gen.go" {
			return fs.ErrExist
		}
		return err
	})
	return errors.Is(err, fs.ErrExist)
}

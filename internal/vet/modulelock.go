package vet

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"sync"

	"github.com/fastpluggy/eventbus/internal/contract"
	"github.com/fastpluggy/eventbus/internal/lockfile"
)

const lockName = lockfile.FileName

// A moduleLock is what the lock of the module says of events in packages that
// the one under analysis does not import.
type moduleLock struct {
	found   bool // there is a lock, and it can be read
	err     error
	emits   catalog
	listens catalog
}

// readModuleLock reads the lock of the module in which the package is.
func readModuleLock(p *sourcePackage) *moduleLock {
	for _, dir := range p.folders() {
		path, hasLock := lockfile.Find(dir)
		if root, ok := lockfile.Root(dir); ok {
			return lockAt(path).withRequired(requiredAt(root))
		}
		if hasLock {
			return lockAt(path)
		}
	}
	return new(moduleLock)
}

// folders returns the folders of the files of the package: what cgo writes is in another
// one, and its line comments lead back.
func (p *sourcePackage) folders() (dirs []string) {
	for _, f := range p.Files {
		for _, adjusted := range []bool{false, true} {
			dir, err := filepath.Abs(filepath.Dir(p.Fset.PositionFor(f.Package, adjusted).Filename))
			if err == nil && !slices.Contains(dirs, dir) {
				dirs = append(dirs, dir)
			}
		}
	}
	return dirs
}

// folder returns the folder of the package, or "" if it is not known.
func (p *sourcePackage) folder() string {
	for _, dir := range p.folders() {
		if _, ok := lockfile.Root(dir); ok {
			return dir
		}
	}
	return ""
}

// withRequired adds the events of the modules that the module requires.
func (l *moduleLock) withRequired(r *requiredEvents) *moduleLock {
	all := &moduleLock{found: l.found, err: l.err} // l is shared
	for _, emits := range []*catalog{&l.emits, &r.emits} {
		all.emits.merge(emits)
	}
	for _, listens := range []*catalog{&l.listens, &r.listens} {
		all.listens.merge(listens)
	}
	return all
}

// lockAt reads the lock at a path. It remembers the last one, because a driver
// that analyzes many packages in one process asks for it once a package.
var lockAt = func() func(string) *moduleLock {
	var mu sync.Mutex
	var at, text string
	var last *moduleLock
	return func(path string) *moduleLock {
		mu.Lock()
		defer mu.Unlock()
		src, err := os.ReadFile(path)
		if last == nil || err != nil || at != path || text != string(src) {
			at, text, last = path, string(src), parseLock(src, err)
		}
		return last
	}
}()

func parseLock(src []byte, err error) *moduleLock {
	if errors.Is(err, fs.ErrNotExist) {
		return new(moduleLock)
	}
	if err != nil {
		return &moduleLock{err: err}
	}
	f, err := lockfile.Parse(src)
	if err != nil {
		return &moduleLock{err: err}
	}
	place := func(line int) string { return fmt.Sprintf("%s:%d", lockName, line) }
	return &moduleLock{found: true, emits: *lockCatalog(f.Topics, place), listens: *lockCatalog(f.Listens, place)}
}

// lockCatalog makes a catalog of one list of a lock.
func lockCatalog(topics []contract.Event, place func(line int) string) *catalog {
	all := new(catalog)
	for _, t := range topics {
		all.Contracts = append(all.Contracts, declaredEvent{Event: t, Place: place(t.Line)})
	}
	all.merge(new(catalog))
	return all
}

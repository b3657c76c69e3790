package vet

import (
	"fmt"
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
		if path, ok := lockfile.Find(dir); ok {
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
	if err != nil {
		return &moduleLock{err: err}
	}
	f, err := lockfile.Parse(src)
	if err != nil {
		return &moduleLock{err: err}
	}
	return &moduleLock{found: true, emits: *lockCatalog(f.Topics), listens: *lockCatalog(f.Listens)}
}

// lockCatalog makes a catalog of one list of the lock.
func lockCatalog(topics []contract.Event) *catalog {
	all := new(catalog)
	for _, t := range topics {
		declared := declaredEvent{Event: t, Place: fmt.Sprintf("%s:%d", lockName, t.Line)}
		all.merge(&catalog{Contracts: []declaredEvent{declared}})
	}
	return all
}

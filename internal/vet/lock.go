package vet

import (
	"fmt"
	"os"
	"path/filepath"
	"sync"

	"golang.org/x/tools/go/analysis"

	model "github.com/fastpluggy/eventbus/internal/contract"
	"github.com/fastpluggy/eventbus/internal/lockfile"
)

const lockName = lockfile.FileName

// A locked is what the lock of the module says, for events of packages that the
// one under analysis does not import.
type locked struct {
	found   bool // there is a lock, and it can be read
	err     error
	emits   catalog
	listens catalog
}

// readLock reads the lock of the module in which the package lies.
func readLock(pass *analysis.Pass) *locked {
	for _, f := range pass.Files {
		for _, adjusted := range []bool{false, true} { // what cgo writes lies elsewhere, and says where it comes from
			dir, err := filepath.Abs(filepath.Dir(pass.Fset.PositionFor(f.Package, adjusted).Filename))
			if err != nil {
				continue
			}
			if path, ok := lockfile.Find(dir); ok {
				return lockAt(path)
			}
		}
	}
	return new(locked)
}

// lockAt remembers the last lock: in one process many packages ask for it.
var lockAt = func() func(string) *locked {
	var mu sync.Mutex
	var at, text string
	var last *locked
	return func(path string) *locked {
		mu.Lock()
		defer mu.Unlock()
		src, err := os.ReadFile(path)
		if last == nil || err != nil || at != path || text != string(src) {
			at, text, last = path, string(src), parseLock(src, err)
		}
		return last
	}
}()

func parseLock(src []byte, err error) *locked {
	if err != nil {
		return &locked{err: err}
	}
	f, err := lockfile.Parse(src)
	if err != nil {
		return &locked{err: err}
	}
	return &locked{found: true, emits: *contracts(f.Topics), listens: *contracts(f.Listens)}
}

func contracts(topics []model.Event) *catalog {
	all := new(catalog)
	for _, t := range topics {
		c := contract{Name: t.Name, Package: t.Package, GoName: t.GoName, Place: fmt.Sprintf("%s:%d", lockName, t.Line)}
		for _, f := range t.Fields {
			c.Fields = append(c.Fields, field{Name: f.Name, GoName: f.GoName, Type: f.Type})
		}
		all.add(&catalog{Contracts: []contract{c}})
	}
	return all
}

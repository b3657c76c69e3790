package vet

import (
	"fmt"
	"os"
	"strings"
	"sync"

	"github.com/fastpluggy/eventbus/internal/lockfile/required"
)

// requiredEvents are the events in the locks of the modules that a module requires. A
// lock among them that can't be read says nothing: cmd/evvet tells so, once.
type requiredEvents struct {
	emits   catalog
	listens catalog
}

// requiredAt reads the locks of the modules that the module in root requires. It
// remembers the last ones, as lockAt does.
var requiredAt = func() func(root string) *requiredEvents {
	var mu sync.Mutex
	var key string
	var last *requiredEvents
	return func(root string) *requiredEvents {
		mu.Lock()
		defer mu.Unlock()
		all := required.Modules(root)
		if now := locksKey(all); last == nil || key != now {
			key, last = now, readRequired(all)
		}
		return last
	}
}()

// locksKey changes if one of the locks does.
func locksKey(all []*required.Module) string {
	var key strings.Builder
	for _, m := range all {
		if m.Dir == "" {
			continue
		}
		if info, err := os.Stat(m.LockPath()); err == nil {
			fmt.Fprintln(&key, m.LockPath(), info.Size(), info.ModTime().UnixNano())
		}
	}
	return key.String()
}

func readRequired(all []*required.Module) *requiredEvents {
	r := new(requiredEvents)
	for _, lock := range required.ReadLocks(all) {
		if lock.Err == nil && lock.Path != libraryModule { // hostEvents has those
			r.emits.merge(lockCatalog(lock.Topics, lock.Place))
			r.listens.merge(lockCatalog(lock.Listens, lock.Place))
		}
	}
	return r
}

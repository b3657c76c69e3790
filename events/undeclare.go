package events

import (
	"maps"
	"slices"
)

// Undeclare takes back what this view's owner has declared under the names, or
// without names everything that it has declared, in one step, and returns how
// many declarations that were. Names that it has not declared are passed over,
// and what others have declared stays. A name that nobody declares any more may
// be declared differently, by anybody; under [Enforce] it is refused until then.
// What [Bus.ContractFaults] kept of the declaration goes with it. Listeners,
// expectations and the count of emits stay, also when it is declared again.
func (b *Bus) Undeclare(names ...string) int {
	c := &b.state().catalog
	gone, free := c.takeBack(b.Owner(), names, b.hold)
	c.faults.forget(b.Owner(), gone, free)
	return len(gone)
}

// takeBack returns the names of which the owner's declaration is gone, and those
// among them that nobody declares any more.
func (c *catalog) takeBack(owner string, names []string, hold holder) (gone, free []string) {
	c.mu.Lock()
	defer c.mu.Unlock()
	if len(names) == 0 {
		names = slices.Collect(maps.Keys(c.of))
	}
	for _, name := range names {
		if !c.remove(owner, name, hold) {
			continue
		}
		gone = append(gone, name)
		if len(c.of[name]) == 0 {
			free = append(free, name)
		}
	}
	return gone, free
}

// remove is add undone. It reports whether there was something to remove.
func (c *catalog) remove(owner, name string, hold holder) bool {
	all := c.of[name]
	i := slices.IndexFunc(all, func(d declared) bool { return d.Owner == owner })
	if i < 0 {
		return false
	}
	d := all[i]
	all = slices.Delete(all, i, i+1)
	c.of[name] = all
	if len(all) == 0 {
		delete(c.of, name)
	}
	if !slices.ContainsFunc(all, d.alike) {
		hold(name, all)
	}
	return true
}

// forget drops what was found against declarations that are gone: by listeners,
// by generated code, and, where nobody declares the name any more, by emits.
func (s *faults) forget(owner string, gone, free []string) {
	s.mu.Lock()
	defer s.mu.Unlock()
	maps.DeleteFunc(s.of, func(k faultKey, _ *ContractFault) bool {
		if k.listener != "" || k.stale {
			return k.source == owner && slices.Contains(gone, k.topic)
		}
		return !k.undeclared && slices.Contains(free, k.topic)
	})
}

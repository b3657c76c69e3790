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
	gone, free := c.takeBack(b.Owner(), names, b.setContract)
	c.faults.forgetFaults(b.Owner(), gone, free)
	return len(gone)
}

// takeBack returns the names of which the owner's declaration is gone, and those
// among them that nobody declares any more.
func (c *catalog) takeBack(owner string, names []string, hold contractSetter) (gone, free []string) {
	c.mu.Lock()
	defer c.mu.Unlock()
	if len(names) == 0 {
		names = slices.Collect(maps.Keys(c.declarations))
	}
	for _, name := range names {
		if !c.removeDeclaration(owner, name, hold) {
			continue
		}
		gone = append(gone, name)
		if len(c.declarations[name]) == 0 {
			free = append(free, name)
		}
	}
	return gone, free
}

// removeDeclaration is add undone. It reports whether there was something to remove.
func (c *catalog) removeDeclaration(owner, name string, hold contractSetter) bool {
	all := c.declarations[name]
	i := slices.IndexFunc(all, func(d declaredSpec) bool { return d.Owner == owner })
	if i < 0 {
		return false
	}
	d := all[i]
	all = slices.Delete(all, i, i+1)
	c.declarations[name] = all
	if len(all) == 0 {
		delete(c.declarations, name)
	}
	if !slices.ContainsFunc(all, d.samePayload) {
		hold(name, all)
	}
	return true
}

// forgetFaults drops what was found against declarations that are gone: by listeners,
// by generated code, and, where nobody declares the name any more, by emits.
func (s *faultList) forgetFaults(owner string, gone, free []string) {
	s.mu.Lock()
	defer s.mu.Unlock()
	maps.DeleteFunc(s.kept, func(k faultKey, _ *ContractFault) bool {
		if k.listener != "" || k.stale {
			return k.source == owner && slices.Contains(gone, k.topic)
		}
		return !k.undeclared && slices.Contains(free, k.topic)
	})
}

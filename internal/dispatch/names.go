package dispatch

import (
	"strings"
	"sync"
	"sync/atomic"
)

// A typed emit finds its table in one step, if it is in core.recentTables at the
// place of the name's number and has that number. Otherwise in a few:
// core.numberedSlots finds the slot, and the slot has the table. An untyped emit
// looks its string up in core.names. Tables that are missing are built under
// core.mu.

// A Name is a name that typed code emits to. Its number finds the name's table in
// any bus in a step or two, so a typed emit costs the same beside a million other
// names.
type Name struct {
	Text string
	id   uint32 // from 1
}

// interned has the Name of each text.
var interned = struct {
	sync.Mutex
	of map[string]*Name
}{of: map[string]*Name{}}

// Intern returns the only Name of a text. Names stay as long as the program runs:
// they come from its code, not from its input.
func Intern(text string) *Name {
	interned.Lock()
	defer interned.Unlock()
	n := interned.of[text]
	if n == nil {
		n = &Name{Text: text, id: uint32(len(interned.of) + 1)}
		interned.of[text] = n
	}
	return n
}

// recentTableCount is how many tables of interned names are found in one step.
const recentTableCount = 64

// A slotNumbering finds the slots of the interned names that a bus has met, by
// their numbers. It is a hash table with open addressing. It grows by being
// replaced, and nothing is taken out, since such slots are kept.
type slotNumbering []atomic.Pointer[slot]

// get returns the slot of a name's number, or nil.
func (n slotNumbering) get(id uint32) *slot {
	mask := uint32(len(n) - 1)
	for i := id & mask; len(n) > 0; i = (i + 1) & mask {
		if s := n[i].Load(); s == nil || s.number == id {
			return s
		}
	}
	return nil
}

func (n slotNumbering) put(s *slot) {
	mask := uint32(len(n) - 1)
	i := s.number & mask
	for n[i].Load() != nil {
		i = (i + 1) & mask
	}
	n[i].Store(s)
}

// addNumber gives the slot of an interned name its number. The caller holds
// core.mu.
func (c *Core) addNumber(s *slot, id uint32) {
	s.kept, s.number = true, id
	old := *c.numberedSlots.Load()
	c.numberedCount++
	if 4*c.numberedCount > 3*len(old) {
		grown := make(slotNumbering, max(8, 2*len(old)))
		for i := range old {
			if s := old[i].Load(); s != nil {
				grown.put(s)
			}
		}
		grown.put(s)
		c.numberedSlots.Store(&grown)
		return
	}
	old.put(s)
}

// tableForNumber finds the table of an interned name.
func (c *Core) tableForNumber(n *Name) *table {
	if t := c.recentTables[n.id%recentTableCount].Load(); t != nil && t.number == n.id {
		return t
	}
	if s := c.numberedSlots.Load().get(n.id); s != nil {
		if t := s.table.Load(); t != nil {
			c.recentTables[n.id%recentTableCount].Store(t)
			if t.isRetired() { // in between; a retired table must not be kept alive from here
				c.recentTables[n.id%recentTableCount].CompareAndSwap(t, nil)
			}
			return t
		}
	}
	return c.buildForNumber(n)
}

// buildForNumber makes the table of an interned name, at the first emit after a
// change.
func (c *Core) buildForNumber(n *Name) *table {
	c.mu.Lock()
	defer c.mu.Unlock()
	s := c.exactSlot(n.Text)
	if s.number == 0 {
		if t := s.table.Load(); t != nil {
			c.retireTable(t) // it has no number, and no contract was applied for typed emits
		}
		c.addNumber(s, n.id)
	}
	return c.tableOf(s, n.Text)
}

// slotServing returns the slot whose table serves a name. A name without
// listeners of its own uses the table of the deepest namespace that has some, so
// emits to names from outside the program leave nothing behind.
func (c *Core) slotServing(name string) *slot {
	if s := c.names.get(name); s != nil {
		return s
	}
	for i := strings.LastIndexByte(name, '.'); i > 0; i = strings.LastIndexByte(name[:i], '.') {
		if s := c.namespaces.get(name[:i]); s != nil {
			return s
		}
	}
	return &c.anySlot
}

// tableFor returns the table that serves a name. A name with a slot is a valid
// one; other names are checked each time.
func (c *Core) tableFor(name string) (*table, error) {
	s := c.names.get(name)
	if s == nil {
		if err := c.hooks.Check(name); err != nil {
			return nil, err
		}
		s = c.slotServing(name)
	}
	if t := s.table.Load(); t != nil {
		return t, nil
	}
	return c.makeTable(name), nil
}

// Hears reports whether there is a listener to a name: a look into the table, 5
// ns. A name without a table gets it here.
func (b *Bus) Hears(name string) bool {
	c := b.core
	s := c.slotServing(name)
	t := s.table.Load()
	if t == nil {
		t = c.makeTable(name)
	}
	return len(t.entries) > 0 && (!t.hasUntil || t.hasLiveListener()) && (s.scope == Exact || c.hooks.Check(name) == nil)
}

// hasLiveListener reports whether there is a listener whose context has not ended.
// Those whose context has ended are taken off a moment later, and then forget the
// context: so off is read after it.
func (t *table) hasLiveListener() bool {
	for _, l := range t.entries {
		if !isClosed(l.options().until) && !l.off.Load() {
			return true
		}
	}
	return false
}

// makeTable makes the table that serves a name, unless another goroutine has just
// made it.
func (c *Core) makeTable(name string) *table {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.tableOf(c.slotServing(name), name)
}

package dispatch

import (
	"strings"
	"sync"
	"sync/atomic"
)

// A Name is a name that typed code emits to. Its number finds the table of any
// bus in one step, so a typed emit costs the same with a million other names.
type Name struct {
	Text string
	id   int // from 1
}

var interned = struct {
	sync.Mutex
	of map[string]*Name
}{of: map[string]*Name{}}

// Intern returns the one Name of text. Names live as long as the program:
// they come from the program's text, not from its input.
func Intern(text string) *Name {
	interned.Lock()
	defer interned.Unlock()
	n := interned.of[text]
	if n == nil {
		n = &Name{Text: text, id: len(interned.of) + 1}
		interned.of[text] = n
	}
	return n
}

// A numbering holds the tables in use by the numbers of their names. It grows
// by being replaced.
type numbering []atomic.Pointer[table]

// number makes the table of an interned name: at the first emit after a change.
//
//go:noinline
func (c *Core) number(n *Name) *table {
	c.mu.Lock()
	defer c.mu.Unlock()
	s := c.exact(n.Text)
	if s.number == 0 && c.strict() {
		c.retire(s.table.Load()) // no typed emit was expected
	}
	s.kept, s.number = true, int32(n.id)
	if old := *c.numbered.Load(); n.id >= len(old) {
		grown := make(numbering, max(2*len(old), n.id+1))
		for i := range old {
			grown[i].Store(old[i].Load())
		}
		c.numbered.Store(&grown)
	}
	t := c.fresh(s, n.Text)
	(*c.numbered.Load())[n.id].Store(t) // the table may be older than the number
	return t
}

// find returns the slot whose table serves name. A name without listeners of
// its own shares the table of the deepest namespace that has some, so emits to
// names that came from outside leave nothing behind.
func (c *Core) find(name string) *slot {
	if s := c.names.get(name); s != nil {
		return s
	}
	for i := strings.LastIndexByte(name, '.'); i > 0; i = strings.LastIndexByte(name[:i], '.') {
		if s := c.spaces.get(name[:i]); s != nil {
			return s
		}
	}
	return &c.any
}

// tableFor returns the table that serves name. A name with a slot of its own
// is a legal one; others are checked each time.
func (c *Core) tableFor(name string) (*table, error) {
	s := c.names.get(name)
	if s == nil {
		if err := c.hooks.Check(name); err != nil {
			return nil, err
		}
		s = c.find(name)
	}
	if t := s.table.Load(); t != nil {
		return t, nil
	}
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.fresh(c.find(name), name), nil
}

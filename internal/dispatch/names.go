package dispatch

import (
	"strings"
	"sync"
	"sync/atomic"
)

// A slot is one name, one namespace, or all names: its listeners, and the
// table of those who hear it.
type slot struct {
	name      string
	listeners []*Listener // in no order; the table is sorted
	table     atomic.Pointer[table]
	kept      bool   // declared or typed: stays without listeners
	emits     uint64 // rounds of tables that are gone
}

// A Name is a name that typed code emits to. Its number finds the slot of any
// bus in one step, so a typed emit costs the same with a million other names.
type Name struct {
	Text string
	id   int
}

var numbers = struct {
	sync.Mutex
	of map[string]*Name
}{of: map[string]*Name{}}

// Intern returns the one Name of text. Names live as long as the program:
// they come from the program's text, not from its input.
func Intern(text string) *Name {
	numbers.Lock()
	defer numbers.Unlock()
	n := numbers.of[text]
	if n == nil {
		n = &Name{Text: text, id: len(numbers.of)}
		numbers.of[text] = n
	}
	return n
}

// tableOf returns the table of an interned name.
func (c *Core) tableOf(n *Name) *table {
	if s := *c.numbered.Load(); n.id < len(s) && s[n.id] != nil {
		if t := s[n.id].table.Load(); t != nil {
			return t
		}
	}
	return c.number(n)
}

// number is the first emit after a change.
//
//go:noinline
func (c *Core) number(n *Name) *table {
	c.mu.Lock()
	defer c.mu.Unlock()
	s := c.keep(n.Text)
	old := *c.numbered.Load()
	if n.id >= len(old) || old[n.id] != s {
		grown := make([]*slot, max(len(old), n.id+1))
		copy(grown, old)
		grown[n.id] = s
		c.numbered.Store(&grown)
	}
	return c.fresh(s, n.Text)
}

// keep returns the slot of a name that stays; the caller holds core.mu.
func (c *Core) keep(name string) *slot {
	s := c.exact(name)
	s.kept = true
	return s
}

// exact returns the slot of a name, made if need be; the caller holds core.mu.
func (c *Core) exact(name string) *slot {
	if s, ok := c.names.Load(name); ok {
		return s.(*slot)
	}
	s := &slot{name: strings.Clone(name)}
	c.names.Store(s.name, s)
	return s
}

// find returns the slot whose table serves name. A name without listeners of
// its own shares the table of the deepest namespace that has some, so emits to
// names that came from outside leave nothing behind.
func (c *Core) find(name string) *slot {
	if s, ok := c.names.Load(name); ok {
		return s.(*slot)
	}
	if c.spaceCount.Load() > 0 {
		for i := strings.LastIndexByte(name, '.'); i > 0; i = strings.LastIndexByte(name[:i], '.') {
			if s, ok := c.spaces.Load(name[:i]); ok {
				return s.(*slot)
			}
		}
	}
	return &c.any
}

// tableFor returns the table that serves name.
func (c *Core) tableFor(name string) *table {
	if t := c.find(name).table.Load(); t != nil {
		return t
	}
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.fresh(c.find(name), name)
}

// fresh returns the table of s, built if a change has taken it away. The
// caller holds core.mu.
func (c *Core) fresh(s *slot, name string) *table {
	if t := s.table.Load(); t != nil {
		return t
	}
	var own *slot
	if s.name == name && s != &c.any && !c.isSpace(s) {
		own = s
	}
	t := c.build(name, own)
	t.slot = s
	s.table.Store(t)
	c.cached[s] = struct{}{}
	return t
}

func (c *Core) space(prefix string) *slot {
	if s, ok := c.spaces.Load(prefix); ok {
		return s.(*slot)
	}
	return nil
}

func (c *Core) isSpace(s *slot) bool { return c.space(s.name) == s }

// link adds l to its slot and takes the tables out of use that lack it. The
// caller holds core.mu.
func (c *Core) link(l *Listener) {
	s := c.home(l)
	l.index, l.linked = len(s.listeners), true
	s.listeners = append(s.listeners, l)
	c.changed(l, s)
}

// home returns the slot that l stands in, made if need be.
func (c *Core) home(l *Listener) *slot {
	switch l.Scope {
	case Exact:
		return c.exact(l.Topic)
	case Any:
		return &c.any
	}
	if s := c.space(l.Topic); s != nil {
		return s
	}
	s := &slot{name: l.Topic}
	c.spaces.Store(l.Topic, s)
	c.spaceCount.Add(1)
	return s
}

// unlink takes l out, if it is in; the caller holds core.mu.
func (c *Core) unlink(l *Listener) {
	if !l.linked {
		return
	}
	l.linked = false
	s := c.home(l)
	last := len(s.listeners) - 1
	s.listeners[l.index] = s.listeners[last]
	s.listeners[l.index].index = l.index
	s.listeners[last] = nil
	s.listeners = s.listeners[:last]
	if cap(s.listeners) > 64 && last < cap(s.listeners)/4 {
		s.listeners = append(make([]*Listener, 0, 2*last), s.listeners...)
	}
	c.changed(l, s)
	c.drop(l, s)
}

// drop forgets a slot that nobody stands in.
func (c *Core) drop(l *Listener, s *slot) {
	switch {
	case len(s.listeners) > 0 || s.kept || l.Scope == Any:
	case l.Scope == Exact:
		c.names.Delete(s.name)
	default:
		c.spaces.Delete(s.name)
		c.spaceCount.Add(-1)
	}
}

// changed takes the tables out of use that l belongs in. For a namespace that
// is a walk over the tables in use, which each emit pays for but once.
func (c *Core) changed(l *Listener, s *slot) {
	if l.Scope == Exact {
		c.retire(s)
		return
	}
	for other := range c.cached {
		if l.Scope == Any || other == s || under(l.Topic, other.name) {
			c.retire(other)
		}
	}
}

// under reports whether name is below prefix.
func under(prefix, name string) bool {
	return len(name) > len(prefix) && name[len(prefix)] == '.' && name[:len(prefix)] == prefix
}

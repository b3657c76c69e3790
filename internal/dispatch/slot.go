package dispatch

import (
	"math"
	"sync/atomic"
)

// Scope says what a listener's topic means.
type Scope uint8

// The three scopes.
const (
	Exact     Scope = iota // events of that name
	Namespace              // events below that prefix
	Any                    // all events
)

// A slot is one name, one namespace, or all names: its listeners, and the table
// that emits of it use. A name without a slot of its own uses the table of the
// deepest namespace that has one, or that of anySlot, so an emit to an unknown
// name leaves nothing behind.
//
// table and contract are written under core.mu and read without. name, scope and
// number are set before a reader can find the slot, except that a slot gets its
// number when its name is first emitted to by typed code; its table is retired
// then. The rest is guarded by core.mu.
type slot struct {
	name          string
	table         atomic.Pointer[table] // nil until the next emit
	listeners     []*Listener           // in no order; the table is sorted
	byOwner       *ownerCounts          // nil while there are few listeners
	settledEmits  uint64                // rounds of its tables, as far as they are settled
	number        uint32                // of the Name, from 1; 0: not interned
	retiredTables uint16                // with rounds inside; the maximum means: many, not counted any more
	scope         Scope
	kept          bool                     // declared or typed: the slot stays without listeners
	contract      atomic.Pointer[Contract] // nil: none
}

// countLeaving adds by, which is 1 or −1, to the retired tables with rounds
// inside. At its maximum the count stays: from then on tablesOf looks at all
// retired tables.
func (s *slot) countLeaving(by int) {
	if s.retiredTables != math.MaxUint16 {
		s.retiredTables += uint16(by)
	}
}

// ownerCounts has the number of listeners of each owner on a slot that has many.
// So an owner that forgets to take its listeners off is found without a search at
// each subscription. warned are the owners that were reported.
type ownerCounts struct {
	listeners map[*Owner]int
	warned    map[*Owner]bool
}

// exactSlot returns the slot of a name, and makes it if there is none. The caller
// holds core.mu.
func (c *Core) exactSlot(name string) *slot { return c.slotIn(&c.names, Exact, name) }

// slotIn returns the slot of a name in an index, and makes it if there is none.
func (c *Core) slotIn(x *slotIndex, scope Scope, name string) *slot {
	s := x.get(name)
	if s == nil {
		s = &slot{name: name, scope: scope}
		s.contract.Store(c.anySlot.contract.Load())
		x.put(s)
	}
	return s
}

// slotFor returns the slot of a topic, and makes it if there is none. The caller
// holds core.mu.
func (c *Core) slotFor(scope Scope, topic string) *slot {
	switch scope {
	case Exact:
		return c.exactSlot(topic)
	case Namespace:
		return c.slotIn(&c.namespaces, Namespace, topic)
	}
	return &c.anySlot
}

// linkListener adds l to its slot and retires the tables that lack it. The caller
// holds core.mu. It returns how many listeners l's owner has on the slot, if that
// has just passed the limit, and otherwise 0.
func (c *Core) linkListener(l *Listener, s *slot) (tooMany int) {
	l.slot, l.slotIndex, l.linked = s, int32(len(s.listeners)), true
	s.listeners = append(s.listeners, l)
	c.retireTablesOf(s)
	return s.countOwner(l.owner, c.limits.Listeners)
}

// countOwner counts one more listener of an owner. It begins when the slot has
// more than limit listeners, with a count of all of them. It returns how many the
// owner has if it has just passed the limit, and otherwise 0.
func (s *slot) countOwner(o *Owner, limit int) int {
	if limit == 0 || s.byOwner == nil && len(s.listeners) <= limit {
		return 0
	}
	if s.byOwner == nil {
		s.byOwner = &ownerCounts{map[*Owner]int{}, map[*Owner]bool{}}
		for _, l := range s.listeners {
			s.byOwner.listeners[l.owner]++
		}
	} else {
		s.byOwner.listeners[o]++
	}
	if n := s.byOwner.listeners[o]; n > limit && !s.byOwner.warned[o] {
		s.byOwner.warned[o] = true
		return n
	}
	return 0
}

// unlinkListener takes l out of its slot, if it is in, and retires the tables
// that have it. The caller holds core.mu.
func (c *Core) unlinkListener(l *Listener) {
	if !l.linked {
		return
	}
	l.linked = false
	s := l.slot
	last := len(s.listeners) - 1
	s.listeners[l.slotIndex] = s.listeners[last]
	s.listeners[l.slotIndex].slotIndex = l.slotIndex
	s.listeners[last] = nil
	s.listeners = shrinkSlice(s.listeners[:last])
	if o := s.byOwner; o != nil {
		if o.listeners[l.owner]--; o.listeners[l.owner] == 0 {
			delete(o.listeners, l.owner) // so that the map does not keep the owner; warned may
		}
		if last == 0 {
			s.byOwner = nil
		}
	}
	c.retireTablesOf(s)
	c.dropEmptySlot(s)
}

// shrinkSlice returns list with less memory, if at most a quarter of much memory
// is used.
func shrinkSlice[E any](list []E) []E {
	if cap(list) > 64 && len(list) < cap(list)/4 {
		return append(make([]E, 0, 2*len(list)), list...)
	}
	return list
}

// dropEmptySlot forgets a slot that has no listeners, unless it is kept. The
// caller holds core.mu.
func (c *Core) dropEmptySlot(s *slot) {
	switch {
	case len(s.listeners) > 0 || s.kept || s.scope == Any:
	case s.scope == Exact:
		c.names.remove(s)
	default:
		c.namespaces.remove(s)
	}
}

// retireTablesOf retires the tables that the listeners of s are in. For a
// namespace it looks at all tables in use; each of them is built again once, at
// its next emit. The caller holds core.mu.
func (c *Core) retireTablesOf(s *slot) {
	if s.scope == Exact {
		c.retireTable(s.table.Load())
		return
	}
	for i := len(c.tablesInUse) - 1; i >= 0; i-- { // retireTable fills the place from the end
		if t := c.tablesInUse[i]; s.covers(t.slot) {
			c.retireTable(t)
		}
	}
}

// covers reports whether the listeners of s get the events of t.
func (s *slot) covers(t *slot) bool {
	return s.scope == Any || s == t || s.scope == Namespace && isBelow(s.name, t.name)
}

// isBelow reports whether a name is inside a namespace: "user.login" is below
// "user".
func isBelow(prefix, name string) bool {
	return len(name) > len(prefix) && name[len(prefix)] == '.' && name[:len(prefix)] == prefix
}

func (s *slot) eventPattern() string {
	switch s.scope {
	case Namespace:
		return s.name + ".*"
	case Any:
		return "*"
	}
	return s.name
}

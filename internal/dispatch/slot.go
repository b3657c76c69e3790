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

// A slot is one name, one namespace, or all names: its listeners, and the
// table of those who hear it. Only table and contract are read without core.mu.
type slot struct {
	name          string
	table         atomic.Pointer[table]
	listeners     []*Listener  // in no order; the table is sorted
	byOwner       *ownerCounts // nil while the listeners are few
	settledEmits  uint64       // rounds that are settled
	number        uint32       // of the Name, counted from 1; 0: not interned
	retiredTables uint16       // tables that are retired, with a round inside
	scope         Scope
	kept          bool                     // declared or typed: stays without listeners
	contract      atomic.Pointer[Contract] // nil: none
}

// countLeaving counts the retired tables with a round inside, by one more or less.
// More than fit are not counted any more, and looked for each time.
func (s *slot) countLeaving(by int) {
	if s.retiredTables != math.MaxUint16 {
		s.retiredTables += uint16(by)
	}
}

// An ownerCounts counts the listeners of each owner on a slot that has many, so
// that an owner that forgets to take them off is found without a search at each
// On.
type ownerCounts struct {
	listeners map[*Owner]int
	warned    map[*Owner]bool
}

// exactSlot returns the slot of a name, made if need be; the caller holds core.mu.
func (c *Core) exactSlot(name string) *slot { return c.slotIn(&c.names, Exact, name) }

func (c *Core) slotIn(x *slotIndex, scope Scope, name string) *slot {
	s := x.get(name)
	if s == nil {
		s = &slot{name: name, scope: scope}
		s.contract.Store(c.anySlot.contract.Load())
		x.put(s)
	}
	return s
}

// slotFor returns the slot of a topic, made if need be.
func (c *Core) slotFor(scope Scope, topic string) *slot {
	switch scope {
	case Exact:
		return c.exactSlot(topic)
	case Namespace:
		return c.slotIn(&c.namespaces, Namespace, topic)
	}
	return &c.anySlot
}

// linkListener adds l to its slot and takes the tables out of use that lack it; the
// caller holds core.mu. It returns how many listeners l's owner has on the slot
// if it has just passed the limit, else 0.
func (c *Core) linkListener(l *Listener, s *slot) (tooMany int) {
	l.slot, l.slotIndex, l.linked = s, int32(len(s.listeners)), true
	s.listeners = append(s.listeners, l)
	c.retireTablesOf(s)
	return s.countOwner(l.owner, c.limits.Listeners)
}

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

// unlinkListener takes l out, if it is in; the caller holds core.mu.
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
			delete(o.listeners, l.owner) // an owner that is gone is not kept here; warned stays, if it was
		}
		if last == 0 {
			s.byOwner = nil
		}
	}
	c.retireTablesOf(s)
	c.dropEmptySlot(s)
}

// shrinkSlice gives memory back that many elements took.
func shrinkSlice[E any](list []E) []E {
	if cap(list) > 64 && len(list) < cap(list)/4 {
		return append(make([]E, 0, 2*len(list)), list...)
	}
	return list
}

// dropEmptySlot forgets a slot that nobody stands in.
func (c *Core) dropEmptySlot(s *slot) {
	switch {
	case len(s.listeners) > 0 || s.kept || s.scope == Any:
	case s.scope == Exact:
		c.names.remove(s)
	default:
		c.namespaces.remove(s)
	}
}

// retireTablesOf takes the tables out of use that the listeners of s belong in. For a
// namespace that is a walk over the tables in use, which each emit pays for but
// once.
func (c *Core) retireTablesOf(s *slot) {
	if s.scope == Exact {
		c.retireTable(s.table.Load())
		return
	}
	for i := len(c.tablesInUse) - 1; i >= 0; i-- { // retire fills the place from the end
		if t := c.tablesInUse[i]; s.covers(t.slot) {
			c.retireTable(t)
		}
	}
}

// covers reports whether the listeners of s hear what t is the slot of.
func (s *slot) covers(t *slot) bool {
	return s.scope == Any || s == t || s.scope == Namespace && isBelow(s.name, t.name)
}

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

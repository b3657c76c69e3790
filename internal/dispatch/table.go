package dispatch

import (
	"cmp"
	"iter"
	"slices"
	"strings"
	"sync/atomic"
)

// A table is the sorted list of the listeners to one name. It is built at the
// first emit after a change, so that n registrations cost one sort and not n
// copies. The listeners in it never change.
//
// A table has three states, and never goes back:
//
//   - in use: it is in its slot and in core.tablesInUse, and new rounds enter it;
//   - retired: the limit of its gate is negative, so a round that enters leaves
//     it and looks for another table. While rounds are inside it is in
//     core.tablesLeaving;
//   - gone, when the last round has left it.
//
// A table in use is awake or asleep. The watch looks at those awake only; the next
// round over one asleep wakes it.
//
// The fields from fastCalls to slot don't change once the table is in use. The
// counters of the gate are atomic and written by rounds, its limits under core.mu.
// isAwake is written under core.mu and read without. The rest is guarded by
// core.mu.
type table struct {
	gate      roundGate
	fastCalls any    // *[]func(context.Context, T) error: the handlers for deliverFast; nil: it can't be used
	number    uint32 // of the Name; 0: the name is not interned
	needsTime bool   // a listener sees the time stamp
	hasQueues bool   // a listener has a queue
	traced    bool   // a hook sees every emit
	windsDown bool   // the owner of a listener is closing
	hasUntil  bool   // a listener ends with a context
	uniform   bool   // deliverUniform can be used: see isUniform
	entries   []*Listener
	slot      *slot

	isAwake atomic.Bool
	alias   atomic.Pointer[aliasVerdict] // of the last emit of another kind

	inUseIndex    int            // in core.tablesInUse
	awakeIndex    int            // in core.tablesAwake
	settledRounds uint64         // rounds that are in its listeners' counts already
	roundsSeen    uint64         // rounds that had come out when the watch looked last
	lasting       *lastingRounds // nil until the watch has seen it retired
	waiters       waiterSet      // that wait for its rounds to end
}

// isRetired reports whether t is out of use. The limits of all its cells are
// negative then.
func (t *table) isRetired() bool { return t.gate.narrow.limit.Load() < 0 }

// calmLimit is the limit of a table in normal operation.
func (c *Core) calmLimit() int64 { return int64(min(limitCalm, c.limits.Depth/16)) }

// tableOf returns the table of s, and builds it if a change has retired the one
// before. The caller holds core.mu.
func (c *Core) tableOf(s *slot, name string) *table {
	if t := s.table.Load(); t != nil {
		return t
	}
	t := c.buildTable(s, name)
	t.slot = s
	c.judgeTable(t)
	c.installTable(t)
	return t
}

// installTable puts t in use. The caller holds core.mu.
func (c *Core) installTable(t *table) {
	s := t.slot
	t.number, t.inUseIndex = s.number, len(c.tablesInUse)
	c.tablesInUse = append(c.tablesInUse, t)
	s.table.Store(t)
	if s.number != 0 {
		c.recentTables[s.number%recentTableCount].Store(t)
	}
}

// buildTable collects the listeners to a name: those to the name itself, to every
// namespace above it, and to all names. The caller holds core.mu.
func (c *Core) buildTable(s *slot, name string) *table {
	groups := make([]*slot, 0, 8)
	n := 0
	gather := func(s *slot) {
		if s != nil && len(s.listeners) > 0 {
			groups = append(groups, s)
			n += len(s.listeners)
		}
	}
	if s != nil && s.scope == Exact {
		gather(s)
	}
	for i := strings.LastIndexByte(name, '.'); i > 0; i = strings.LastIndexByte(name[:i], '.') {
		gather(c.namespaces.get(name[:i]))
	}
	gather(&c.anySlot)
	t := &table{entries: make([]*Listener, 0, n)}
	for _, g := range groups {
		t.entries = append(t.entries, g.listeners...)
	}
	slices.SortFunc(t.entries, compareOrder)
	t.describe(c)
	return t
}

// compareOrder is the order of delivery: by priority, then by registration. No
// two listeners are equal.
func compareOrder(a, b *Listener) int {
	return cmp.Or(cmp.Compare(b.priority, a.priority), cmp.Compare(a.seq, b.seq))
}

// describe sets what a round must know of the table before it begins.
func (t *table) describe(c *Core) {
	for _, l := range t.entries {
		t.needsTime = t.needsTime || l.needsTime()
		t.hasQueues = t.hasQueues || l.queue != nil
		t.windsDown = t.windsDown || l.isWindingDown()
		t.hasUntil = t.hasUntil || l.options().until != nil
	}
	t.traced = c.hooks.Traced != nil || c.observed.Load()
	if len(t.entries) > 0 && !t.traced && !t.windsDown {
		t.fastCalls = t.entries[0].kind.planFast(t.entries)
		t.uniform = isUniform(t.entries)
	}
}

// retireTable takes t out of use. The caller holds core.mu. A round that has not
// entered t yet will not use it: each checks the limit after it has counted
// itself in.
func (c *Core) retireTable(t *table) {
	if t == nil {
		return
	}
	s := t.slot
	s.table.CompareAndSwap(t, nil)
	if s.number != 0 {
		c.recentTables[s.number%recentTableCount].CompareAndSwap(t, nil)
	}
	last := len(c.tablesInUse) - 1
	c.tablesInUse[t.inUseIndex] = c.tablesInUse[last]
	c.tablesInUse[t.inUseIndex].inUseIndex = t.inUseIndex
	c.tablesInUse[last] = nil
	c.tablesInUse = shrinkSlice(c.tablesInUse[:last])
	c.putToSleep(t)
	t.gate.setLimit(limitRetired)
	c.tablesLeaving[t] = struct{}{}
	s.countLeaving(1)
	c.settleIfEmpty(t)
}

// renewTable retires t and puts a successor with the same listeners in its place.
// A caller that waits for the rounds inside t then does not wait for rounds that
// begin later.
func (c *Core) renewTable(t *table) {
	next := &table{
		fastCalls: t.fastCalls, needsTime: t.needsTime, hasQueues: t.hasQueues, traced: t.traced, windsDown: t.windsDown, hasUntil: t.hasUntil, uniform: t.uniform, entries: t.entries, slot: t.slot,
	}
	wide := t.gate.wide.Load() != nil
	c.retireTable(t)
	if wide {
		next.gate.widen()
	}
	c.installTable(next)
}

// tablesOf yields the tables that may have l and that have rounds which are not
// settled. The caller holds core.mu.
func (c *Core) tablesOf(l *Listener) iter.Seq[*table] {
	return func(yield func(*table) bool) {
		if l.slot.scope != Exact || l.slot.retiredTables > 0 {
			for t := range c.tablesLeaving {
				if l.slot.covers(t.slot) && !yield(t) {
					return
				}
			}
		}
		if l.slot.scope == Exact {
			if t := l.slot.table.Load(); t != nil {
				yield(t)
			}
			return
		}
		for _, t := range c.tablesAwake {
			if l.slot.covers(t.slot) && !yield(t) {
				return
			}
		}
	}
}

// contains reports whether l is in t. The order is unique, so a binary search
// finds it.
func (t *table) contains(l *Listener) bool {
	_, found := slices.BinarySearchFunc(t.entries, l, compareOrder)
	return found
}

// eventPattern is the name that a table is for, or that a listener listens to:
// "user.login", "user.*" or "*".
func (t *table) eventPattern() string    { return t.slot.eventPattern() }
func (l *Listener) eventPattern() string { return l.slot.eventPattern() }

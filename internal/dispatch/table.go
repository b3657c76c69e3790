package dispatch

import (
	"cmp"
	"iter"
	"slices"
	"strings"
	"sync/atomic"
)

// A table is the immutable list of those who hear one name, in order of
// delivery. It is built at the first emit after a change, so that registering
// n listeners costs one sort and not n copies.
//
// A table is in use (in core.standing, and in its slot), then retired (in
// core.leaving while a round is inside), then gone. It never comes back. To wait
// for the rounds that are inside now, the table is renewed: a successor with the
// same listeners takes its place, and the waiter waits until the retired one is
// empty. So nobody waits for rounds that begin later.
//
// The fields down to slot never change once the table is in use. The gate is
// atomic; awake is written under core.mu and read without. The rest is guarded
// by core.mu.
type table struct {
	gate      roundGate
	fastCalls any    // *[]func(context.Context, T) error for the fast path: see emit.go
	number    uint32 // of the Name; 0: none
	needsTime bool   // somebody sees the time stamp
	hasQueues bool   // somebody has a queue
	traced    bool   // every emit is told of
	windsDown bool   // the owner of a listener is closing
	uniform   bool   // all listeners take the payload as it is, and let nothing pass: see even.go
	entries   []*Listener
	slot      *slot

	isAwake atomic.Bool // the watch looks at it

	inUseIndex    int            // in core.standing
	awakeIndex    int            // in core.awake
	settledRounds uint64         // rounds that its listeners have counted already
	roundsSeen    uint64         // rounds that had come out when the watch looked last
	lasting       *lastingRounds // nil until the watch has seen it retired
	waiters       waiterSet      // for its rounds to end
}

func (t *table) isRetired() bool { return t.gate.narrow.limit.Load() < 0 }

// calmLimit is the limit of a table that nothing is the matter with.
func (c *Core) calmLimit() int64 { return int64(min(limitCalm, c.limits.Depth/16)) }

// tableOf returns the table of s, built if a change has taken it away. The
// caller holds core.mu.
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

// installTable puts t in use; the caller holds core.mu.
func (c *Core) installTable(t *table) {
	s := t.slot
	t.number, t.inUseIndex = s.number, len(c.tablesInUse)
	c.tablesInUse = append(c.tablesInUse, t)
	s.table.Store(t)
	if s.number != 0 {
		c.recentTables[s.number%recentTableCount].Store(t)
	}
}

// buildTable collects who hears name: listeners of the name itself, of every
// namespace above it, and of all names. The caller holds core.mu.
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

// compareOrder orders listeners as they are called.
func compareOrder(a, b *Listener) int {
	return cmp.Or(cmp.Compare(b.priority, a.priority), cmp.Compare(a.seq, b.seq))
}

// describe notes what a round must know before it begins.
func (t *table) describe(c *Core) {
	for _, l := range t.entries {
		t.needsTime = t.needsTime || l.needsTime()
		t.hasQueues = t.hasQueues || l.queue != nil
		t.windsDown = t.windsDown || l.isWindingDown()
	}
	t.traced = c.hooks.Traced != nil || c.observed.Load()
	if len(t.entries) > 0 && !t.traced && !t.windsDown {
		t.fastCalls = t.entries[0].kind.planFast(t.entries)
		t.uniform = isUniform(t.entries)
	}
}

// retireTable takes t out of use; the caller holds core.mu. No round that has not
// entered yet will: each looks at the limit after it has counted itself in.
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
func (c *Core) renewTable(t *table) {
	next := &table{
		fastCalls: t.fastCalls, needsTime: t.needsTime, hasQueues: t.hasQueues, traced: t.traced, windsDown: t.windsDown, uniform: t.uniform, entries: t.entries, slot: t.slot,
	}
	wide := t.gate.wide.Load() != nil
	c.retireTable(t)
	if wide {
		next.gate.widen()
	}
	c.installTable(next)
}

// tablesOf yields the tables that l may be in and whose rounds are not settled.
// The caller holds core.mu.
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

// contains reports whether l is in t: a search by order, which is unique.
func (t *table) contains(l *Listener) bool {
	_, found := slices.BinarySearchFunc(t.entries, l, compareOrder)
	return found
}

// eventPattern says which events a table is for, or a listener hears.
func (t *table) eventPattern() string    { return t.slot.eventPattern() }
func (l *Listener) eventPattern() string { return l.slot.eventPattern() }

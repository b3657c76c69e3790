package dispatch

import (
	"cmp"
	"iter"
	"slices"
	"strings"
	"sync/atomic"
	"time"
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
	gate    gate
	plan    any    // *[]func(context.Context, T) error for the fast path: see emit.go
	number  uint32 // of the Name; 0: none
	timed   bool   // somebody sees the time stamp
	async   bool   // somebody has a queue
	traced  bool   // every emit is told of
	winding bool   // the owner of a listener is closing
	even    bool   // all listeners take the payload as it is, and let nothing pass: see even.go
	entries []*Listener
	slot    *slot

	awake atomic.Bool // the watch looks at it

	at      int      // in core.standing
	awakeAt int      // in core.awake
	settled uint64   // rounds that its listeners have counted already
	seen    uint64   // rounds that had come out when the watch looked last
	lasting *lasting // nil until the watch has seen it retired
	waiters waiters  // for its rounds to end
}

// lasting is what the watch knows of a retired table whose rounds go on.
type lasting struct {
	since time.Time         // when they had begun at the latest
	told  bool              // they were reported as slow
	calls map[*Listener]int // who they were in then, as far as that was seen
}

func (t *table) retired() bool { return t.gate.one.limit.Load() < 0 }

// calm is the limit of a table that nothing is the matter with.
func (c *Core) calm() int64 { return int64(min(limitCalm, c.limits.Depth/16)) }

// tableOf returns the table of s, built if a change has taken it away. The
// caller holds core.mu.
func (c *Core) tableOf(s *slot, name string) *table {
	if t := s.table.Load(); t != nil {
		return t
	}
	t := c.build(s, name)
	t.slot = s
	c.judge(t)
	c.install(t)
	return t
}

// install puts t in use; the caller holds core.mu.
func (c *Core) install(t *table) {
	s := t.slot
	t.number, t.at = s.number, len(c.standing)
	c.standing = append(c.standing, t)
	s.table.Store(t)
	if s.number != 0 {
		c.recent[s.number%recents].Store(t)
	}
}

// build collects who hears name: listeners of the name itself, of every
// namespace above it, and of all names. The caller holds core.mu.
func (c *Core) build(s *slot, name string) *table {
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
		gather(c.spaces.get(name[:i]))
	}
	gather(&c.any)
	t := &table{entries: make([]*Listener, 0, n)}
	for _, g := range groups {
		t.entries = append(t.entries, g.listeners...)
	}
	slices.SortFunc(t.entries, inOrder)
	t.describe(c)
	return t
}

// inOrder orders listeners as they are called.
func inOrder(a, b *Listener) int {
	return cmp.Or(cmp.Compare(b.priority, a.priority), cmp.Compare(a.seq, b.seq))
}

// describe notes what a round must know before it begins.
func (t *table) describe(c *Core) {
	for _, l := range t.entries {
		t.timed = t.timed || l.timed()
		t.async = t.async || l.queue != nil
		t.winding = t.winding || l.winding()
	}
	t.traced = c.hooks.Traced != nil || c.observed.Load()
	if len(t.entries) > 0 && !t.traced && !t.winding {
		t.plan = t.entries[0].kind.plan(t.entries)
		t.even = isEven(t.entries)
	}
}

// retire takes t out of use; the caller holds core.mu. No round that has not
// entered yet will: each looks at the limit after it has counted itself in.
func (c *Core) retire(t *table) {
	if t == nil {
		return
	}
	s := t.slot
	s.table.CompareAndSwap(t, nil)
	if s.number != 0 {
		c.recent[s.number%recents].CompareAndSwap(t, nil)
	}
	last := len(c.standing) - 1
	c.standing[t.at] = c.standing[last]
	c.standing[t.at].at = t.at
	c.standing[last] = nil
	c.standing = shrunk(c.standing[:last])
	c.putToSleep(t)
	t.gate.setLimit(limitRetired)
	c.leaving[t] = struct{}{}
	s.countLeaving(1)
	c.settleRetired(t)
}

// renew retires t and puts a successor with the same listeners in its place.
func (c *Core) renew(t *table) {
	next := &table{
		plan: t.plan, timed: t.timed, async: t.async, traced: t.traced, winding: t.winding, even: t.even, entries: t.entries, slot: t.slot,
	}
	wide := t.gate.wide.Load() != nil
	c.retire(t)
	if wide {
		next.gate.widen()
	}
	c.install(next)
}

// settle moves the counts of t to its listeners; the caller holds core.mu.
func (c *Core) settle(t *table) {
	out, _ := t.gate.counts()
	rounds := out - t.settled
	if rounds == 0 {
		return
	}
	t.settled = out
	t.slot.emits += rounds
	for _, l := range t.entries {
		if l.counted() {
			l.delivered.Add(rounds)
		}
	}
}

// settleRetired settles a retired table that nobody is in any more, forgets it,
// and tells those who wait for that. The caller holds core.mu.
func (c *Core) settleRetired(t *table) {
	inside := t.gate.inside()
	for w := range t.waiters {
		if inside == 0 || w.inside {
			w.signal()
		}
	}
	if _, here := c.leaving[t]; !here || inside > 0 {
		return
	}
	c.settle(t)
	delete(c.leaving, t)
	t.slot.countLeaving(-1)
	for _, l := range t.entries {
		if l.off.Load() {
			l.forget()
		}
	}
}

// undo takes a round back that came to nothing.
//
//go:noinline
func (c *Core) undo(t *table, at *cell) {
	at.undo()
	if at.limit.Load() < 0 {
		c.roundLeft(t)
	}
}

// roundLeft is called by a round that came out of a retired table.
//
//go:noinline
func (c *Core) roundLeft(t *table) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.settleRetired(t)
}

// tablesOf yields the tables that l may be in and whose rounds are not settled.
// The caller holds core.mu.
func (c *Core) tablesOf(l *Listener) iter.Seq[*table] {
	return func(yield func(*table) bool) {
		if l.slot.scope != Exact || l.slot.leaving > 0 {
			for t := range c.leaving {
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
		for _, t := range c.awake {
			if l.slot.covers(t.slot) && !yield(t) {
				return
			}
		}
	}
}

// contains reports whether l is in t: a search by order, which is unique.
func (t *table) contains(l *Listener) bool {
	_, found := slices.BinarySearchFunc(t.entries, l, inOrder)
	return found
}

// serves says which events a table is for, or a listener hears.
func (t *table) serves() string    { return t.slot.serves() }
func (l *Listener) serves() string { return l.slot.serves() }

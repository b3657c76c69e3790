package dispatch

import (
	"slices"
	"strings"
	"sync/atomic"
)

// What a table is beside being in use.
const (
	retired = 1 << iota // out of use: no round enters any more
	awaited             // somebody waits for its rounds to end
	asleep              // no round for a while, so the watch does not look
	young               // no round yet
)

// A table is the immutable list of those who hear one name, in order of
// delivery. It is built at the first emit after a change, so that registering
// n listeners costs one sort and not n copies.
type table struct {
	gate    gate
	plan    any // for a round that may be quick: see round.go
	entries []*Listener
	timed   bool // somebody sees the time stamp
	async   bool // somebody has a queue
	traced  bool // every emit is told of
	slot    *slot

	state   atomic.Uint32 // changed under core.mu, as is the rest
	at      int           // in core.standing
	seen    uint64        // how many rounds had come out when the watch looked last
	watched *lookout      // nil while none lasts
}

func (t *table) addr() uintptr { return addrOf(t) }

// tune sets the gate's limit by the table's state; the caller holds core.mu.
func (t *table) tune() {
	switch state := t.state.Load(); {
	case state&(retired|awaited) != 0:
		t.gate.limit.Store(-1)
	case state&(asleep|young) != 0:
		t.gate.limit.Store(0)
	default:
		t.gate.limit.Store(t.gate.alarm)
	}
}

func (t *table) set(flag uint32)   { t.state.Or(flag); t.tune() }
func (t *table) clear(flag uint32) { t.state.And(^flag); t.tune() }

func (t *table) retired() bool { return t.state.Load()&retired != 0 }

// fresh returns the table of s, built if a change has taken it away. The
// caller holds core.mu.
func (c *Core) fresh(s *slot, name string) *table {
	if t := s.table.Load(); t != nil {
		return t
	}
	t := c.build(s, name)
	t.slot, t.at, t.gate.alarm = s, len(c.standing), c.calm()
	c.vet(t)
	t.state.Store(young)
	if c.limits.Slow > 0 {
		t.state.Or(asleep)
	}
	if c.waiters > 0 {
		t.state.Or(awaited)
	}
	t.tune()
	c.standing = append(c.standing, t)
	s.table.Store(t)
	if s.number != 0 {
		(*c.numbered.Load())[s.number].Store(t)
	}
	return t
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
	slices.SortFunc(t.entries, before)
	t.describe(c)
	return t
}

// describe notes what a round must know before it begins.
func (t *table) describe(c *Core) {
	for _, l := range t.entries {
		t.timed = t.timed || l.timed()
		t.async = t.async || l.async()
	}
	t.traced = c.hooks.Traced != nil || c.observed.Load()
	if len(t.entries) > 0 && !t.traced {
		t.plan = t.entries[0].kind.plan(t.entries)
	}
}

// retire takes t out of use; the caller holds core.mu. No round that has not
// entered yet will: each looks at the limit after it has counted itself in.
func (c *Core) retire(t *table) {
	if t == nil {
		return
	}
	s := t.slot
	s.table.Store(nil)
	if s.number != 0 {
		(*c.numbered.Load())[s.number].Store(nil)
	}
	last := len(c.standing) - 1
	c.standing[t.at] = c.standing[last]
	c.standing[t.at].at = t.at
	c.standing[last] = nil
	c.standing = c.standing[:last]
	if cap(c.standing) > 64 && last < cap(c.standing)/4 {
		c.standing = append(make([]*table, 0, 2*last), c.standing...)
	}
	t.set(retired)
	c.leaving[t] = struct{}{}
	c.fold(t)
}

// fold moves the counts of a retired table that nobody is in any more to its
// listeners, and forgets it. The caller holds core.mu.
func (c *Core) fold(t *table) {
	out, inside := t.gate.counts()
	if _, here := c.leaving[t]; !here || inside != 0 {
		return
	}
	delete(c.leaving, t)
	t.slot.emits += out
	for _, l := range t.entries {
		if l.counted() {
			l.delivered.Add(out)
		}
	}
}

// left is called by a round that came out of a retired table, or of one that
// somebody waits for.
func (c *Core) left(t *table) {
	c.mu.Lock()
	c.fold(t)
	c.mu.Unlock()
	c.wake()
}

// idle reports whether all rounds over t belong to goroutines that wait, or to
// emits that wait for room which only such a goroutine could make.
func (c *Core) idle(t *table) bool {
	_, inside := t.gate.counts()
	left := int(inside)
	if left <= 0 {
		return true
	}
	left -= parkedAt(t.addr())
	for _, l := range t.entries {
		if q := l.queue(); left > 0 && q != nil {
			left -= q.stuck(t.addr())
		}
	}
	return left <= 0
}

// before orders listeners as they are called.
func before(a, b *Listener) int {
	switch {
	case a.priority > b.priority, a.priority == b.priority && a.seq < b.seq:
		return -1
	}
	return 1
}

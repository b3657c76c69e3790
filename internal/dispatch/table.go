package dispatch

import (
	"slices"
	"strings"
	"sync/atomic"
	"unsafe"
)

// An entry is one listener in its place in a table.
type entry struct {
	fast any
	l    *Listener
}

// A table is the immutable list of those who hear one name, in order of
// delivery. It is built at the first emit after a change, so that registering
// n listeners costs one sort and not n copies.
type table struct {
	slot    *slot
	entries []entry
	timed   bool // somebody sees the time stamp
	async   bool // somebody has a queue
	gate    gate
	retired atomic.Bool
}

func (t *table) addr() uintptr { return uintptr(unsafe.Pointer(t)) }

// idle reports whether all rounds over t belong to goroutines that wait, or to
// emits that wait for room which only such a goroutine could make.
func (c *Core) idle(t *table) bool {
	_, inside := t.gate.counts()
	left := int(inside)
	if left <= 0 {
		return true
	}
	left -= parkedAt(t.addr())
	for _, e := range t.entries {
		if left > 0 && e.l.q != nil {
			left -= e.l.q.stuck(t.addr())
		}
	}
	return left <= 0
}

// build collects who hears name: listeners of the name itself, of every
// namespace above it, and of all names. The caller holds core.mu.
func (c *Core) build(name string, own *slot) *table {
	t := &table{}
	t.add(own)
	for i := strings.LastIndexByte(name, '.'); i > 0; i = strings.LastIndexByte(name[:i], '.') {
		t.add(c.space(name[:i]))
	}
	t.add(&c.any)
	slices.SortFunc(t.entries, func(a, b entry) int { return before(a.l, b.l) })
	return t
}

func (t *table) add(s *slot) {
	if s == nil {
		return
	}
	for _, l := range s.listeners {
		t.entries = append(t.entries, entry{l.fast, l})
		t.timed = t.timed || l.timed()
		t.async = t.async || l.Async
	}
}

// retire takes t out of use; the caller holds core.mu. No round that has not
// entered yet will: each looks at the flag after it has counted itself in.
func (c *Core) retire(s *slot) {
	t := s.table.Swap(nil)
	if t == nil {
		return
	}
	delete(c.cached, s)
	t.retired.Store(true)
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
	for _, e := range t.entries {
		if e.l.counted() {
			e.l.delivered.Add(out)
		}
	}
}

// left is called by a round that came out of a retired table, or out of any
// while somebody waits.
func (c *Core) left(t *table) {
	if t.retired.Load() {
		c.mu.Lock()
		c.fold(t)
		c.mu.Unlock()
	}
	c.wake()
}

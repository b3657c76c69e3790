package dispatch

import (
	"time"
)

// lastingRounds are rounds of a retired table that go on, as the watch sees them.
// core.mu guards them.
type lastingRounds struct {
	since    time.Time         // they have begun before
	reported bool              // as slow
	calls    map[*Listener]int // how many were calling which listener, as far as that was seen
}

// settleCounts moves the rounds that t has counted to its listeners' own counts.
// The caller holds core.mu.
func (c *Core) settleCounts(t *table) {
	out, _ := t.gate.roundCounts()
	rounds := out - t.settledRounds
	if rounds == 0 {
		return
	}
	t.settledRounds = out
	t.slot.settledEmits += rounds
	for _, l := range t.entries {
		if l.isCountedByTable() {
			l.delivered.Add(rounds)
		}
	}
}

// settleIfEmpty wakes the waiters of a retired table, and forgets the table if no
// round is inside. The caller holds core.mu. A waiter inside a listener is woken
// each time: it does not wait for rounds that are its own.
func (c *Core) settleIfEmpty(t *table) {
	inside := t.gate.roundsInside()
	for w := range t.waiters {
		if inside == 0 || w.inside {
			w.signal()
		}
	}
	if _, here := c.tablesLeaving[t]; !here || inside > 0 {
		return
	}
	c.settleCounts(t)
	delete(c.tablesLeaving, t)
	t.slot.countLeaving(-1)
	for _, l := range t.entries {
		if l.off.Load() {
			l.forgetHandler()
		}
	}
}

// undoRound takes a round back that was counted in and did not start.
//
//go:noinline
func (c *Core) undoRound(t *table, at *roundCell) {
	at.undoEntry()
	if at.limit.Load() < 0 {
		c.roundLeft(t)
	}
}

// roundLeft is called by a round that has left a retired table.
//
//go:noinline
func (c *Core) roundLeft(t *table) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.settleIfEmpty(t)
}

// leaveTable counts a round out.
func (c *Core) leaveTable(t *table, at *roundCell) {
	at.out.Add(1)
	if at.limit.Load() < 0 {
		c.roundLeft(t)
	}
}

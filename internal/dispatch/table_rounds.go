package dispatch

import (
	"time"
)

// settleCounts moves the counts of t to its listeners; the caller holds core.mu.
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

// settleIfEmpty settles a retired table that nobody is in any more, forgets it,
// and tells those who wait for that. The caller holds core.mu.
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

// undoRound takes a round back that came to nothing.
//
//go:noinline
func (c *Core) undoRound(t *table, at *roundCell) {
	at.undoEntry()
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
	c.settleIfEmpty(t)
}

func (c *Core) leaveTable(t *table, at *roundCell) {
	at.out.Add(1)
	if at.limit.Load() < 0 {
		c.roundLeft(t)
	}
}

// lastingRounds is what the watch knows of a retired table whose rounds go on.
type lastingRounds struct {
	since    time.Time         // when they had begun at the latest
	reported bool              // they were reported as slow
	calls    map[*Listener]int // who they were in then, as far as that was seen
}

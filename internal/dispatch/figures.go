package dispatch

import (
	"slices"
	"time"
)

// A figure is read in two parts: what is settled in the listener itself, and what
// its tables and its queue have counted since. Both must be of one moment, or a
// call would be counted twice or not at all. So the parts that change together
// are read under one lock: the settled calls and the gates of the tables under
// core.mu, all of a queue under its mu.

// Figures are what a listener has done. When nothing is running, Accepted is
// Delivered + Dropped + Pending.
type Figures struct {
	Accepted, Delivered, Failed, Dropped uint64
	Pending, Running, Buffer             int
	Disabled                             bool
	Passed                               uint64    // events that came while it was disabled
	Skipped                              uint64    // of Dropped: what its queue held when it was disabled
	Since                                time.Time // of the longest call that the watch has noticed
	Last                                 *Last     // failure, or nil
	P50, P99                             time.Duration
}

// Listeners returns all listeners with their figures, in order of delivery. Emits
// of new names wait while it copies two lists.
func (c *Core) Listeners() ([]*Listener, map[*Listener]Figures) {
	all, settled, rounds := c.snapshotCounts()
	figures := make(map[*Listener]Figures, len(all))
	sums := make(map[*Listener]callTally, len(all))
	for _, t := range rounds {
		t.addTo(sums)
	}
	for i, l := range all {
		figures[l] = l.sumFigures(settled[i], sums[l])
	}
	slices.SortFunc(all, compareOrder)
	return all, figures
}

// snapshotCounts copies what must be read in one step: the listeners with their
// settled calls, and the tables with their other rounds.
func (c *Core) snapshotCounts() (all []*Listener, settled []uint64, rounds []tableRounds) {
	c.mu.Lock()
	defer c.mu.Unlock()
	all = make([]*Listener, 0, c.listenerCount)
	for o := range c.keptOwners {
		all = append(all, o.listeners...)
	}
	settled = make([]uint64, len(all))
	for i, l := range all {
		settled[i] = l.delivered.Load()
	}
	for _, t := range c.tablesAwake {
		rounds = append(rounds, roundsOf(t))
	}
	for t := range c.tablesLeaving {
		rounds = append(rounds, roundsOf(t))
	}
	return all, settled, rounds
}

// tableRounds are the rounds of a table that are not settled.
type tableRounds struct {
	*table
	out    uint64
	inside int
	since  time.Time
	calls  map[*Listener]int
}

// roundsOf reads the counts of a table; the caller holds core.mu. A table that is
// neither awake nor leaving has none that are not settled.
func roundsOf(t *table) tableRounds {
	out, inside := t.gate.roundCounts()
	r := tableRounds{t, out - t.settledRounds, int(inside), time.Time{}, nil}
	if l := t.lasting; l != nil {
		r.since, r.calls = l.since, l.calls
	}
	return r
}

// A callTally is what the tables of a listener add to its figures.
type callTally struct {
	calls   uint64
	running int
	since   time.Time // of the longest call under way, if it is known
}

// addTo adds what a table says of each of its synchronous listeners.
func (r tableRounds) addTo(sums map[*Listener]callTally) {
	for _, l := range r.entries {
		if l.queue == nil {
			sums[l] = r.addCalls(l, sums[l])
		}
	}
}

// addCalls adds what one table says of l. Which listener a round is calling is
// known if there is only one, or if the round takes long and the watch has
// looked.
func (r tableRounds) addCalls(l *Listener, t callTally) callTally {
	if l.isCountedByTable() {
		t.calls += r.out
	}
	running := r.calls[l]
	if len(r.entries) == 1 {
		running = r.inside
	}
	if t.running += running; running > 0 && !r.since.IsZero() && (t.since.IsZero() || r.since.Before(t.since)) {
		t.since = r.since
	}
	return t
}

// Count returns how many listeners there are.
func (c *Core) Count() (n int) {
	c.mu.Lock()
	defer c.mu.Unlock()
	for o := range c.keptOwners {
		n += len(o.listeners)
	}
	return n
}

// FiguresOf returns one listener's figures, also after it is off.
func (l *Listener) FiguresOf() Figures {
	settled, t := l.unsettledCalls()
	return l.sumFigures(settled, t)
}

// unsettledCalls returns the calls of l that are settled, and what its tables
// add.
func (l *Listener) unsettledCalls() (settled uint64, sum callTally) {
	c := l.owner.core
	c.mu.Lock()
	defer c.mu.Unlock()
	if l.queue == nil {
		for t := range c.tablesOf(l) {
			if t.contains(l) {
				sum = roundsOf(t).addCalls(l, sum)
			}
		}
	}
	return l.delivered.Load(), sum
}

// ListenersTo returns the listeners to a name, in order of delivery.
func (c *Core) ListenersTo(name string) []*Listener {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.buildTable(c.names.get(name), name).entries
}

// Emits returns how often a kept name was emitted, with or without listeners.
func (c *Core) Emits(name string) uint64 {
	c.mu.Lock()
	defer c.mu.Unlock()
	s := c.names.get(name)
	if s == nil {
		return 0
	}
	n := s.settledEmits
	for t := range c.tablesLeaving {
		if t.slot == s {
			n += roundsOf(t).out
		}
	}
	if t := s.table.Load(); t != nil {
		n += roundsOf(t).out
	}
	return n
}

// sumFigures adds up the figures of a listener.
func (l *Listener) sumFigures(settled uint64, t callTally) Figures {
	x := l.options()
	calls := settled + t.calls
	f := Figures{
		Delivered: calls - min(x.roundsSkipped.Load(), calls),
		Failed:    x.failed.Load(),
		Disabled:  x.breaker.open.Load(),
		Passed:    x.breaker.passedWhileOpen.Load(),
		Skipped:   x.breaker.droppedWhileOpen.Load(),
		Running:   t.running,
		Since:     t.since,
	}
	f.Dropped = x.turnsDropped.Load()
	f.Accepted = f.Delivered + f.Dropped
	f.Last = x.lastFailure.Load()
	if t := x.durations.Load(); t != nil {
		f.P50, f.P99 = t.Quantile(0.5), t.Quantile(0.99)
	}
	if q := l.queue; q != nil {
		s := q.currentFigures()
		f.Accepted, f.Delivered, f.Dropped, f.Pending, f.Running, f.Buffer = s.accepted, s.delivered, s.dropped, s.pending, s.running, s.bound
		f.Since = q.longestSince()
	}
	return f
}

package dispatch

import (
	"slices"
	"time"
)

// Figures are what a listener has done. At every quiet moment Accepted is
// Delivered + Dropped + Pending.
type Figures struct {
	Accepted, Delivered, Failed, Dropped uint64
	Pending, Running, Buffer             int
	Disabled                             bool
	Passed                               uint64    // events, while it was disabled
	Skipped                              uint64    // of Dropped: what its queue held when it was disabled
	Since                                time.Time // of the longest call that the watch has noticed
	Last                                 Last      // failure
	P50, P99                             time.Duration
}

// Listeners returns all listeners with their figures, in order of delivery.
func (c *Core) Listeners() ([]*Listener, map[*Listener]Figures) {
	c.mu.Lock()
	defer c.mu.Unlock()
	var all []*Listener
	for _, o := range c.owners {
		all = append(all, o.listeners...)
	}
	slices.SortFunc(all, before)
	figures := make(map[*Listener]Figures, len(all))
	rounds := tallies{}
	for t := range c.tables() {
		rounds.add(t)
	}
	for _, l := range all {
		figures[l] = l.figures(rounds[l])
	}
	return all, figures
}

// Count returns how many listeners there are.
func (c *Core) Count() (n int) {
	c.mu.Lock()
	defer c.mu.Unlock()
	for _, o := range c.owners {
		n += len(o.listeners)
	}
	return n
}

// FiguresOf returns one listener's figures, also after it is off.
func (l *Listener) FiguresOf() Figures {
	c := l.owner.core
	c.mu.Lock()
	defer c.mu.Unlock()
	rounds := tallies{}
	for t := range c.tables() {
		if slices.Contains(t.entries, l) {
			rounds.add(t)
		}
	}
	return l.figures(rounds[l])
}

// Hearers returns who would hear name, in order.
func (c *Core) Hearers(name string) []*Listener {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.build(c.names.get(name), name).entries
}

// Emits returns how often a kept name was emitted, heard or not.
func (c *Core) Emits(name string) uint64 {
	c.mu.Lock()
	defer c.mu.Unlock()
	s := c.names.get(name)
	if s == nil {
		return 0
	}
	n := s.emits
	for t := range c.leaving {
		if t.slot == s {
			out, _ := t.gate.counts()
			n += out
		}
	}
	if t := s.table.Load(); t != nil {
		out, _ := t.gate.counts()
		n += out
	}
	return n
}

// tallies are how often the tables of a listener were gone through that are
// not folded yet.
type tallies map[*Listener]tally

type tally struct {
	out    uint64
	inside int
	since  time.Time
}

func (s tallies) add(t *table) {
	out, inside := t.gate.counts()
	for _, l := range t.entries {
		if !l.async() {
			had := s[l]
			since := t.watched.longest()
			if since.IsZero() || !had.since.IsZero() && had.since.Before(since) {
				since = had.since
			}
			if l.counted() {
				had.out += out
			}
			s[l] = tally{had.out, had.inside + int(inside), since}
		}
	}
}

// figures adds up; the caller holds core.mu.
func (l *Listener) figures(t tally) Figures {
	x := l.seldom()
	f := Figures{
		Delivered: l.delivered.Load() + t.out - min(x.skipped.Load(), l.delivered.Load()+t.out),
		Failed:    x.failed.Load(),
		Disabled:  x.breaker.open.Load(),
		Passed:    x.breaker.passed.Load(),
		Skipped:   x.breaker.skipped.Load(),
		Running:   t.inside,
		Since:     t.since,
	}
	f.Accepted = f.Delivered
	if last := x.last.Load(); last != nil {
		f.Last = *last
	}
	if t := x.times.Load(); t != nil {
		f.P50, f.P99 = t.quantile(0.5), t.quantile(0.99)
	}
	if x.queue != nil {
		q := x.queue.figures()
		f.Accepted, f.Delivered, f.Dropped, f.Pending, f.Running, f.Buffer = q.accepted, q.delivered, q.dropped, q.pending, q.running, q.bound
		f.Since = l.owner.core.watch.sinceOf(l)
	}
	return f
}

package dispatch

import "slices"

// Figures are what a listener has done.
type Figures struct {
	Delivered, Failed, Dropped uint64
	Pending, Running           int
	LastError                  error
}

// Listeners returns all listeners with their figures, in order of delivery.
func (c *Core) Listeners() ([]*Listener, map[*Listener]Figures) {
	c.mu.Lock()
	defer c.mu.Unlock()
	rounds := c.rounds()
	var all []*Listener
	figures := map[*Listener]Figures{}
	for _, o := range c.owners {
		for _, l := range o.listeners {
			all = append(all, l)
			figures[l] = l.figures(rounds[l])
		}
	}
	slices.SortFunc(all, before)
	return all, figures
}

// FiguresOf returns one listener's figures, also after it is off.
func (l *Listener) FiguresOf() Figures {
	c := l.bus.core
	c.mu.Lock()
	defer c.mu.Unlock()
	return l.figures(c.rounds()[l])
}

// Hearers returns who would hear name, in order.
func (c *Core) Hearers(name string) []*Listener {
	c.mu.Lock()
	defer c.mu.Unlock()
	var own *slot
	if s, ok := c.names.Load(name); ok {
		own = s.(*slot)
	}
	t := c.build(name, own)
	var all []*Listener
	for _, e := range t.entries {
		all = append(all, e.l)
	}
	return all
}

// tally is how often the standing tables of a listener were gone through.
type tally struct {
	out    uint64
	inside int
}

// rounds counts what is not folded yet; the caller holds core.mu.
func (c *Core) rounds() map[*Listener]tally {
	sum := map[*Listener]tally{}
	count := func(t *table) {
		out, inside := t.gate.counts()
		for _, e := range t.entries {
			if e.l.counted() {
				had := sum[e.l]
				sum[e.l] = tally{had.out + out, had.inside + int(inside)}
			}
		}
	}
	for s := range c.cached {
		count(s.table.Load())
	}
	for t := range c.leaving {
		count(t)
	}
	return sum
}

func (l *Listener) figures(t tally) Figures {
	f := Figures{
		Delivered: l.delivered.Load() + t.out - l.skipped.Load(),
		Failed:    l.failed.Load(),
		Running:   t.inside,
	}
	if err := l.lastErr.Load(); err != nil {
		f.LastError = *err
	}
	if l.q != nil {
		f.Pending, f.Running, f.Dropped = l.q.figures()
	}
	return f
}

func before(a, b *Listener) int {
	if a.Priority != b.Priority {
		if a.Priority > b.Priority {
			return -1
		}
		return 1
	}
	if a.seq < b.seq {
		return -1
	}
	return 1
}

// Emits returns how often a kept name was emitted, heard or not.
func (c *Core) Emits(name string) uint64 {
	c.mu.Lock()
	defer c.mu.Unlock()
	v, ok := c.names.Load(name)
	if !ok {
		return 0
	}
	s := v.(*slot)
	if t := s.table.Load(); t != nil {
		out, _ := t.gate.counts()
		return s.emits + out
	}
	return s.emits
}

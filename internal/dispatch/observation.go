package dispatch

import (
	"time"

	"github.com/fastpluggy/eventbus/internal/latency"
)

// Observe turns the observation of emits on or off; it may be on several times
// over. While it is on, the hook Observed is called with each emit, and each call
// is timed. Emits pay for it only then: all tables are built again, with it or
// without.
func (c *Core) Observe(on bool) {
	c.mu.Lock()
	defer c.mu.Unlock()
	was := c.observers > 0
	if on {
		c.observers++
	} else {
		c.observers--
	}
	now := c.observers > 0
	if was == now {
		return
	}
	c.observed.Store(now)
	for i := len(c.tablesInUse) - 1; i >= 0; i-- {
		c.retireTable(c.tablesInUse[i])
	}
	if !now {
		c.forgetDurations()
	}
}

// forgetDurations drops the histograms of all listeners. The caller holds core.mu.
func (c *Core) forgetDurations() {
	for o := range c.keptOwners {
		for _, l := range o.listeners {
			if x := l.optional.Load(); x != nil {
				x.durations.Store(nil)
			}
		}
	}
}

// Observed reports whether observation is on.
func (c *Core) Observed() bool { return c.observed.Load() }

// noteDuration notes how long a call has taken that began then. A zero time means
// that the call was not timed.
func (l *Listener) noteDuration(began time.Time) {
	if began.IsZero() {
		return
	}
	d := time.Since(began)
	x := l.needOptions()
	h := x.durations.Load()
	if h == nil {
		x.durations.CompareAndSwap(nil, new(latency.Histogram))
		if h = x.durations.Load(); h == nil { // observation has just ended
			return
		}
	}
	h.Add(d)
	if !l.owner.core.observed.Load() { // it ended during the call
		x.durations.Store(nil)
	}
}

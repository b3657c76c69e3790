package dispatch

import (
	"math/bits"
	"sync/atomic"
	"time"
)

// Observe turns the observation of emits on or off; it may be on several times
// over. While it is on, each emit is told to the hook Observed and each call is
// timed. Emits pay for it only then: the tables are built anew, with or without.
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
	if now {
		return
	}
	for o := range c.keptOwners {
		for _, l := range o.listeners {
			if r := l.optional.Load(); r != nil {
				r.durations.Store(nil)
			}
		}
	}
}

// Observed reports whether observation is on.
func (c *Core) Observed() bool { return c.observed.Load() }

// took notes how long a call has taken that began then, or nothing where
// began is zero.
func (l *Listener) noteDuration(began time.Time) {
	if began.IsZero() {
		return
	}
	d := time.Since(began)
	r := l.needOptions()
	t := r.durations.Load()
	if t == nil {
		r.durations.CompareAndSwap(nil, new(times))
		if t = r.durations.Load(); t == nil { // observation has just ended
			return
		}
	}
	t.add(d)
	if !l.owner.core.observed.Load() { // it ended while the call went on
		r.durations.Store(nil)
	}
}

// times counts calls by how long they took, in buckets of which each is about
// a fifth wider than the one before: 480 bytes from 64 ns to a minute.
type times struct {
	n [octaves * fourths]atomic.Uint32
}

const (
	octaves = 30
	fourths = 4
	shortly = 6 // the first bucket is all below 2 to this power of nanoseconds
)

func (t *times) add(d time.Duration) { t.n[bucket(d)].Add(1) }

func bucket(d time.Duration) int {
	n := uint64(max(d, 0))
	e := bits.Len64(n) - 1
	if e < shortly {
		return 0
	}
	part := n >> (e - 2) & 3
	return min((e-shortly)*fourths+int(part), octaves*fourths-1)
}

// middle returns the middle of a bucket.
func middle(i int) time.Duration {
	low := time.Duration(1) << (i/fourths + shortly)
	return low + low*time.Duration(2*(i%fourths)+1)/8
}

// quantile returns how long the call took that a share of them were not longer
// than, to an eighth; zero where there was none.
func (t *times) quantile(share float64) time.Duration {
	var sum, upTo uint64
	for i := range t.n {
		sum += uint64(t.n[i].Load())
	}
	for i := range t.n {
		upTo += uint64(t.n[i].Load())
		if upTo > 0 && float64(upTo) >= share*float64(sum) {
			return middle(i)
		}
	}
	return 0
}

package dispatch

import (
	"slices"
	"sync"
	"sync/atomic"
	"time"
)

// The watch finds calls that last too long without a clock in their way. A
// timer goes off four times in the threshold, while there are rounds and calls
// at all. Each time it turns the phase of every table in use: a round that
// after four turns is still in the phase before has lasted as long as that.
// A worker that has ended no call meanwhile likewise. Who they are, and where
// they are stuck, is then read off all goroutines' stacks (culprit.go).

// turns is how many ticks make a threshold.
const turns = 4

// A watch is a core's timer and what it has seen.
type watch struct {
	on   atomic.Bool
	pace map[*Listener]map[*seat]*pace // guarded by core.mu

	mu     sync.Mutex // guards the timer; no other lock is taken under it
	timer  *time.Timer
	closed bool
}

// A lookout is what the watch knows of a table with rounds that last.
type lookout struct {
	since time.Time // they began before that
	ticks int
	slow  int             // how many were reported
	told  map[string]bool // their goroutines
}

// A pace is how far a worker was when the watch looked last.
type pace struct {
	calls uint64
	since time.Time
	ticks int
}

// A suspect is a table or queue with calls that last too long.
type suspect struct {
	addr      uintptr
	in        map[uintptr]bool // the pairs or seats of those calls; nil: all
	event     string
	since     time.Time
	listeners []*Listener
	told      map[string]bool
}

// awaken makes the watch look at t again. The caller holds core.mu.
func (c *Core) awaken(t *table) {
	t.clear(asleep)
	c.stir()
}

// stir sets the timer, unless it is set.
func (c *Core) stir() {
	if c.limits.Slow == 0 || c.watch.on.Load() || c.watch.on.Swap(true) {
		return
	}
	w := &c.watch
	w.mu.Lock()
	defer w.mu.Unlock()
	if !w.closed { // a new timer each time: the old one may be of another synctest bubble
		w.timer = time.AfterFunc(max(1, c.limits.Slow/turns), c.tick)
	}
}

// end stops the timer for good.
func (w *watch) end() {
	w.mu.Lock()
	defer w.mu.Unlock()
	w.closed = true
	if w.timer != nil {
		w.timer.Stop()
	}
}

// tick looks at everything that is awake. The timer counts as off meanwhile, so
// that what begins to run behind its back sets it again.
func (c *Core) tick() {
	c.watch.on.Store(false)
	suspects, awake := c.lookAround(time.Now())
	if awake {
		c.stir()
	}
	if len(suspects) > 0 {
		c.expose(suspects)
	}
}

func (c *Core) lookAround(now time.Time) (suspects []suspect, awake bool) {
	c.mu.Lock()
	defer c.mu.Unlock()
	for _, t := range slices.Collect(c.tables()) {
		if t.state.Load()&asleep == 0 && c.lookAt(t, now, &suspects) {
			awake = true
		}
	}
	if c.watch.pace == nil {
		c.watch.pace = map[*Listener]map[*seat]*pace{}
	}
	for _, o := range c.owners {
		for _, l := range o.listeners {
			awake = c.lookInto(l, now, &suspects) || awake
		}
	}
	for l := range c.ending {
		awake = c.lookInto(l, now, &suspects) || awake
	}
	return suspects, awake
}

// lookAt turns the phase of a table, or finds that rounds of the phase before
// are still inside. It reports whether there is reason to look again.
func (c *Core) lookAt(t *table, now time.Time, suspects *[]suspect) (awake bool) {
	out, inside := t.gate.counts()
	if int64(inside) < t.gate.alarm/2 {
		t.gate.settle(c.calm())
		t.tune()
	}
	if inside == 0 && out == t.seen {
		t.set(asleep)
		if again, inside := t.gate.counts(); inside == 0 && again == t.seen {
			t.watched = nil
			return false
		}
		t.clear(asleep)
	}
	t.seen = out
	slow := t.gate.older()
	if t.retired() { // no round is new
		slow = inside
	}
	if slow == 0 {
		t.watched = nil
		t.gate.phase.Add(1)
		return true
	}
	if t.watched == nil {
		t.watched = &lookout{since: now.Add(-c.limits.Slow / turns), told: map[string]bool{}}
	}
	if w := t.watched; w.ticks < turns {
		w.ticks++
	} else if int(slow) > w.slow {
		w.slow = int(slow)
		*suspects = append(*suspects, c.suspect(t))
	}
	return true
}

// suspect takes the table out of use: what is emitted from now on is watched in
// another, however long its slow rounds stay. Those of the newer phase have a
// threshold of their own.
func (c *Core) suspect(t *table) suspect {
	s := suspect{t.addr(), nil, t.serves(), t.watched.since, t.entries, t.watched.told}
	if !t.retired() {
		s.in = t.gate.olderPairs()
		c.retire(t)
		t.watched.ticks = 0 // those of the newer phase have their own threshold
	}
	return s
}

// lookInto compares how far a listener's workers are with what was seen last.
func (c *Core) lookInto(l *Listener, now time.Time, suspects *[]suspect) (awake bool) {
	q := l.queue()
	if q == nil {
		return false
	}
	addr, calls := q.progress()
	if len(calls) == 0 {
		delete(c.watch.pace, l)
		return !q.resting()
	}
	before := c.watch.pace[l]
	s := suspect{addr: addr, in: map[uintptr]bool{}, event: l.serves(), listeners: []*Listener{l}, told: map[string]bool{}}
	paces := make(map[*seat]*pace, len(calls))
	for seat, n := range calls {
		p := before[seat]
		if p == nil || p.calls != n {
			p = &pace{calls: n, since: now}
		} else if p.ticks++; p.ticks == turns {
			s.since = p.since
			s.in[addrOf(seat)] = true
		}
		paces[seat] = p
	}
	c.watch.pace[l] = paces
	if len(s.in) > 0 {
		*suspects = append(*suspects, s)
	}
	return true
}

// sinceOf returns when the longest call of a listener's workers was noticed
// that has been seen twice; the caller holds core.mu.
func (w *watch) sinceOf(l *Listener) (since time.Time) {
	for _, p := range w.pace[l] {
		if p.ticks > 0 && (since.IsZero() || p.since.Before(since)) {
			since = p.since
		}
	}
	return since
}

// longest returns when the rounds began that last, or zero.
func (w *lookout) longest() time.Time {
	if w == nil {
		return time.Time{}
	}
	return w.since
}

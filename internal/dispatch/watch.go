package dispatch

import (
	"sync"
	"sync/atomic"
	"time"
	"weak"
)

// The watch finds calls that last too long without a clock in their way, and
// keeps the coarse clock. Its timer goes off every 50 ms while there are rounds or
// calls at all. Four times in the threshold it looks at everything that is awake:
// a table that has rounds inside is renewed, so that those are alone in the
// retired one. If they are still there a threshold later, they have lasted as
// long. A worker that has ended no call meanwhile likewise. Who they are, and
// where they are stuck, is then read off all goroutines' stacks (blame.go).

const (
	// clockTick is how old the coarse clock may be, and so how exact the time of
	// an event is that no listener has asked the time of.
	clockTick = 50 * time.Millisecond
	// looks is how often the watch looks in a threshold.
	looks = 4
	// idleLook is how often it looks if slow calls are not reported.
	idleLook = 1250 * time.Millisecond
)

// A watch is a core's timer.
type watch struct {
	on     atomic.Bool
	looked atomic.Int64 // when it looked last, or was set up to

	mu     sync.Mutex // guards the timer; no other lock is taken under it
	timer  *time.Timer
	closed bool
}

// stir sets the timer, unless it is set.
func (w *watch) stir(c *Core) {
	if w.on.Load() || w.on.Swap(true) {
		return
	}
	now := time.Now()
	c.setClock(now)
	if last := w.looked.Load(); now.UnixNano()-last >= int64(c.lookEvery()) {
		w.looked.CompareAndSwap(last, now.UnixNano()) // it was off
	}
	w.mu.Lock()
	defer w.mu.Unlock()
	if !w.closed { // a new timer each time: the old one may be of another synctest bubble
		forgotten := weak.Make(c) // a bus that nobody has need not wait for its timer
		w.timer = time.AfterFunc(min(clockTick, c.lookEvery()), func() {
			if c := forgotten.Value(); c != nil {
				c.tick()
			}
		})
	}
}

// setClock sets the clock to the moment before now, so that a time which was read
// off it is never taken for an exact one.
func (c *Core) setClock(now time.Time) { c.clock.Store(now.UnixNano() - 1) }

func (c *Core) lookEvery() time.Duration {
	if c.limits.Slow == 0 {
		return idleLook
	}
	return max(1, c.limits.Slow/looks)
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

// tick sets the clock, and looks if it is time to. The timer counts as off
// meanwhile, so that what begins to run behind its back sets it again.
func (c *Core) tick() {
	c.watch.on.Store(false)
	now := time.Now()
	c.setClock(now)
	suspects, awake := c.lookAround(now)
	loop := c.sampleLoops(now)
	if awake || !c.busy.empty() {
		c.watch.stir(c) // before anybody is told: that may take for ever
	}
	if loop != nil {
		c.hooks.Looping(*loop)
	}
	if len(suspects) > 0 {
		c.blame(suspects)
	}
}

// lookAround looks at all tables and queues that are at work. It reports whether
// there is reason to look again.
func (c *Core) lookAround(now time.Time) (suspects []suspect, awake bool) {
	c.mu.Lock()
	defer c.mu.Unlock()
	if now.UnixNano()-c.watch.looked.Load() < int64(c.lookEvery()) {
		return nil, len(c.awake)+len(c.leaving) > 0
	}
	c.watch.looked.Store(now.UnixNano())
	for i := len(c.awake) - 1; i >= 0; i-- { // what is renewed or put to sleep fills its place from the end
		c.lookAtTable(c.awake[i], now)
	}
	for t := range c.leaving {
		if l := t.lasting; l == nil {
			t.lasting = &lasting{since: now}
		} else if c.limits.Slow > 0 && !l.told && now.Sub(l.since) >= c.limits.Slow {
			l.told = true
			suspects = append(suspects, suspect{table: t, event: t.serves(), since: l.since})
		}
	}
	for _, q := range c.busy.all() {
		q.trimIdle()
		if c.limits.Slow > 0 {
			if s := q.lookForSlow(now, c.limits.Slow); s != nil {
				suspects = append(suspects, *s)
			}
		}
	}
	return suspects, len(c.awake)+len(c.leaving) > 0
}

// lookAtTable renews a table that rounds are inside, and puts one to sleep that
// has had none since the last look. The caller holds core.mu.
func (c *Core) lookAtTable(t *table, now time.Time) {
	out, inside := t.gate.counts()
	switch {
	case inside > 0:
		t.lasting = &lasting{since: now}
		c.renew(t)
	case out == t.seen:
		t.gate.setLimit(limitLook) // from now on a round looks, and awakens it
		if again, inside := t.gate.counts(); inside == 0 && again == out {
			c.settle(t)
			c.putToSleep(t)
		}
	default:
		t.seen = out
	}
}

// A progress is how far the workers of a queue were when the watch looked last.
// It is guarded by the queue's lock.
type progress map[*seat]*pace

type pace struct {
	calls uint64
	since time.Time
	told  bool
}

// lookForSlow compares how far a queue's workers are with what was seen last, and
// returns those that have been in one call for longer than slow, once each.
func (q *queue) lookForSlow(now time.Time, slow time.Duration) *suspect {
	q.mu.Lock()
	defer q.mu.Unlock()
	calls := q.callsBySeat()
	fresh := make(progress, len(calls))
	var in []uintptr
	var since time.Time
	for s, n := range calls {
		p := q.progress[s]
		if p == nil || p.calls != n {
			p = &pace{calls: n, since: now}
		} else if !p.told && now.Sub(p.since) >= slow {
			p.told, since = true, p.since
			in = append(in, addrOf(s))
		}
		fresh[s] = p
	}
	q.progress = fresh
	if in == nil {
		return nil
	}
	return &suspect{queue: q, seats: in, event: q.l.serves(), since: since}
}

// callsBySeat counts the calls of each worker that is in one. A worker that has
// the queue to itself has no seat. The caller holds the lock.
func (q *queue) callsBySeat() map[*seat]uint64 {
	if q.callsUnderWay() == 0 {
		return nil
	}
	calls := map[*seat]uint64{}
	for _, s := range q.seats {
		calls[s] = s.calls.Load()
	}
	if len(q.seats) == 0 {
		calls[nil] = q.done.Load()
	}
	return calls
}

// since returns when the longest call of a queue's workers was noticed that has
// been seen twice.
func (q *queue) since() (since time.Time) {
	q.mu.Lock()
	defer q.mu.Unlock()
	calls := q.callsBySeat()
	for s, p := range q.progress {
		if n, in := calls[s]; in && n == p.calls && (since.IsZero() || p.since.Before(since)) {
			since = p.since
		}
	}
	return since
}

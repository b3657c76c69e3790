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
	// looksPerThreshold is how often the watch looks in a threshold.
	looksPerThreshold = 4
	// idleLookInterval is how often it looks if slow calls are not reported.
	idleLookInterval = 1250 * time.Millisecond
)

// A busWatch is a core's timer.
type busWatch struct {
	armed    atomic.Bool
	lastLook atomic.Int64 // when it looked last, or was set up to

	mu     sync.Mutex // guards the timer; no other lock is taken under it
	timer  *time.Timer
	closed bool
}

// armTimer sets the timer, unless it is set.
func (w *busWatch) armTimer(c *Core) {
	if w.armed.Load() || w.armed.Swap(true) {
		return
	}
	now := time.Now()
	c.setClock(now)
	if last := w.lastLook.Load(); now.UnixNano()-last >= int64(c.lookInterval()) {
		w.lastLook.CompareAndSwap(last, now.UnixNano()) // it was off
	}
	w.mu.Lock()
	defer w.mu.Unlock()
	if !w.closed { // a new timer each time: the old one may be of another synctest bubble
		forgotten := weak.Make(c) // a bus that nobody has need not wait for its timer
		w.timer = time.AfterFunc(min(clockTick, c.lookInterval()), func() {
			if c := forgotten.Value(); c != nil {
				c.tick()
			}
		})
	}
}

// setClock sets the clock to the moment before now, so that a time which was read
// off it is never taken for an exact one.
func (c *Core) setClock(now time.Time) { c.clock.Store(now.UnixNano() - 1) }

func (c *Core) lookInterval() time.Duration {
	if c.limits.Slow == 0 {
		return idleLookInterval
	}
	return max(1, c.limits.Slow/looksPerThreshold)
}

// stopTimer stops the timer for good.
func (w *busWatch) stopTimer() {
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
	c.watch.armed.Store(false)
	now := time.Now()
	c.setClock(now)
	suspects, awake := c.lookAround(now)
	loop := c.sampleLoops(now)
	if awake || !c.busyQueues.empty() {
		c.watch.armTimer(c) // before anybody is told: that may take for ever
	}
	c.warnIfUnreadable()
	if loop != nil {
		c.hooks.Looping(*loop)
	}
	if len(suspects) > 0 {
		c.reportSlowCalls(suspects)
	}
}

// lookAround looks at all tables and queues that are at work. It reports whether
// there is reason to look again.
func (c *Core) lookAround(now time.Time) (suspects []slowSuspect, awake bool) {
	c.mu.Lock()
	defer c.mu.Unlock()
	if now.UnixNano()-c.watch.lastLook.Load() < int64(c.lookInterval()) {
		return nil, len(c.tablesAwake)+len(c.tablesLeaving) > 0
	}
	c.watch.lastLook.Store(now.UnixNano())
	for i := len(c.tablesAwake) - 1; i >= 0; i-- { // what is renewed or put to sleep fills its place from the end
		c.lookAtTable(c.tablesAwake[i], now)
	}
	for t := range c.tablesLeaving {
		if l := t.lasting; l == nil {
			t.lasting = &lastingRounds{since: now}
		} else if c.limits.Slow > 0 && !l.reported && now.Sub(l.since) >= c.limits.Slow {
			l.reported = true
			suspects = append(suspects, slowSuspect{table: t, event: t.eventPattern(), since: l.since})
		}
	}
	for _, q := range c.busyQueues.all() {
		q.shrinkWhenIdle()
		if c.limits.Slow > 0 {
			if s := q.slowWorkers(now, c.limits.Slow); s != nil {
				suspects = append(suspects, *s)
			}
		}
	}
	return suspects, len(c.tablesAwake)+len(c.tablesLeaving) > 0
}

// lookAtTable renews a table that rounds are inside, and puts one to sleep that
// has had none since the last look. The caller holds core.mu.
func (c *Core) lookAtTable(t *table, now time.Time) {
	out, inside := t.gate.roundCounts()
	switch {
	case inside > 0:
		t.lasting = &lastingRounds{since: now}
		c.renewTable(t)
	case out == t.roundsSeen:
		t.gate.setLimit(limitLook) // from now on a round looks, and awakens it
		if again, inside := t.gate.roundCounts(); inside == 0 && again == out {
			c.settleCounts(t)
			c.putToSleep(t)
		}
	default:
		t.roundsSeen = out
	}
}

// A workerProgress is how far the workers of a queue were when the watch looked last.
// It is guarded by the queue's lock.
type workerProgress map[*workerSeat]*callProgress

type callProgress struct {
	calls    uint64
	since    time.Time
	reported bool
}

// slowWorkers compares how far a queue's workers are with what was seen last, and
// returns those that have been in one call for longer than slow, once each.
func (q *queue) slowWorkers(now time.Time, slow time.Duration) *slowSuspect {
	q.mu.Lock()
	defer q.mu.Unlock()
	calls := q.callsByWorker()
	fresh := make(workerProgress, len(calls))
	var in []uintptr
	var since time.Time
	for s, n := range calls {
		p := q.lastProgress[s]
		if p == nil || p.calls != n {
			p = &callProgress{calls: n, since: now}
		} else if !p.reported && now.Sub(p.since) >= slow {
			p.reported, since = true, p.since
			in = append(in, addrOf(s))
		}
		fresh[s] = p
	}
	q.lastProgress = fresh
	if in == nil {
		return nil
	}
	return &slowSuspect{queue: q, seats: in, event: q.l.eventPattern(), since: since}
}

// callsByWorker counts the calls of each worker that is in one. A worker that has
// the queue to itself has no seat. The caller holds the lock.
func (q *queue) callsByWorker() map[*workerSeat]uint64 {
	if q.callsUnderWay() == 0 {
		return nil
	}
	calls := map[*workerSeat]uint64{}
	for _, s := range q.activeWorkers {
		calls[s] = s.calls.Load()
	}
	if len(q.activeWorkers) == 0 {
		calls[nil] = q.callsDone.Load()
	}
	return calls
}

// longestSince returns when the longest call of a queue's workers was noticed that has
// been seen twice.
func (q *queue) longestSince() (since time.Time) {
	q.mu.Lock()
	defer q.mu.Unlock()
	calls := q.callsByWorker()
	for s, p := range q.lastProgress {
		if n, in := calls[s]; in && n == p.calls && (since.IsZero() || p.since.Before(since)) {
			since = p.since
		}
	}
	return since
}

package dispatch

import (
	"sync"
	"sync/atomic"
	"time"
	"weak"
)

// The watch finds calls that take long, without costing them a look at the clock,
// and keeps the coarse clock. Its timer fires every 50 ms while there are rounds
// or queued events.
//
// Four times in the threshold for slow calls it looks at everything that is
// awake. A table with rounds inside is renewed, so that no new rounds join them
// in the retired table. If they are still there a threshold later, they are slow.
// So is a worker that has ended no call for that long. Which listener it is, and
// where it is stuck, is then read off all goroutines' stacks (slowcall.go).

const (
	// clockTick is how old the coarse clock may be. The time of an event for which
	// no listener sees the time is as exact as that.
	clockTick = 50 * time.Millisecond
	// looksPerThreshold is how often the watch looks in a threshold for slow calls.
	looksPerThreshold = 4
	// idleLookInterval is how often it looks if slow calls are not reported.
	idleLookInterval = 1250 * time.Millisecond
)

// A busWatch is the timer of a core. The timer is armed by the first round or
// queued event after a quiet time, and by each tick while there are some. It starts
// a tick on a goroutine of its own; two ticks may overlap if the first one reports
// something to a slow hook.
//
// armed and lastLook are atomic. mu guards the timer; no other lock is taken under
// it.
type busWatch struct {
	armed    atomic.Bool
	lastLook atomic.Int64 // when the watch looked last, or would have if it had been armed: unix nanoseconds

	mu     sync.Mutex
	timer  *time.Timer
	closed bool // the bus is closed, and the timer stays off
}

// armTimer starts the timer, unless it is running.
func (w *busWatch) armTimer(c *Core) {
	if w.armed.Load() || w.armed.Swap(true) {
		return
	}
	now := time.Now()
	c.setClock(now)
	if last := w.lastLook.Load(); now.UnixNano()-last >= int64(c.lookInterval()) {
		w.lastLook.CompareAndSwap(last, now.UnixNano()) // the timer was off for long
	}
	w.mu.Lock()
	defer w.mu.Unlock()
	if !w.closed { // a new timer each time: the old one may belong to another synctest bubble
		forgotten := weak.Make(c) // the timer must not keep a bus alive that is not used any more
		w.timer = time.AfterFunc(min(clockTick, c.lookInterval()), func() {
			if c := forgotten.Value(); c != nil {
				c.tick()
			}
		})
	}
}

// setClock sets the coarse clock to the moment before now, so that a time which
// was read off it is never taken for an exact one.
func (c *Core) setClock(now time.Time) { c.clock.Store(now.UnixNano() - 1) }

// lookInterval is how often the watch looks at what is awake.
func (c *Core) lookInterval() time.Duration {
	if c.limits.Slow == 0 {
		return idleLookInterval
	}
	return max(1, c.limits.Slow/looksPerThreshold)
}

// stopTimer stops the timer permanently.
func (w *busWatch) stopTimer() {
	w.mu.Lock()
	defer w.mu.Unlock()
	w.closed = true
	if w.timer != nil {
		w.timer.Stop()
	}
}

// tick sets the clock, and looks if it is time to. The timer counts as off during
// that, so that a round or event that begins then arms it again.
func (c *Core) tick() {
	c.watch.armed.Store(false)
	now := time.Now()
	c.setClock(now)
	suspects, awake := c.lookAround(now)
	loop := c.sampleLoops(now)
	if awake || !c.busyQueues.empty() {
		c.watch.armTimer(c) // before the hooks are called: they may take for ever
	}
	c.warnIfUnreadable()
	if loop != nil {
		c.hooks.Looping(*loop)
	}
	if len(suspects) > 0 {
		c.reportSlowCalls(suspects)
	}
}

// lookAround looks at all tables and queues that have work. It reports whether
// there is reason to look again.
func (c *Core) lookAround(now time.Time) (suspects []slowSuspect, awake bool) {
	c.mu.Lock()
	defer c.mu.Unlock()
	if now.UnixNano()-c.watch.lastLook.Load() < int64(c.lookInterval()) {
		return nil, len(c.tablesAwake)+len(c.tablesLeaving) > 0
	}
	c.watch.lastLook.Store(now.UnixNano())
	for i := len(c.tablesAwake) - 1; i >= 0; i-- { // a table that is renewed or put to sleep leaves its place to the last one
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

// lookAtTable renews a table with rounds inside, and puts one to sleep that has
// had no round since the last look. The caller holds core.mu.
func (c *Core) lookAtTable(t *table, now time.Time) {
	out, inside := t.gate.roundCounts()
	switch {
	case inside > 0:
		t.lasting = &lastingRounds{since: now}
		c.renewTable(t)
	case out == t.roundsSeen:
		t.gate.setLimit(limitLook) // from now on a round looks at its stack, and wakes the table
		if again, inside := t.gate.roundCounts(); inside == 0 && again == out {
			c.settleCounts(t)
			c.putToSleep(t)
		}
	default:
		t.roundsSeen = out
	}
}

// A workerProgress is how far the workers of a queue were when the watch looked
// last. The queue's mu guards it.
type workerProgress map[*workerSeat]*callProgress

// A callProgress is the call that a worker was in then.
type callProgress struct {
	calls    uint64
	since    time.Time
	reported bool
}

// slowWorkers compares how far the workers of a queue are with what was seen
// last. It returns those that have been in one call for longer than slow, each
// call once.
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

// callsByWorker counts the ended calls of each worker that is in a call. A worker
// that has the queue to itself has no seat, and is under nil. The caller holds
// the lock.
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

// longestSince returns when the longest call of the workers was first seen, if
// the watch has seen it twice.
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

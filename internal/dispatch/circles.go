package dispatch

import "sync"

// Whoever waits inside a listener may be what others wait for, and they what it
// waits for. Such a circle must not close. circles knows all goroutines that wait
// inside a listener, on whatever bus, what they hold (the rounds and calls on
// their stacks) and what they wait for. Nobody waits for a goroutine that is
// outside all listeners, so those are not in here, and wait for all.
var circles struct {
	mu      sync.Mutex // taken after core.mu, before a queue's and an emitWait's
	waiters map[*waiter]struct{}
}

// A waiter is a goroutine that waits in EmitWait, OffWait, Drain, Close, or for
// its turn. What it waits for is set under circles.mu if it is inside.
type waiter struct {
	core          *Core         // nil, as is wake, in EmitWait or for its turn
	wake          chan struct{} // holds one
	inside        bool
	neverGivesWay bool // it waits for its turn or in EmitWait, so the others of a circle must give way
	stack         stackView
	targets       []waitTarget
	emitWait      *emitWait // instead of targets: the queues that its copies are in now
}

// awaited is what w waits for now; the caller holds circles.mu. A queue that has
// had an emit's event is not waited for any more, whatever it does next.
func (w *waiter) awaitedTargets() []waitTarget {
	if w.emitWait != nil {
		return w.emitWait.queueTargets()
	}
	return w.targets
}

// A target is what a waiter waits for: the rounds over a retired table, events of
// a queue, or somebody's turn.
type waitTarget struct {
	table *table
	queue *queue
	turn  *turnstile

	upTo          uint64 // of queue: events numbered up to that
	atRest        bool   // or all of them, and the workers
	doneWhenTaken uint64 // or calls that had ended when all of them had been taken
	allTaken      bool
}

func (t waitTarget) address() uintptr {
	switch {
	case t.table != nil:
		return addrOf(t.table)
	case t.queue != nil:
		return addrOf(t.queue)
	}
	return addrOf(t.turn)
}

// newWaiter looks at where the calling goroutine is. own is how many rounds on
// its stack are the caller's own and have let go of their table.
func newWaiter(c *Core, own int) *waiter {
	w := &waiter{core: c, stack: lookAtStack()}
	if c != nil {
		w.wake = make(chan struct{}, 1)
	}
	if w.inside = w.stack.rounds+w.stack.calls > own; w.inside {
		w.stack.readMarks()
		w.stack.forgetInnermost(own)
	}
	return w
}

// blind reports whether w is inside a listener and can't say which.
func (w *waiter) cannotTellWhere() bool { return w.inside && !frameNames.readable }

func (w *waiter) signal() {
	select {
	case w.wake <- struct{}{}:
	default:
	}
}

// enter makes w known, if it is inside, with what it waits for, and lets those
// look again who wait for w, directly or through others: one who waits in EmitWait
// or for its turn does not give way, so somebody behind it must. leave ends that.
func (w *waiter) beginWait(targets []waitTarget) {
	if !w.inside {
		w.targets = targets
		return
	}
	circles.mu.Lock()
	defer circles.mu.Unlock()
	w.targets = targets
	if circles.waiters == nil {
		circles.waiters = map[*waiter]struct{}{}
	}
	circles.waiters[w] = struct{}{}
	w.signalBehind()
}

// signalBehind lets those look again who wait for w, directly or through others.
// The caller holds circles.mu.
func (w *waiter) signalBehind() {
	seen := map[*waiter]bool{w: true}
	for next := []*waiter{w}; len(next) > 0; next = next[1:] {
		for other := range circles.waiters {
			if !seen[other] && other.waitsFor(next[0]) {
				seen[other] = true
				other.signal()
				next = append(next, other)
			}
		}
	}
}

// waitsFor reports whether w waits for what other holds, or for emits that wait
// for it. The caller holds circles.mu.
func (w *waiter) waitsFor(other *waiter) bool {
	for _, t := range w.awaitedTargets() {
		for _, addr := range t.blockingAddresses() {
			if other.stack.marksAt(addr) > 0 {
				return true
			}
		}
	}
	return false
}

func (w *waiter) endWait() {
	if !w.inside {
		return
	}
	circles.mu.Lock()
	defer circles.mu.Unlock()
	delete(circles.waiters, w)
	w.targets, w.emitWait = nil, nil
}

func (w *waiter) waitsForAny(marks []foundMark) bool {
	for _, t := range w.awaitedTargets() {
		for _, m := range marks {
			if m.stackMark[0] == t.address() {
				return true
			}
		}
	}
	return false
}

// circlesChanged lets those look again who wait inside a listener for one of the
// rounds or calls, whose goroutine is about to wait for room.
func (c *Core) circlesChanged(marks []foundMark) {
	circles.mu.Lock()
	defer circles.mu.Unlock()
	for w := range circles.waiters {
		if w.waitsForAny(marks) {
			w.signal()
		}
	}
}

// heldUp counts the marks of an address whose goroutines are w itself, or wait
// for w, directly or through others: what w must not wait for. The caller holds
// circles.mu.
func (w *waiter) heldBehind(addr uintptr) int {
	n := w.stack.marksAt(addr)
	for other := range circles.waiters {
		if other == w {
			continue
		}
		if held := other.stack.marksAt(addr); held > 0 && other.leadsTo(w, anyWait, map[*waiter]bool{}) {
			n += held
		}
	}
	return n
}

// Which waiters a way through a circle may lead through.
const (
	anyWait  = false
	firmWait = true
)

// reaches reports whether w waits for goal, directly or through others; if
// onlyFirm, through those that don't give way. The caller holds circles.mu.
func (w *waiter) leadsTo(goal *waiter, onlyFirm bool, seen map[*waiter]bool) bool {
	if seen[w] || onlyFirm && !w.neverGivesWay {
		return false
	}
	seen[w] = true
	for _, t := range w.awaitedTargets() {
		for _, addr := range t.blockingAddresses() {
			if goal.stack.marksAt(addr) > 0 {
				return true
			}
			for other := range circles.waiters {
				if other.stack.marksAt(addr) > 0 && other.leadsTo(goal, onlyFirm, seen) {
					return true
				}
			}
		}
	}
	return false
}

// addrs are those of the target, and of queues that emits in its rounds wait for.
func (t waitTarget) blockingAddresses() []uintptr {
	all := []uintptr{t.address()}
	if t.table == nil {
		return all
	}
	for _, l := range t.table.entries {
		if q := l.queue; q != nil && q.roundsWaitingForRoom(all[0]) > 0 {
			all = append(all, addrOf(q))
		}
	}
	return all
}

// blocks counts the rounds over a table that wait for room in q.
func (q *queue) roundsWaitingForRoom(table uintptr) (rounds int) {
	if !q.attention.Load() {
		return 0
	}
	q.mu.Lock()
	defer q.mu.Unlock()
	for _, w := range q.roomWaiters {
		rounds += w.stack.marksAt(table)
	}
	return rounds
}

// stuckIn counts the rounds over a table that wait for room which only
// goroutines could make that are held up by w.
func (w *waiter) roundsStuckBehind(t *table) (rounds int) {
	for _, l := range t.entries {
		if q := l.queue; q != nil && q.attention.Load() {
			held := w.heldBehind(addrOf(q))
			q.mu.Lock()
			full := held > 0 && held >= q.running && !q.hasRoom()
			q.mu.Unlock()
			if full {
				rounds += q.roundsWaitingForRoom(addrOf(t))
			}
		}
	}
	return rounds
}

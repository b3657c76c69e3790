package dispatch

import (
	"sync"
)

// Whoever waits inside a listener may be what others wait for, and they what it
// waits for. Such a circle must not close. circles knows all goroutines that wait
// inside a listener, on whatever bus, what they hold (the rounds and calls on
// their stacks) and what they wait for. Nobody waits for a goroutine that is
// outside all listeners, so those are not in here, and wait for all.
var circles struct {
	mu      sync.Mutex // taken after core.mu, before a queue's and an emitWait's
	waiters map[*waiter]struct{}
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

func (w *waiter) waitsForAny(marks []foundMark) bool {
	for _, t := range w.awaitedTargets() {
		for _, m := range marks {
			if m.mark[0] == t.address() {
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

// heldBehind counts the marks of an address whose goroutines are w itself, or wait
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

// leadsTo reports whether w waits for goal, directly or through others; if
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

// roundsWaitingForRoom counts the rounds over a table that wait for room in q.
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

// roundsStuckBehind counts the rounds over a table that wait for room which only
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

// inCircle reports whether one of those that w waits for waits for w. OffWait,
// Drain and Close give way to w, so they don't count.
func (w *waiter) inCircle() bool {
	circles.mu.Lock()
	defer circles.mu.Unlock()
	for _, t := range w.awaitedTargets() {
		for other := range circles.waiters {
			if other != w && other.stack.marksAt(t.address()) > 0 && other.leadsTo(w, firmWait, map[*waiter]bool{}) {
				return true
			}
		}
	}
	return false
}

// recheckCircle is inCircle when w waits for more than before. Those behind it
// look again.
func (w *waiter) recheckCircle() bool {
	circles.mu.Lock()
	w.signalBehind()
	circles.mu.Unlock()
	return w.inCircle()
}

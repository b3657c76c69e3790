package dispatch

import (
	"sync"
)

// circles has all goroutines that wait inside a listener, on any bus, with what
// they hold (the rounds and calls on their stacks) and what they wait for. Two of
// them may wait for each other; such a cycle must not close.
//
// A goroutine outside all listeners is not in here. It holds nothing that others
// could wait for, and so it can wait for anything.
var circles struct {
	mu      sync.Mutex // taken after core.mu, before a queue's and an emitWait's
	waiters map[*waiter]struct{}
}

// signalBehind has all waiters check again that wait for w, directly or through
// others. The caller holds circles.mu.
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

// waitsForAny reports whether w waits for one of the marked rounds or calls. The
// caller holds circles.mu.
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

// circlesChanged is called before a goroutine with these marks waits for room, and
// when a worker ends that could have made room for it. It
// has the waiters inside listeners check again that wait for one of its rounds or
// calls.
func (c *Core) circlesChanged(marks []foundMark) {
	circles.mu.Lock()
	defer circles.mu.Unlock()
	for w := range circles.waiters {
		if w.waitsForAny(marks) {
			w.signal()
		}
	}
}

// heldBehind counts the rounds or calls at an address whose goroutines are w
// itself or wait for w, directly or through others. w must not wait for these.
// The caller holds circles.mu.
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

// Through which waiters leadsTo goes.
const (
	anyWait  = false
	firmWait = true
)

// leadsTo reports whether w waits for goal, directly or through others. If
// onlyFirm is set, all of them must be waiters that don't give way. The caller
// holds circles.mu.
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
// goroutines behind w could make.
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

// inCircle reports whether a goroutine that w waits for also waits for w. Waiters
// in OffWait, Drain and Close give way to w, so they don't count.
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

// recheckCircle is inCircle for a waiter that waits for more than before. The
// waiters behind it check again.
func (w *waiter) recheckCircle() bool {
	circles.mu.Lock()
	w.signalBehind()
	circles.mu.Unlock()
	return w.inCircle()
}

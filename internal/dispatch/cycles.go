package dispatch

import (
	"sync"
)

// An example: S and T are serial listeners. A call of S emits an event for T,
// while a call of T emits one for S. Each call has its own turn, and waits for
// that of the other one: a cycle. The second one finds the first one in insideWaiters,
// sees that it waits for a turn that its own stack holds, and returns
// ErrWouldDeadlock.
//
// A waiter that can leave something out gives way instead. In Drain, Close and
// OffWait, isDone counts what the goroutines behind the waiter hold (heldBehind)
// as done.
//
// Each goroutine reads its own stack only, before it waits. So a waiter publishes
// what it holds before it looks at the others: of two that come at once, at least
// the later one sees the other.

// insideWaiters are all goroutines that wait inside a listener, on any bus, with what
// they hold (the rounds and calls on their stacks) and what they wait for. Two of
// them may wait for each other; such a cycle must not close.
//
// A goroutine outside all listeners is not in here. It holds nothing that others
// could wait for, and so it can wait for anything.
var insideWaiters struct {
	mu  sync.Mutex // taken after core.mu, before a queue's and an emitWait's
	all map[*waiter]struct{}
}

// signalBehind signals every waiter that waits for w, directly or through others.
// The caller holds insideWaiters.mu.
func (w *waiter) signalBehind() {
	seen := map[*waiter]bool{w: true}
	for next := []*waiter{w}; len(next) > 0; next = next[1:] {
		for other := range insideWaiters.all {
			if !seen[other] && other.waitsFor(next[0]) {
				seen[other] = true
				other.signal()
				next = append(next, other)
			}
		}
	}
}

// waitsFor reports whether w waits for what other holds, or for emits that wait
// for it. The caller holds insideWaiters.mu.
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
// caller holds insideWaiters.mu.
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

// signalWaitersFor is called before a goroutine with these marks waits for room,
// and when a worker ends that could have made room for it. It signals every waiter
// inside a listener that waits for one of its rounds or calls.
func (c *Core) signalWaitersFor(marks []foundMark) {
	insideWaiters.mu.Lock()
	defer insideWaiters.mu.Unlock()
	for w := range insideWaiters.all {
		if w.waitsForAny(marks) {
			w.signal()
		}
	}
}

// heldBehind counts the rounds or calls at an address whose goroutines are w
// itself or wait for w, directly or through others. w must not wait for these.
// The caller holds insideWaiters.mu.
func (w *waiter) heldBehind(addr uintptr) int {
	n := w.stack.marksAt(addr)
	for other := range insideWaiters.all {
		if other == w {
			continue
		}
		if held := other.stack.marksAt(addr); held > 0 && other.leadsTo(w, anyWait, map[*waiter]bool{}) {
			n += held
		}
	}
	return n
}

// Values of leadsTo's onlyFirm.
const (
	anyWait  = false
	firmWait = true
)

// leadsTo reports whether w waits for goal, directly or through others. If
// onlyFirm is set, all of them must be waiters that don't give way. The caller
// holds insideWaiters.mu.
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
			for other := range insideWaiters.all {
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

// inCycle reports whether a goroutine that w waits for also waits for w. Waiters
// in OffWait, Drain and Close give way to w, so they don't count.
func (w *waiter) inCycle() bool {
	insideWaiters.mu.Lock()
	defer insideWaiters.mu.Unlock()
	for _, t := range w.awaitedTargets() {
		for other := range insideWaiters.all {
			if other != w && other.stack.marksAt(t.address()) > 0 && other.leadsTo(w, firmWait, map[*waiter]bool{}) {
				return true
			}
		}
	}
	return false
}

// recheckCycle is inCycle for a waiter that waits for more than before. The
// waiters behind it check again.
func (w *waiter) recheckCycle() bool {
	insideWaiters.mu.Lock()
	w.signalBehind()
	insideWaiters.mu.Unlock()
	return w.inCycle()
}

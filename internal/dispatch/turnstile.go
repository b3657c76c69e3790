package dispatch

import (
	"sync"
)

// A serial listener without a queue is called by the emitters themselves, one at
// a time. With Async it has a queue with one worker and needs no turnstile.

// A turnstile lets one call of a serial listener through at a time, in the order
// in which they came. A call from inside another call of the same listener is let
// through at once: it is nested in that one.
//
// mu guards the fields; no other lock is taken under it.
type turnstile struct {
	mu      sync.Mutex
	busy    bool
	waiting []chan struct{} // of calls that wait, the first one longest
}

// callInTurn calls a serial listener when its turn has come. If the call that has
// the turn waits for this goroutine, the turn would never come: the event fails
// with ErrWouldDeadlock. The call before may have ended the listener. Its OffWait
// has not waited for this call, so this call does not take place: the event is
// dropped, as one in the queue of an asynchronous listener.
func (r *round) callInTurn(l *Listener, x *listenerOptions) (called bool, err error) {
	nested, err := x.serial.enter()
	if err != nil {
		return true, err
	}
	if !nested {
		defer x.serial.leave()
		if why := x.whyNotCalled(l); why != "" {
			r.noteTurnDropped(l, x, why)
			return false, nil
		}
	}
	return true, runTurn(stackMark{addrOf(x.serial)}, r, l)
}

// whyNotCalled returns why l must not be called, if it was taken off or disabled
// since the round asked. (A once-listener is off before its call.)
func (x *listenerOptions) whyNotCalled(l *Listener) (why string) {
	switch {
	case !x.Once && l.off.Load():
		return "off"
	case x.breaker.open.Load():
		x.breaker.droppedWhileOpen.Add(1)
		return "disabled after repeated failures"
	}
	return ""
}

// noteTurnDropped records that an event was dropped while it waited for its turn.
func (r *round) noteTurnDropped(l *Listener, x *listenerOptions, why string) {
	x.turnsDropped.Add(1)
	r.noteMissed(l, why)
	if r.emission.Wait {
		r.errs = append(r.errs, r.describeFailure(l, StageQueue, ErrDropped))
	}
}

// runTurn is a call of a serial listener. Its mark has the turnstile, so that a
// nested call of the same listener finds that this goroutine has the turn.
//
//go:noinline
func runTurn(_ stackMark, r *round, l *Listener) error {
	return callListener(stackMark{addrOf(l)}, r, l)
}

// enter waits for the turn. nested says that this goroutine has it already.
//
//go:noinline
func (t *turnstile) enter() (nested bool, err error) {
	if t.tryEnter() {
		return false, nil
	}
	w := newWaiter(nil, 0)
	switch w.stack.marksOfKind(turnFrame) {
	case w.stack.turns:
	default: // the stack is too deep to see whose turns it has
		return false, ErrWouldDeadlock
	}
	if w.stack.marksAt(addrOf(t)) > 0 {
		return true, nil
	}
	w.neverGivesWay = true
	w.beginWait([]waitTarget{{turn: t}})
	defer w.endWait()
	if w.inCycle() {
		return false, ErrWouldDeadlock
	}
	if mine := t.queueUp(); mine != nil {
		<-mine
	}
	return false, nil
}

// tryEnter takes the turn if it is free.
func (t *turnstile) tryEnter() bool {
	t.mu.Lock()
	defer t.mu.Unlock()
	if t.busy {
		return false
	}
	t.busy = true
	return true
}

// queueUp returns a channel that is closed when the turn has come, or nil if it
// has.
func (t *turnstile) queueUp() chan struct{} {
	t.mu.Lock()
	defer t.mu.Unlock()
	if !t.busy {
		t.busy = true
		return nil
	}
	mine := make(chan struct{})
	t.waiting = append(t.waiting, mine)
	return mine
}

// leave hands the turn on to the call that waits longest.
func (t *turnstile) leave() {
	t.mu.Lock()
	defer t.mu.Unlock()
	if len(t.waiting) == 0 {
		t.busy, t.waiting = false, nil
		return
	}
	close(t.waiting[0]) // the turn is handed on
	t.waiting = t.waiting[1:]
}

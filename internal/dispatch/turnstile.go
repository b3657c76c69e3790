package dispatch

import "sync"

// A turnstile lets one call of a serial listener through at a time, in the order
// in which they came. A call from inside another call of the same listener is let
// through at once: it is nested in it.
type turnstile struct {
	mu    sync.Mutex
	busy  bool
	queue []chan struct{}
}

// callInTurn calls a serial listener when its turn has come. If that could never
// be, since whoever has the turn waits for this goroutine, the event fails with
// ErrWouldDeadlock. Whoever had the turn before may have ended the listener: an
// OffWait there has not waited for this call, so the event passes it by.
func (r *round) callInTurn(l *Listener, x *options) (called bool, err error) {
	nested, err := x.serial.enter()
	if err != nil {
		return true, err
	}
	if !nested {
		defer x.serial.leave()
		if r.endedMeanwhile(l, x) {
			return false, nil
		}
	}
	return true, turn(mark{addrOf(x.serial)}, r, l)
}

// endedMeanwhile reports whether a listener was taken off or disabled since the
// round asked. A once-listener is off before its call.
func (r *round) endedMeanwhile(l *Listener, x *options) bool {
	switch {
	case !x.Once && l.off.Load():
		r.missed(l, "off")
	case x.passes():
		r.missed(l, "disabled since it failed again and again")
	default:
		return false
	}
	return true
}

//go:noinline
func turn(_ mark, r *round, l *Listener) error { return call(mark{addrOf(l)}, r, l) }

//go:noinline
func (t *turnstile) enter() (nested bool, err error) {
	if t.tryEnter() {
		return false, nil
	}
	w := newWaiter(nil, 0)
	switch w.stack.marked(turnFrame) {
	case w.stack.turns:
	default: // the stack is too deep to see which turns it has
		return false, ErrWouldDeadlock
	}
	if w.stack.at(addrOf(t)) > 0 {
		return true, nil
	}
	w.firm = true
	w.enter([]target{{turn: t}})
	defer w.leave()
	if w.inCircle() {
		return false, ErrWouldDeadlock
	}
	if mine := t.line(); mine != nil {
		<-mine
	}
	return false, nil
}

func (t *turnstile) tryEnter() bool {
	t.mu.Lock()
	defer t.mu.Unlock()
	if t.busy {
		return false
	}
	t.busy = true
	return true
}

// line returns a channel that is closed when the turn has come, or nil if it has.
func (t *turnstile) line() chan struct{} {
	t.mu.Lock()
	defer t.mu.Unlock()
	if !t.busy {
		t.busy = true
		return nil
	}
	mine := make(chan struct{})
	t.queue = append(t.queue, mine)
	return mine
}

func (t *turnstile) leave() {
	t.mu.Lock()
	defer t.mu.Unlock()
	if len(t.queue) == 0 {
		t.busy, t.queue = false, nil
		return
	}
	close(t.queue[0]) // the turn is handed on
	t.queue = t.queue[1:]
}

// marked counts the marks of a kind.
func (s *stack) marked(kind frameKind) int { return s.markedIn(s.marks, kind) }

func (s *stack) markedIn(marks []markAt, kind frameKind) (n int) {
	for _, m := range marks {
		if m.kind == kind {
			n++
		}
	}
	return n
}

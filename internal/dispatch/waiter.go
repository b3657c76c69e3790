package dispatch

import (
	"context"

	"github.com/fastpluggy/eventbus/internal/errtext"
)

// A waiter is a goroutine that waits in EmitWait, OffWait, Drain or Close, or for
// its turn with a serial listener.
//
// Its own goroutine sets all fields. While an inside waiter waits it is in
// insideWaiters.all, and other goroutines read it: targets and emitWait are written
// under insideWaiters.mu then, and the other fields don't change.
type waiter struct {
	core          *Core         // nil in EmitWait and for a turn
	wake          chan struct{} // room for one signal: "check again"; nil if core is
	inside        bool          // the goroutine works for a listener
	neverGivesWay bool          // it waits in EmitWait or for its turn: the other waiters of a cycle must give way
	stack         stackView     // what the goroutine holds
	targets       []waitTarget  // what it waits for
	emitWait      *emitWait     // instead of targets: the queues that have its copies now
}

// awaitedTargets returns what w waits for now. The caller holds insideWaiters.mu. For
// an emit that is the queues which have its copies: what a queue does after them
// does not matter.
func (w *waiter) awaitedTargets() []waitTarget {
	if w.emitWait != nil {
		return w.emitWait.queueTargets()
	}
	return w.targets
}

// newWaiter looks at the calling goroutine's stack. own is how many rounds on it
// are the caller's own and have left their table.
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

// cannotTellWhere reports whether w is inside a listener and it can't be seen
// which.
func (w *waiter) cannotTellWhere() bool { return w.inside && w.stack.marksMissing }

// signal has w check again. A signal that w has not noticed yet is enough.
func (w *waiter) signal() {
	select {
	case w.wake <- struct{}{}:
	default:
	}
}

// beginWait publishes what w waits for, if it is inside a listener, and has all
// waiters check again that wait for w, directly or through others. One of those
// may have to give way, since a waiter in EmitWait or for its turn does not.
// endWait takes it back.
func (w *waiter) beginWait(targets []waitTarget) {
	if !w.inside {
		w.targets = targets
		return
	}
	insideWaiters.mu.Lock()
	defer insideWaiters.mu.Unlock()
	w.targets = targets
	if insideWaiters.all == nil {
		insideWaiters.all = map[*waiter]struct{}{}
	}
	insideWaiters.all[w] = struct{}{}
	w.signalBehind()
}

// endWait takes back what beginWait has published.
func (w *waiter) endWait() {
	if !w.inside {
		return
	}
	insideWaiters.mu.Lock()
	defer insideWaiters.mu.Unlock()
	delete(insideWaiters.all, w)
	w.targets, w.emitWait = nil, nil
}

// waitForAll waits for each target in turn; a target that is done stays so. It
// returns the context's error, or ErrWouldDeadlock if the goroutine is inside a
// listener and can't see which.
func (w *waiter) waitForAll(ctx context.Context, targets []waitTarget) error {
	if len(targets) == 0 {
		return nil
	}
	w.beginWait(targets)
	defer w.endWait()
	ended := doneOf(ctx)
	for i := range targets {
		w.setRemaining(targets[i:])
		if err := w.waitForOne(ctx, ended, &targets[i]); err != nil {
			return err
		}
	}
	return nil
}

// setRemaining publishes the targets that are left. One that is done must not
// look like a part of a cycle: w does not wait for the queue's next event.
func (w *waiter) setRemaining(left []waitTarget) {
	if w.inside {
		insideWaiters.mu.Lock()
		defer insideWaiters.mu.Unlock()
		w.targets = left
	}
}

// waitForOne waits for one target. It checks again at each signal, and once more
// when the context has ended.
func (w *waiter) waitForOne(ctx context.Context, ended <-chan struct{}, t *waitTarget) error {
	t.addWaiter(w)
	defer t.removeWaiter(w)
	for {
		if t.isDone(w) {
			return nil
		}
		if w.cannotTellWhere() {
			return errtext.Join("events: ", ErrWouldDeadlock, errOf(ctx))
		}
		select {
		case <-w.wake:
		case <-ended:
			if t.isDone(w) {
				return nil
			}
			return whyEnded(ctx)
		}
	}
}

// A waiterSet is the waiters for one table or queue, at times thousands. It is
// nil when empty, and guarded by the lock of that table or queue.
type waiterSet map[*waiter]struct{}

func (ws *waiterSet) add(w *waiter) {
	if *ws == nil {
		*ws = waiterSet{}
	}
	(*ws)[w] = struct{}{}
}

func (ws *waiterSet) remove(w *waiter) {
	if delete(*ws, w); len(*ws) == 0 {
		*ws = nil // a map does not shrink by itself
	}
}

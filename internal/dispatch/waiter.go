package dispatch

import (
	"context"

	"github.com/fastpluggy/eventbus/internal/errtext"
)

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

// awaitedTargets is what w waits for now; the caller holds circles.mu. A queue that has
// had an emit's event is not waited for any more, whatever it does next.
func (w *waiter) awaitedTargets() []waitTarget {
	if w.emitWait != nil {
		return w.emitWait.queueTargets()
	}
	return w.targets
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

// cannotTellWhere reports whether w is inside a listener and can't say which.
func (w *waiter) cannotTellWhere() bool { return w.inside && !frameNames.isReadable }

func (w *waiter) signal() {
	select {
	case w.wake <- struct{}{}:
	default:
	}
}

// beginWait makes w known, if it is inside, with what it waits for, and lets those
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

func (w *waiter) endWait() {
	if !w.inside {
		return
	}
	circles.mu.Lock()
	defer circles.mu.Unlock()
	delete(circles.waiters, w)
	w.targets, w.emitWait = nil, nil
}

// waitForAll waits for each target in turn: once one is done, it stays so. It returns
// the context's error, or ErrWouldDeadlock if the goroutine is inside a listener
// and can't see which.
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

// setRemaining has w wait for what is left. What is done must not count as a part of a
// circle: the queue's next event is nobody's affair.
func (w *waiter) setRemaining(left []waitTarget) {
	if w.inside {
		circles.mu.Lock()
		defer circles.mu.Unlock()
		w.targets = left
	}
}

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
			if err := errOf(ctx); err != nil {
				return err
			}
			return context.Canceled // the context says that it has ended, and not why
		}
	}
}

// waiterSet are those who wait for one target, thousands at times.
type waiterSet map[*waiter]struct{}

func (ws *waiterSet) add(w *waiter) {
	if *ws == nil {
		*ws = waiterSet{}
	}
	(*ws)[w] = struct{}{}
}

func (ws *waiterSet) remove(w *waiter) {
	if delete(*ws, w); len(*ws) == 0 {
		*ws = nil // a map does not shrink
	}
}

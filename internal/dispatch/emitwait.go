package dispatch

import (
	"context"
	"slices"
	"sync"
)

// An emitWait is one emit's wait for its asynchronous listeners.
type emitWait struct {
	mu     sync.Mutex
	left   int            // queued or running copies, and one for the emit itself
	queues map[*queue]int // where those are
	errs   []error
	more   chan struct{} // holds one: a copy came into a queue that had none
	done   chan struct{}
}

func newEmitWait() *emitWait {
	return &emitWait{left: 1, more: make(chan struct{}, 1), done: make(chan struct{})}
}

// finish takes one copy off, or for no queue the emit itself. The last one wakes
// the emitter.
func (w *emitWait) finish(q *queue, err error) {
	if w == nil {
		return
	}
	w.mu.Lock()
	defer w.mu.Unlock()
	if err != nil {
		w.errs = append(w.errs, err)
	}
	if q != nil {
		if w.queues[q]--; w.queues[q] == 0 {
			delete(w.queues, q)
		}
	}
	if w.left--; w.left == 0 {
		close(w.done)
	}
}

// lost takes a copy off that was dropped before its listener was called.
func (w *emitWait) lost(l *Listener, m Meta) {
	w.finish(l.queue, l.owner.core.hooks.Described(Failure{Meta: m, Listener: l, Stage: StageQueue, Err: ErrDropped}))
}

func (w *emitWait) addErrors(errs []error) {
	w.mu.Lock()
	defer w.mu.Unlock()
	w.errs = append(w.errs, errs...)
}

func (w *emitWait) errors() []error {
	w.mu.Lock()
	defer w.mu.Unlock()
	return slices.Clone(w.errs)
}

// untilDone waits for the copies, unless that could never end: the goroutine of
// an asynchronous listener may be what a queue waits for, and so may be one that
// waits in turn for this one.
func (w *emitWait) untilDone(ctx context.Context) ([]error, error) {
	if w.isDone() {
		return w.errs, nil
	}
	me := newWaiter(nil, 1)
	if me.stack.calls > 0 || me.blind() {
		return w.errors(), ErrWouldDeadlock
	}
	if me.inside {
		me.firm, me.emit = true, w
		select {
		case <-w.more: // enter sees to that
		default:
		}
		me.enter(nil)
		defer me.leave()
		if me.inCircle() {
			return w.errors(), ErrWouldDeadlock
		}
	}
	w.finish(nil, nil)
	ended := doneOf(ctx)
	for {
		select {
		case <-w.done:
			return w.errs, nil
		case <-ended:
			return w.errors(), errOf(ctx)
		case <-w.more: // what is forwarded may close a circle
			if me.inside && me.inCircleAgain() {
				return w.errors(), ErrWouldDeadlock
			}
		}
	}
}

func (w *emitWait) targets() (all []target) {
	w.mu.Lock()
	defer w.mu.Unlock()
	for q := range w.queues {
		all = append(all, target{queue: q})
	}
	return all
}

// inCircle reports whether one of those that w waits for waits for w. OffWait,
// Drain and Close give way to w, so they don't count.
func (w *waiter) inCircle() bool {
	circles.mu.Lock()
	defer circles.mu.Unlock()
	for _, t := range w.awaited() {
		for other := range circles.waiters {
			if other != w && other.stack.at(t.addr()) > 0 && other.reaches(w, firmWait, map[*waiter]bool{}) {
				return true
			}
		}
	}
	return false
}

// add counts a copy that is put into a queue. All methods do nothing for an emit
// that does not wait.
func (w *emitWait) add(q *queue) {
	if w == nil {
		return
	}
	w.mu.Lock()
	defer w.mu.Unlock()
	w.left++
	if w.queues == nil {
		w.queues = map[*queue]int{}
	}
	if w.queues[q]++; w.queues[q] == 1 {
		select {
		case w.more <- struct{}{}:
		default:
		}
	}
}

func (w *emitWait) isDone() bool {
	w.mu.Lock()
	defer w.mu.Unlock()
	return w.left == 1
}

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
	first  queueCopies    // where those are: of most emits, in one queue
	queues map[*queue]int // and in others
	errs   []error
	more   chan struct{} // nil, or holds one: a copy came into a queue that had none
	done   chan struct{}
}

// queueCopies are an emit's copies in one queue.
type queueCopies struct {
	queue *queue
	n     int
}

func newEmitWait() *emitWait { return &emitWait{left: 1, done: make(chan struct{})} }

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
		w.countOut(q)
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
// waits in turn for this one. me is the emitter, or nil if nobody has looked yet.
func (w *emitWait) untilDone(ctx context.Context, me *waiter) ([]error, error) {
	if w.isDone() {
		return w.errs, nil
	}
	if me == nil {
		me = newWaiter(nil, 1)
	}
	if me.stack.calls > 0 || me.blind() {
		return w.errors(), ErrWouldDeadlock
	}
	if me.inside {
		me.firm, me.emit = true, w
		w.watchQueues()
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
	if w.first.n > 0 {
		all = append(all, target{queue: w.first.queue})
	}
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
	if w.countIn(q) == 1 && w.more != nil {
		select {
		case w.more <- struct{}{}:
		default:
		}
	}
}

// countIn counts a copy into q, and returns how many it has now; countOut counts
// one out. The caller holds the lock.
func (w *emitWait) countIn(q *queue) int {
	if w.first.n == 0 && w.queues[q] == 0 || w.first.queue == q {
		w.first.queue = q
		w.first.n++
		return w.first.n
	}
	if w.queues == nil {
		w.queues = map[*queue]int{}
	}
	w.queues[q]++
	return w.queues[q]
}

func (w *emitWait) countOut(q *queue) {
	if w.first.queue == q {
		w.first.n--
		return
	}
	if w.queues[q]--; w.queues[q] == 0 {
		delete(w.queues, q)
	}
}

// watchQueues has more told of copies in further queues.
func (w *emitWait) watchQueues() {
	w.mu.Lock()
	defer w.mu.Unlock()
	w.more = make(chan struct{}, 1)
}

func (w *emitWait) isDone() bool {
	w.mu.Lock()
	defer w.mu.Unlock()
	return w.left == 1
}

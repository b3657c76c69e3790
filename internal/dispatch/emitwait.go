package dispatch

import (
	"context"
	"slices"
	"sync"
)

// An emitWait is the wait of one emit for its asynchronous listeners. All methods
// may be called concurrently, and addCopy and copyDone also on nil, for an emit
// that does not wait. mu guards the fields; no other lock is taken under it.
type emitWait struct {
	mu          sync.Mutex
	copiesLeft  int            // queued or being handled, and one for the emit itself
	firstQueue  queueCopies    // which has copies: mostly it is the only one
	otherQueues map[*queue]int // the other ones
	errs        []error
	newQueue    chan struct{} // has room for one signal: a copy came into a queue that had none; nil: not used
	done        chan struct{}
}

// queueCopies are an emit's copies in one queue.
type queueCopies struct {
	queue *queue
	n     int
}

// newEmitWait has one copy for the emit itself, which it takes off when it starts
// to wait. So done can't be closed before all copies are queued.
func newEmitWait() *emitWait { return &emitWait{copiesLeft: 1, done: make(chan struct{})} }

// copyDone takes off one copy, or with a nil queue the emit itself. The last one
// wakes the emitter.
func (w *emitWait) copyDone(q *queue, err error) {
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
	if w.copiesLeft--; w.copiesLeft == 0 {
		close(w.done)
	}
}

// copyLost takes off a copy that was dropped before its listener was called.
func (w *emitWait) copyLost(l *Listener, m Meta) {
	w.copyDone(l.queue, l.owner.core.hooks.Described(Failure{Meta: m, Listener: l, Stage: StageQueue, Err: ErrDropped}))
}

func (w *emitWait) addErrors(errs []error) {
	w.mu.Lock()
	defer w.mu.Unlock()
	w.errs = append(w.errs, errs...)
}

// failures returns the failures so far, for an emit that gives up its wait.
func (w *emitWait) failures() []error {
	w.mu.Lock()
	defer w.mu.Unlock()
	return slices.Clone(w.errs)
}

// untilDone waits for the copies, unless that could never end: a queue may wait
// for this goroutine, if it is an asynchronous listener's, or for one that waits
// for this one.
func (w *emitWait) untilDone(ctx context.Context) ([]error, error) {
	if w.isDone() {
		return w.errs, nil
	}
	me := newWaiter(nil, 1)
	if me.stack.calls > 0 || me.cannotTellWhere() {
		return w.failures(), ErrWouldDeadlock
	}
	if me.inside {
		me.neverGivesWay, me.emitWait = true, w
		w.watchQueues()
		me.beginWait(nil)
		defer me.endWait()
		if me.inCycle() {
			return w.failures(), ErrWouldDeadlock
		}
	}
	w.copyDone(nil, nil)
	ended := doneOf(ctx)
	for {
		select {
		case <-w.done:
			return w.errs, nil
		case <-ended:
			return w.failures(), whyEnded(ctx)
		case <-w.newQueue: // a relayed copy may close a cycle
			if me.inside && me.recheckCycle() {
				return w.failures(), ErrWouldDeadlock
			}
		}
	}
}

// queueTargets returns the queues that have copies now.
func (w *emitWait) queueTargets() (all []waitTarget) {
	w.mu.Lock()
	defer w.mu.Unlock()
	if w.firstQueue.n > 0 {
		all = append(all, waitTarget{queue: w.firstQueue.queue})
	}
	for q := range w.otherQueues {
		all = append(all, waitTarget{queue: q})
	}
	return all
}

// addCopy counts a copy that is put into a queue.
func (w *emitWait) addCopy(q *queue) {
	if w == nil {
		return
	}
	w.mu.Lock()
	defer w.mu.Unlock()
	w.copiesLeft++
	if w.countIn(q) == 1 && w.newQueue != nil {
		select {
		case w.newQueue <- struct{}{}:
		default:
		}
	}
}

// countIn counts a copy into q, and returns how many q has now. countOut counts
// one out. The caller holds the lock.
func (w *emitWait) countIn(q *queue) int {
	if w.firstQueue.n == 0 && w.otherQueues[q] == 0 || w.firstQueue.queue == q {
		w.firstQueue.queue = q
		w.firstQueue.n++
		return w.firstQueue.n
	}
	if w.otherQueues == nil {
		w.otherQueues = map[*queue]int{}
	}
	w.otherQueues[q]++
	return w.otherQueues[q]
}

func (w *emitWait) countOut(q *queue) {
	if w.firstQueue.queue == q {
		w.firstQueue.n--
		return
	}
	if w.otherQueues[q]--; w.otherQueues[q] == 0 {
		delete(w.otherQueues, q)
	}
}

// watchQueues asks for a signal when copies come into further queues.
func (w *emitWait) watchQueues() {
	w.mu.Lock()
	defer w.mu.Unlock()
	w.newQueue = make(chan struct{}, 1)
}

// isDone reports whether all copies are done, before the emit has taken off its
// own.
func (w *emitWait) isDone() bool {
	w.mu.Lock()
	defer w.mu.Unlock()
	return w.copiesLeft == 1
}

package dispatch

import (
	"context"

	"github.com/fastpluggy/eventbus/internal/errtext"
)

// wait waits for each target in turn: once one is done, it stays so. It returns
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

// goOn has w wait for what is left. What is done must not count as a part of a
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

// join has w told when the target may be done; part ends that.
func (t *waitTarget) addWaiter(w *waiter)    { t.changeWaiters(w, (*waiterSet).add) }
func (t *waitTarget) removeWaiter(w *waiter) { t.changeWaiters(w, (*waiterSet).remove) }

func (t *waitTarget) changeWaiters(w *waiter, by func(*waiterSet, *waiter)) {
	switch {
	case t.table != nil:
		w.core.mu.Lock()
		defer w.core.mu.Unlock()
		by(&t.table.waiters, w)
	case t.queue != nil:
		t.queue.mu.Lock()
		defer t.queue.mu.Unlock()
		by(&t.queue.waiters, w)
		t.queue.updateAttention()
	}
}

// waiters are those who wait for one target, thousands at times.
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

func (t *waitTarget) isDone(w *waiter) bool {
	if t.table != nil {
		return t.tableDone(w)
	}
	return t.queueDone(w)
}

// tableDone reports whether no round over a retired table is inside, except for
// those that w must not wait for.
func (t *waitTarget) tableDone(w *waiter) bool {
	left := int(t.table.gate.roundsInside())
	if left <= 0 || !w.inside {
		return left <= 0
	}
	circles.mu.Lock()
	defer circles.mu.Unlock()
	left -= w.heldBehind(addrOf(t.table)) + w.stack.hiddenOver(t.table)
	if left > 0 {
		left -= w.roundsStuckBehind(t.table)
	}
	return left <= 0
}

// queueDone reports whether the events of a queue up to the target are done,
// except for those that w must not wait for.
func (t *waitTarget) queueDone(w *waiter) bool {
	q, held := t.queue, 0
	if w.inside {
		circles.mu.Lock()
		defer circles.mu.Unlock()
		held = w.heldBehind(addrOf(q))
	}
	q.mu.Lock()
	defer q.mu.Unlock()
	if t.atRest {
		return q.running+q.pending() <= held || held > 0 && held >= q.running && !q.wouldStartWorker()
	}
	if q.slab != nil {
		s := q.slab
		if s.waiting > 0 && s.nodes[s.order.first].seq <= t.upTo {
			return held > 0 && held >= s.taken && !q.wouldStartWorker()
		}
		return s.takenBefore(t.upTo) <= held && q.hasMovedOn(t.upTo, held)
	}
	return t.batchDone(held) && q.hasMovedOn(t.upTo, held)
}

// goesOn reports whether more events have come since the target was set, or all
// workers have ended: one that has nothing to do waits a moment for more, and what
// goes to and fro between two buses is on the other one meanwhile. The caller holds
// the lock.
func (q *queue) hasMovedOn(upTo uint64, held int) bool {
	last := q.inserted
	if q.slab != nil {
		last = q.slab.seq
	}
	return last > upTo || q.running <= held
}

// batchDone is queueDone of a queue with a single worker: all events up to the
// target must have been taken, and then one more call must have ended, if one is
// under way. The caller holds the queue's lock, and the worker goes on meanwhile:
// whether all have been taken is looked at first, or the last of them might be taken
// behind a look that saw no call.
func (t *waitTarget) batchDone(held int) bool {
	q := t.queue
	taken := q.inserted-uint64(q.pending()) >= t.upTo
	running := q.callsUnderWay()
	if !taken {
		return held > 0 && held >= running
	}
	if running <= held {
		return true
	}
	if !t.allTaken {
		t.allTaken, t.doneWhenTaken = true, q.callsDone.Load()
		return false
	}
	return q.callsDone.Load() > t.doneWhenTaken
}

// startsMore reports whether a further worker would start on what is queued; the
// caller holds the lock.
func (q *queue) wouldStartWorker() bool {
	return q.pending() > 0 && q.running < q.maxWorkers && (!q.keyed || q.slab.ready.first != nil)
}

// upToNow is the target of all events that have been accepted.
func (q *queue) targetUpToNow() waitTarget {
	q.mu.Lock()
	defer q.mu.Unlock()
	t := waitTarget{queue: q, upTo: q.inserted}
	if q.slab != nil {
		t.upTo = q.slab.seq
	}
	return t
}

// idle reports whether nothing is queued and no call is under way; the caller
// need not hold the lock.
func (q *queue) isIdle() bool {
	q.mu.Lock()
	defer q.mu.Unlock()
	return q.pending() == 0 && len(q.roomWaiters) == 0 && q.callsUnderWay() == 0
}

// inCircleAgain is inCircle when w waits for more than before. Those behind it
// look again.
func (w *waiter) recheckCircle() bool {
	circles.mu.Lock()
	w.signalBehind()
	circles.mu.Unlock()
	return w.inCircle()
}

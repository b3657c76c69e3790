package dispatch

import (
	"context"

	"github.com/fastpluggy/eventbus/internal/errtext"
)

// wait waits for each target in turn: once one is done, it stays so. It returns
// the context's error, or ErrWouldDeadlock if the goroutine is inside a listener
// and can't see which.
func (w *waiter) wait(ctx context.Context, targets []target) error {
	if len(targets) == 0 {
		return nil
	}
	w.enter(targets)
	defer w.leave()
	ended := doneOf(ctx)
	for i := range targets {
		w.goOn(targets[i:])
		if err := w.waitFor(ctx, ended, &targets[i]); err != nil {
			return err
		}
	}
	return nil
}

// goOn has w wait for what is left. What is done must not count as a part of a
// circle: the queue's next event is nobody's affair.
func (w *waiter) goOn(left []target) {
	if w.inside {
		circles.mu.Lock()
		defer circles.mu.Unlock()
		w.targets = left
	}
}

func (w *waiter) waitFor(ctx context.Context, ended <-chan struct{}, t *target) error {
	t.join(w)
	defer t.part(w)
	for {
		if t.isDone(w) {
			return nil
		}
		if w.blind() {
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
func (t *target) join(w *waiter) { t.change(w, (*waiters).add) }
func (t *target) part(w *waiter) { t.change(w, (*waiters).remove) }

func (t *target) change(w *waiter, by func(*waiters, *waiter)) {
	switch {
	case t.table != nil:
		w.core.mu.Lock()
		defer w.core.mu.Unlock()
		by(&t.table.waiters, w)
	case t.queue != nil:
		t.queue.mu.Lock()
		defer t.queue.mu.Unlock()
		by(&t.queue.waiters, w)
		t.queue.attend()
	}
}

// waiters are those who wait for one target, thousands at times.
type waiters map[*waiter]struct{}

func (ws *waiters) add(w *waiter) {
	if *ws == nil {
		*ws = waiters{}
	}
	(*ws)[w] = struct{}{}
}

func (ws *waiters) remove(w *waiter) {
	if delete(*ws, w); len(*ws) == 0 {
		*ws = nil // a map does not shrink
	}
}

func (t *target) isDone(w *waiter) bool {
	if t.table != nil {
		return t.tableDone(w)
	}
	return t.queueDone(w)
}

// tableDone reports whether no round over a retired table is inside, except for
// those that w must not wait for.
func (t *target) tableDone(w *waiter) bool {
	left := int(t.table.gate.inside())
	if left <= 0 || !w.inside {
		return left <= 0
	}
	circles.mu.Lock()
	defer circles.mu.Unlock()
	left -= w.heldUp(addrOf(t.table)) + w.stack.hiddenOver(t.table)
	if left > 0 {
		left -= w.stuckIn(t.table)
	}
	return left <= 0
}

// queueDone reports whether the events of a queue up to the target are done,
// except for those that w must not wait for.
func (t *target) queueDone(w *waiter) bool {
	q, held := t.queue, 0
	if w.inside {
		circles.mu.Lock()
		defer circles.mu.Unlock()
		held = w.heldUp(addrOf(q))
	}
	q.mu.Lock()
	defer q.mu.Unlock()
	if t.atRest {
		return q.running+q.pending() <= held || held > 0 && held >= q.running && !q.startsMore()
	}
	if q.slab != nil {
		s := q.slab
		if s.n > 0 && s.nodes[s.order.first].seq <= t.upTo {
			return held > 0 && held >= s.taken && !q.startsMore()
		}
		return s.takenBefore(t.upTo) <= held && q.goesOn(t.upTo, held)
	}
	return t.batchDone(held) && q.goesOn(t.upTo, held)
}

// goesOn reports whether more events have come since the target was set, or all
// workers have ended: one that has nothing to do waits a moment for more, and what
// goes to and fro between two buses is on the other one meanwhile. The caller holds
// the lock.
func (q *queue) goesOn(upTo uint64, held int) bool {
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
func (t *target) batchDone(held int) bool {
	q := t.queue
	taken := q.inserted-uint64(q.pending()) >= t.upTo
	running := q.callsUnderWay()
	if !taken {
		return held > 0 && held >= running
	}
	if running <= held {
		return true
	}
	if !t.taken {
		t.taken, t.oneMore = true, q.done.Load()
		return false
	}
	return q.done.Load() > t.oneMore
}

// startsMore reports whether a further worker would start on what is queued; the
// caller holds the lock.
func (q *queue) startsMore() bool {
	return q.pending() > 0 && q.running < q.workers && (!q.keyed || q.slab.ready.first != nil)
}

// upToNow is the target of all events that have been accepted.
func (q *queue) upToNow() target {
	q.mu.Lock()
	defer q.mu.Unlock()
	t := target{queue: q, upTo: q.inserted}
	if q.slab != nil {
		t.upTo = q.slab.seq
	}
	return t
}

// idle reports whether nothing is queued and no call is under way; the caller
// need not hold the lock.
func (q *queue) idle() bool {
	q.mu.Lock()
	defer q.mu.Unlock()
	return q.pending() == 0 && len(q.waiting) == 0 && q.callsUnderWay() == 0
}

// inCircleAgain is inCircle when w waits for more than before. Those behind it
// look again.
func (w *waiter) inCircleAgain() bool {
	circles.mu.Lock()
	w.signalBehind()
	circles.mu.Unlock()
	return w.inCircle()
}

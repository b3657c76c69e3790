package dispatch

// addWaiter has w told when the target may be done; part ends that.
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

// hasMovedOn reports whether more events have come since the target was set, or all
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

// wouldStartWorker reports whether a further worker would start on what is queued; the
// caller holds the lock.
func (q *queue) wouldStartWorker() bool {
	return q.pending() > 0 && q.running < q.maxWorkers && (!q.keyed || q.slab.ready.first != nil)
}

// targetUpToNow is the target of all events that have been accepted.
func (q *queue) targetUpToNow() waitTarget {
	q.mu.Lock()
	defer q.mu.Unlock()
	t := waitTarget{queue: q, upTo: q.inserted}
	if q.slab != nil {
		t.upTo = q.slab.seq
	}
	return t
}

// A waitTarget is what a waiter waits for: the rounds over a retired table, events of
// a queue, or somebody's turn.
type waitTarget struct {
	table *table
	queue *queue
	turn  *turnstile

	upTo          uint64 // of queue: events numbered up to that
	atRest        bool   // or all of them, and the workers
	doneWhenTaken uint64 // or calls that had ended when all of them had been taken
	allTaken      bool
}

func (t waitTarget) address() uintptr {
	switch {
	case t.table != nil:
		return addrOf(t.table)
	case t.queue != nil:
		return addrOf(t.queue)
	}
	return addrOf(t.turn)
}

// blockingAddresses are those of the target, and of queues that emits in its rounds wait for.
func (t waitTarget) blockingAddresses() []uintptr {
	all := []uintptr{t.address()}
	if t.table == nil {
		return all
	}
	for _, l := range t.table.entries {
		if q := l.queue; q != nil && q.roundsWaitingForRoom(all[0]) > 0 {
			all = append(all, addrOf(q))
		}
	}
	return all
}

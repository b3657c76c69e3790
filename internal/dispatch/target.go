package dispatch

// A target is checked again whenever its table or queue signals its waiters: when
// a round leaves a retired table, when an event is done, when a worker ends. Each
// check compares what is left with what the waiter must not wait for (held): its
// own rounds and calls, and those of the goroutines that wait for it.

// A waitTarget is what a waiter waits for: the end of the rounds in a retired
// table, events of a queue, or a turn. One of table, queue and turn is set. A
// target belongs to its waiter's goroutine; addWaiter puts the waiter into the
// table (under core.mu) or the queue (under its mu), which then signal it.
type waitTarget struct {
	table *table
	queue *queue
	turn  *turnstile

	upTo          uint64 // of a queue: its events up to this number
	atRest        bool   // or all of its events, and the end of its workers
	allTaken      bool   // all events up to upTo had been taken at the last check
	doneWhenTaken uint64 // calls that had ended by then
}

// address is what the marks of the goroutines have that the target waits for.
func (t waitTarget) address() uintptr {
	switch {
	case t.table != nil:
		return addrOf(t.table)
	case t.queue != nil:
		return addrOf(t.queue)
	}
	return addrOf(t.turn)
}

// addWaiter has w signaled when the target may be done. removeWaiter ends that.
func (t *waitTarget) addWaiter(w *waiter)    { t.changeWaiters(w, (*waiterSet).add) }
func (t *waitTarget) removeWaiter(w *waiter) { t.changeWaiters(w, (*waiterSet).remove) }

// changeWaiters adds or removes a waiter under the lock of the table or queue. A
// turn has no waiters: its turnstile wakes the next call itself.
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

// isDone reports whether w need not wait for the target any more.
func (t *waitTarget) isDone(w *waiter) bool {
	if t.table != nil {
		return t.tableDone(w)
	}
	return t.queueDone(w)
}

// tableDone reports whether no round is inside a retired table, except those that
// w must not wait for.
func (t *waitTarget) tableDone(w *waiter) bool {
	left := int(t.table.gate.roundsInside())
	if left <= 0 || !w.inside {
		return left <= 0
	}
	insideWaiters.mu.Lock()
	defer insideWaiters.mu.Unlock()
	left -= w.heldBehind(addrOf(t.table))
	if left > 0 {
		left -= w.roundsStuckBehind(t.table)
	}
	return left <= 0
}

// queueDone reports whether the events of a queue up to the target are done,
// except those that w must not wait for.
func (t *waitTarget) queueDone(w *waiter) bool {
	q, held := t.queue, 0
	if w.inside {
		insideWaiters.mu.Lock()
		defer insideWaiters.mu.Unlock()
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

// hasMovedOn reports whether more events have come since the target was set, or
// all workers have ended. Otherwise it is too early: a worker without work waits
// a moment for more, and events that go back and forth between two buses are on
// the other bus during that. The caller holds the lock.
func (q *queue) hasMovedOn(upTo uint64, held int) bool {
	last := q.inserted
	if q.slab != nil {
		last = q.slab.seq
	}
	return last > upTo || q.running <= held
}

// batchDone is queueDone for a queue with one worker: all events up to the target
// must have been taken, and then one more call must have ended, if there is one.
// The caller holds the queue's lock, but the worker does not stop for it. So it
// must look first whether all are taken: after a look that saw no call, the last
// event could still be taken unnoticed.
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

// wouldStartWorker reports whether one more worker would have work. The caller
// holds the lock.
func (q *queue) wouldStartWorker() bool {
	return q.pending() > 0 && q.running < q.maxWorkers && (!q.keyed || q.slab.ready.first != nil)
}

// targetUpToNow is the target of all events that were accepted so far.
func (q *queue) targetUpToNow() waitTarget {
	q.mu.Lock()
	defer q.mu.Unlock()
	t := waitTarget{queue: q, upTo: q.inserted}
	if q.slab != nil {
		t.upTo = q.slab.seq
	}
	return t
}

// blockingAddresses returns the address of the target, and those of the queues in
// which its rounds wait for room.
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

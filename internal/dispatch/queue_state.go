package dispatch

// noteRest is called when the queue may have become empty and idle.
func (q *queue) noteRest() {
	q.mu.Lock()
	resting := q.atRestLocked()
	if resting && (q.discarded || !q.isLarge()) {
		q.shrinkMemory()
		q.core.busyQueues.remove(q)
	}
	q.wakeWaiters()
	var stuck []foundMark // rounds that wait for room, with one worker less to make it
	for _, w := range q.roomWaiters {
		stuck = append(stuck, w.stack.marks...)
	}
	q.mu.Unlock()
	if stuck != nil {
		q.core.signalWaitersFor(stuck)
	}
	if resting && q.l.off.Load() {
		q.core.mu.Lock()
		q.l.forgetHandler()
		q.core.mu.Unlock()
	}
}

// isLarge reports whether a burst has made the queue's rings large. The watch
// gives their memory back when nothing has come for a while, since the next burst
// mostly follows at once. The caller holds the lock.
func (q *queue) isLarge() bool {
	return len(q.fill.items) > smallCapacity || len(q.batch.items) > smallCapacity
}

// shrinkMemory gives back the memory of a burst. The queue is at rest, and the
// caller holds the lock.
func (q *queue) shrinkMemory() {
	if q.slab != nil {
		q.slab.shrinkMemory(q)
		return
	}
	q.fill.shrinkMemory(q)
	q.batch.shrinkMemory(q)
}

// shrinkWhenIdle shrinks a large queue that was also at rest at the last look of
// the watch.
func (q *queue) shrinkWhenIdle() {
	q.mu.Lock()
	defer q.mu.Unlock()
	switch {
	case !q.atRestLocked():
		q.wasAtRest = false
	case !q.wasAtRest:
		q.wasAtRest = true
	default:
		q.shrinkMemory()
		q.core.busyQueues.remove(q)
	}
}

// atRestLocked reports whether nothing is queued and there is no worker. The
// caller holds the lock.
func (q *queue) atRestLocked() bool {
	return q.running == 0 && q.pending() == 0 && len(q.roomWaiters) == 0
}

// isAtRest is atRestLocked for a caller without the lock.
func (q *queue) isAtRest() bool {
	q.mu.Lock()
	defer q.mu.Unlock()
	return q.atRestLocked()
}

// queueFigures is what a queue has done and has to do.
type queueFigures struct {
	accepted, delivered, dropped uint64
	pending, running, capacity   int
}

// currentFigures returns the counts at one moment. An emit that waits for room is
// not accepted yet.
func (q *queue) currentFigures() queueFigures {
	q.mu.Lock()
	defer q.mu.Unlock()
	f := queueFigures{capacity: q.capacity, accepted: q.accepted, dropped: q.dropped, pending: q.pending()}
	f.delivered = q.callsDone.Load() + q.misfits
	f.running = q.callsUnderWay()
	return f
}

// callsUnderWay counts the calls under way. Idle workers don't count. The caller
// holds the lock.
func (q *queue) callsUnderWay() int {
	ended := q.dropped + q.callsDone.Load() + q.misfits
	return max(0, int(q.accepted-ended)-q.pending())
}

// isIdle reports whether nothing is queued and no call is under way.
func (q *queue) isIdle() bool {
	q.mu.Lock()
	defer q.mu.Unlock()
	return q.pending() == 0 && len(q.roomWaiters) == 0 && q.callsUnderWay() == 0
}

// pendingNow is pending for a caller without the lock.
func (q *queue) pendingNow() int {
	f := q.currentFigures()
	return f.pending
}

package dispatch

// rested is called when the queue may have come to rest.
func (q *queue) rested() {
	q.mu.Lock()
	resting := q.atRest()
	if resting && (q.off || !q.isLarge()) {
		q.trim()
		q.core.busy.remove(q)
	}
	q.tellWaiters()
	q.mu.Unlock()
	if resting && q.l.off.Load() {
		q.core.mu.Lock()
		q.l.forget()
		q.core.mu.Unlock()
	}
}

// isLarge reports whether a burst has made the queue's rings large. Then the watch
// gives them back, when nothing has come for a while: the next burst mostly follows
// at once. The caller holds the lock.
func (q *queue) isLarge() bool { return len(q.fill.items) > small || len(q.batch.items) > small }

// trim gives back what a burst took. The queue is at rest, and the caller holds the
// lock.
func (q *queue) trim() {
	if q.slab != nil {
		q.slab.trim(q)
		return
	}
	q.fill.trim(q)
	q.batch.trim(q)
}

// trimIdle trims a large queue that was at rest at the last look, too.
func (q *queue) trimIdle() {
	q.mu.Lock()
	defer q.mu.Unlock()
	switch {
	case !q.atRest():
		q.rests = false
	case !q.rests:
		q.rests = true
	default:
		q.trim()
		q.core.busy.remove(q)
	}
}

// atRest reports whether nothing is queued and no worker is there; the caller
// holds the lock.
func (q *queue) atRest() bool { return q.running == 0 && q.pending() == 0 && len(q.waiting) == 0 }

func (q *queue) resting() bool {
	q.mu.Lock()
	defer q.mu.Unlock()
	return q.atRest()
}

// A queueFigures is what a queue has done and has to do.
type queueFigures struct {
	accepted, delivered, dropped uint64
	pending, running, bound      int
}

func (q *queue) figures() queueFigures {
	q.mu.Lock()
	defer q.mu.Unlock()
	f := queueFigures{bound: q.bound, accepted: q.accepted, dropped: q.dropped, pending: q.pending()}
	f.delivered = q.done.Load() + q.misfits
	f.running = q.callsUnderWay()
	return f
}

// callsUnderWay counts calls, not workers: one that has nothing to call is none.
// The caller holds the lock.
func (q *queue) callsUnderWay() int {
	ended := q.dropped + q.done.Load() + q.misfits
	return max(0, int(q.accepted-ended)-q.pending())
}

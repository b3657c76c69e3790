package dispatch

import "sync"

type queueFigures struct {
	accepted, delivered, dropped uint64
	pending, running, bound      int
}

func (q *Queue[P]) figures() queueFigures {
	q.mu.Lock()
	defer q.mu.Unlock()
	f := queueFigures{bound: q.bound, accepted: q.accepted - uint64(len(q.waiting)), dropped: q.dropped, pending: q.pending()}
	f.delivered = q.done.Load() + q.misfits
	// Not q.running: a worker that has nothing to call counts there as well.
	f.running = max(0, int(f.accepted-f.dropped-f.delivered)-f.pending)
	return f
}

// resting reports whether nothing is queued and no worker is there.
func (q *Queue[P]) resting() bool {
	q.mu.Lock()
	defer q.mu.Unlock()
	return q.pending() == 0 && q.running == 0
}

// idle reports whether there is nothing that a waiter need wait for: what runs
// waits itself, and what is queued waits for such a call.
func (q *Queue[P]) idle() bool {
	q.mu.Lock()
	defer q.mu.Unlock()
	pending := q.pending()
	if pending == 0 && q.running == 0 {
		return true
	}
	return q.parked() && (pending == 0 || q.busy())
}

// parked reports whether all calls that run are waiting themselves.
func (q *Queue[P]) parked() bool { return q.running > 0 && q.running <= parkedAt(q.addr()) }

// busy reports whether no further worker would start on what is queued.
func (q *Queue[P]) busy() bool {
	return q.running >= q.workers || q.key != nil && q.lanes.ready.n == 0
}

// stuck returns how many rounds over a table wait for room that will not come
// while those wait whom the queue's workers work for.
func (q *Queue[P]) stuck(table uintptr) (rounds int) {
	q.mu.Lock()
	defer q.mu.Unlock()
	if q.roomy() || !q.parked() || !q.busy() {
		return 0
	}
	for _, w := range q.waiting {
		for _, at := range w.tables {
			if at == table {
				rounds++
			}
		}
	}
	return rounds
}

// progress tells the watch how many calls each worker has begun or ended, if it
// is in one. A worker that has the queue to itself has no seat.
func (q *Queue[P]) progress() (addr uintptr, calls map[*seat]uint64) {
	q.mu.Lock()
	defer q.mu.Unlock()
	if q.running == 0 {
		return q.addr(), nil
	}
	calls = map[*seat]uint64{}
	for _, s := range q.crew {
		calls[s] = s.calls.Load()
	}
	if len(q.crew) == 0 && q.accepted-q.dropped-uint64(q.pending()+len(q.waiting)) > q.done.Load()+q.misfits {
		calls[nil] = q.done.Load()
	}
	return q.addr(), calls
}

// tally tells the bus how many events are beyond the bound; the caller holds
// the lock. The worker does so with each batch, and who wants to go over it.
func (q *Queue[P]) tally() (of int64) {
	excess := max(0, int64(q.pending()-q.bound))
	of = q.l.owner.core.over.Add(excess - q.excess)
	q.excess = excess
	return of
}

// recount asks every queue how far it is beyond its bound: each tells by itself
// only now and then. The lock of one is held, and given up meanwhile.
func (c *Core) recount(held *sync.Mutex) int64 {
	held.Unlock()
	defer held.Lock()
	c.mu.Lock()
	defer c.mu.Unlock()
	for _, o := range c.owners {
		for _, l := range o.listeners {
			if q := l.queue(); q != nil {
				q.recount()
			}
		}
	}
	return c.over.Load()
}

func (q *Queue[P]) recount() {
	q.mu.Lock()
	defer q.mu.Unlock()
	q.tally()
}

package dispatch

import "unsafe"

// putLatest keeps one event of each key, and of the keys those that came last.
func (q *queue) putLatest(key string, it *item, m *Meta, payload unsafe.Pointer) {
	if l := q.slab.lanes[key]; l != nil {
		for l.first != none {
			q.dropNode(l.first)
		}
	}
	for !q.hasRoom() && q.dropOldest() {
	}
	q.put(key, it, m, payload)
}

// dropOldest drops what has waited longest, and reports whether there was
// something; the caller holds the lock.
func (q *queue) dropOldest() bool {
	if q.slab != nil {
		if q.slab.order.first == none {
			return false
		}
		q.dropNode(q.slab.order.first)
		return true
	}
	from := &q.fill
	i := -1
	if q.batch.left() > 0 {
		from, i = &q.batch.ring, q.batch.claim()
	}
	if i < 0 {
		if from = &q.fill; from.n == 0 {
			return false
		}
		i = from.head
		from.head = from.place(1)
		from.n--
	}
	var stamp *Meta
	if q.stamped {
		stamp = &from.metas[i]
	}
	q.lose(&from.items[i], stamp)
	from.wipe(q, i)
	return true
}

func (q *queue) dropNode(i int32) {
	q.lose(&q.slab.nodes[i].item, &q.slab.nodes[i].meta)
	q.slab.drop(q, i)
}

// dropNew counts an event that is dropped before it was queued; the caller holds
// the lock.
func (q *queue) dropNew() {
	q.accepted++
	q.dropped++
}

// lose counts an event that was queued and is dropped, and tells an emit that
// waits for it.
func (q *queue) lose(it *item, stamp *Meta) {
	q.dropped++
	if it.extra != nil && it.extra.wait != nil {
		it.extra.wait.lost(q.l, q.metaOf(it, stamp))
	}
}

// misfit counts an event that could not be converted, or that had no key.
func (q *queue) misfit() {
	q.mu.Lock()
	defer q.mu.Unlock()
	q.accepted++
	q.misfits++
	q.tellStream() // one that waits for its once looks again
}

// discard empties the queue for good; what was in it counts as dropped, and
// what waited for room will.
func (q *queue) discard() (lost int) {
	q.mu.Lock()
	defer q.mu.Unlock()
	q.off = true
	for q.dropOldest() {
		lost++
	}
	lost += len(q.waiting)
	for _, w := range q.waiting {
		q.dropNew()
		close(w.in) // and it is not let in
	}
	q.waiting = nil
	if q.slab == nil {
		q.fill = ring{bank: q.fill.bank}
		q.store.resize(q.fill.bank, 0, 0, 0)
	}
	q.tally()
	q.attend()
	q.tellStream()
	q.tellWaiters()
	return lost
}

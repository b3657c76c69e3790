package dispatch

import (
	"unsafe"
)

// putLatest keeps one event of each key, and of the keys the newest.
func (q *queue) putLatest(key string, it *queueItem, m *Meta, payload unsafe.Pointer) {
	if l := q.slab.lanes[key]; l != nil {
		for l.first != noNode {
			q.dropNode(l.first)
		}
	}
	for !q.hasRoom() && q.dropOldest() {
	}
	q.put(key, it, m, payload)
}

// dropOldest drops the event that has waited longest, and reports whether there
// was one. The caller holds the lock.
func (q *queue) dropOldest() bool {
	if q.slab != nil {
		if q.slab.order.first == noNode {
			return false
		}
		q.dropNode(q.slab.order.first)
		return true
	}
	from := &q.fill
	i := -1
	if q.batch.unclaimed() > 0 {
		from, i = &q.batch.itemRing, q.batch.claim()
	}
	if i < 0 {
		if from = &q.fill; from.n == 0 {
			return false
		}
		i = from.head
		from.head = from.placeOf(1)
		from.n--
	}
	var stamp *Meta
	if q.keepsMeta {
		stamp = &from.metas[i]
	}
	q.countDropped(&from.items[i], stamp)
	from.wipePlace(q, i)
	return true
}

func (q *queue) dropNode(i int32) {
	q.countDropped(&q.slab.nodes[i].queueItem, &q.slab.nodes[i].meta)
	q.slab.removeNode(q, i)
}

// dropNew counts an event that is dropped before it was queued. The caller
// holds the lock.
func (q *queue) dropNew() {
	q.accepted++
	q.dropped++
}

// countDropped counts a queued event that is dropped, and notifies an emit that
// waits for it.
func (q *queue) countDropped(it *queueItem, stamp *Meta) {
	q.dropped++
	if it.extra != nil && it.extra.wait != nil {
		it.extra.wait.copyLost(q.l, q.metaOf(it, stamp))
	}
}

// countMisfit counts an event that did not convert or had no key.
func (q *queue) countMisfit() {
	q.mu.Lock()
	defer q.mu.Unlock()
	q.accepted++
	q.misfits++
	q.wakeStream() // a stream that waits for its only event checks again
}

// discardAll empties the queue permanently. The events in it count as dropped,
// and so will those that wait for room.
func (q *queue) discardAll() (lost int) {
	q.mu.Lock()
	defer q.mu.Unlock()
	q.discarded = true
	for q.dropOldest() {
		lost++
	}
	lost += len(q.roomWaiters)
	for _, w := range q.roomWaiters {
		q.dropNew()
		close(w.decided) // and it is not let in
	}
	q.roomWaiters = nil
	if q.slab == nil {
		q.fill = itemRing{bank: q.fill.bank}
		q.store.resize(q.fill.bank, 0, 0, 0)
	}
	q.updateExcess()
	q.updateAttention()
	q.wakeStream()
	q.wakeWaiters()
	return lost
}

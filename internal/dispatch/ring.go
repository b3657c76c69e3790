package dispatch

import (
	"context"
	"sync/atomic"
	"time"
	"unsafe"
)

// A queueItem is what goes through a queue with a payload. It is small, since it
// crosses from core to core.
type queueItem struct {
	ctx    context.Context
	source string
	at     int64      // when it was emitted, by the coarse clock
	extra  *itemExtra // nil: none
}

// itemExtra is the part of an item that few have.
type itemExtra struct {
	wait *emitWait // if the emit waits
	body Body      // the event as it was emitted, if the payload was converted from it
	at   time.Time // the time of that event
}

// smallCapacity is the size up to which a queue keeps its arrays while it is
// empty.
const smallCapacity = 64

// An itemRing is a ring buffer of items that grows by doubling; its size is a
// power of two. The payloads are in the ring's bank of the store, at the same
// places. A queue has two rings, one in each bank: emitters fill one under the
// queue's lock, the other one is the worker's batch.
type itemRing struct {
	items   []queueItem
	metas   []Meta // nil if the listener takes the payload alone
	bank    int
	head, n int
}

// placeOf returns the place of the i-th item.
func (r *itemRing) placeOf(i int) int { return (r.head + i) & (len(r.items) - 1) }

// put adds an item at the end.
func (r *itemRing) put(q *queue, it *queueItem, m *Meta, payload unsafe.Pointer) {
	if r.n == len(r.items) {
		r.resize(q, max(8, 2*len(r.items)))
	}
	i := r.placeOf(r.n)
	r.n++
	r.items[i] = *it
	if q.keepsMeta {
		r.metas[i] = *m
	}
	q.store.set(r.bank, i, payload)
}

// resize moves the items to a new array, and their payloads with them.
func (r *itemRing) resize(q *queue, size int) {
	q.store.resize(r.bank, size, r.head, r.n)
	r.items = movedToFront(r.items, size, r.head, r.n)
	if q.keepsMeta {
		r.metas = movedToFront(r.metas, size, r.head, r.n)
	}
	r.head = 0
}

// movedToFront returns a slice of the given size that begins with the n elements
// from head on, continuing at the start of old.
func movedToFront[E any](old []E, size, head, n int) []E {
	if size == 0 {
		return nil
	}
	fresh := make([]E, size)
	some := copy(fresh[:n], old[head:])
	copy(fresh[some:n], old)
	return fresh
}

// wipePlace forgets the item at a place.
func (r *itemRing) wipePlace(q *queue, i int) {
	r.items[i] = queueItem{}
	q.store.wipe(r.bank, i, i+1)
}

// wipeItems forgets all items, also those that were taken.
func (r *itemRing) wipeItems(q *queue) {
	end := min(r.head+r.n, len(r.items))
	r.wipeRange(q, r.head, end)
	r.wipeRange(q, 0, r.head+r.n-end)
	r.head, r.n = 0, 0
}

func (r *itemRing) wipeRange(q *queue, from, to int) {
	if from < to {
		clear(r.items[from:to])
		q.store.wipe(r.bank, from, to)
	}
}

// shrinkMemory gives back the memory of a burst. The ring is empty.
func (r *itemRing) shrinkMemory(q *queue) {
	if r.head = 0; len(r.items) > smallCapacity {
		r.resize(q, 0)
	}
}

// A takenBatch is a ring that the worker has taken from the emitters. Only the
// worker replaces it, under the queue's lock. An item belongs to the caller that
// claims it: the worker, which calls the listener, or code under the lock, which
// drops the item.
type takenBatch struct {
	itemRing
	claimed atomic.Int64
}

// unclaimed counts the items that can still be claimed.
func (b *takenBatch) unclaimed() int { return max(0, b.n-int(b.claimed.Load())) }

// claim returns the place of the next item, or −1. Nothing else uses that place
// until the batch is replaced.
func (b *takenBatch) claim() int {
	if i := int(b.claimed.Add(1)) - 1; i < b.n {
		return b.placeOf(i)
	}
	return -1
}

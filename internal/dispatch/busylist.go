package dispatch

import (
	"sync"
)

// A busyList holds the queues that have something to do, or workers.
type busyList struct {
	mu    sync.Mutex
	first *queue
}

// busyLinks are a queue's place in it.
type busyLinks struct {
	isListed       bool
	previous, next *queue
}

func (b *busyList) add(q *queue) {
	if q.isListed {
		return // written under the queue's lock, which the caller holds
	}
	b.mu.Lock()
	defer b.mu.Unlock()
	q.isListed, q.previous, q.next = true, nil, b.first
	if b.first != nil {
		b.first.previous = q
	}
	b.first = q
	q.core.watch.armTimer(q.core)
}

func (b *busyList) remove(q *queue) {
	if !q.isListed {
		return
	}
	b.mu.Lock()
	defer b.mu.Unlock()
	if q.previous == nil {
		b.first = q.next
	} else {
		q.previous.next = q.next
	}
	if q.next != nil {
		q.next.previous = q.previous
	}
	q.busyLinks = busyLinks{}
}

func (b *busyList) all() (all []*queue) {
	b.mu.Lock()
	defer b.mu.Unlock()
	for q := b.first; q != nil; q = q.next {
		all = append(all, q)
	}
	return all
}

func (b *busyList) empty() bool {
	b.mu.Lock()
	defer b.mu.Unlock()
	return b.first == nil
}

func (b *busyList) findByAddress(addr uintptr) *queue {
	b.mu.Lock()
	defer b.mu.Unlock()
	for q := b.first; q != nil; q = q.next {
		if addrOf(q) == addr {
			return q
		}
	}
	return nil
}

package dispatch

import (
	"sync"
)

// A busyList is a linked list of the queues that have events or workers. The
// watch, Drain and Close look at these only, so an idle queue costs them nothing.
//
// mu guards the list; it is taken under a queue's mu, and no lock is taken under
// it.
type busyList struct {
	mu    sync.Mutex
	first *queue
}

// busyLinks are a queue's place in the list. isListed is also guarded by the
// queue's mu.
type busyLinks struct {
	isListed       bool
	previous, next *queue
}

// add puts q into the list and starts the watch. The caller holds q.mu.
func (b *busyList) add(q *queue) {
	if q.isListed {
		return
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

// remove takes q out of the list, if it is in. The caller holds q.mu.
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

// all returns the queues in the list. It copies them, since the callers take
// their locks.
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

// findByAddress returns the queue at an address that a mark has, or nil. A queue
// whose worker is on a stack is in the list.
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

package dispatch

import (
	"context"
	"sync/atomic"
)

// An item is one event in a queue. It is small, since it crosses from core to
// core.
type item[P any] struct {
	ctx  context.Context
	from *Owner // who emitted it
	wait *Wait  // nil where nobody waits for it
	p    P
}

// stamped is the payload of a queue whose listener sees all of an event.
type stamped[T any] struct {
	Meta
	p T
}

// A batch is what the worker has taken. The worker alone replaces it, under
// the lock. Who claims an event has it: the worker to call, or under the lock
// somebody who drops it.
type batch[P any] struct {
	ring[item[P]]
	claimed atomic.Int64
}

func (b *batch[P]) left() int { return max(0, b.n-int(b.claimed.Load())) }

// claim returns an event in its place, which stays until the batch is replaced,
// or nil.
func (b *batch[P]) claim() *item[P] {
	if i := int(b.claimed.Add(1)) - 1; i < b.n {
		return b.at(i)
	}
	return nil
}

package dispatch

import (
	"context"
	"errors"
	"runtime"
	"slices"
)

// patience is how often an emitter that finds a queue full lets others run
// before it goes to sleep: a worker that is quick makes room meanwhile, for
// 0.2 µs where sleeping and looking at the stack take 10.
const patience = 4

// A waiter is an emit that waits for room. Who makes room moves its event in.
type waiter[P any] struct {
	item[P]
	key    string
	in     chan struct{} // closed when the event is in, or the queue off
	tables []uintptr     // the rounds on the emitter's stack
}

// accept is bare, and late where that won't do.
func (q *Queue[P]) accept(wait, ctx context.Context, from *Owner, p *P) error {
	if q.key == nil && q.bare(ctx, from, p) {
		return nil
	}
	return q.late(wait, ctx, from, p)
}

// late is push for what bare did not take.
func (q *Queue[P]) late(wait, ctx context.Context, from *Owner, p *P) error {
	if _, err := q.push(wait, &item[P]{ctx, from, nil, *p}); err != nil {
		return queueError{err}
	}
	return nil
}

// overflow does with an event what the policy says; the caller holds the lock.
func (q *Queue[P]) overflow(wait context.Context, it *item[P], key string) (dropped bool, err error) {
	switch q.full {
	case DropNewest:
		q.dropped++
		return true, nil
	case DropOldest:
		q.dropOldest()
	case Latest:
		for q.dropOldest() {
		}
	default:
		return q.block(wait, it, key)
	}
	q.put(it, key)
	return false, nil
}

// block waits for room while wait lasts; the caller holds the lock. An emit
// from inside a listener does not wait, since that could be what makes the
// room: its event goes over the bound.
func (q *Queue[P]) block(wait context.Context, it *item[P], key string) (dropped bool, err error) {
	for range patience {
		q.mu.Unlock()
		runtime.Gosched()
		q.mu.Lock()
		if q.off || len(q.waiting) == 0 && q.roomy() {
			return q.land(it, key)
		}
	}
	q.mu.Unlock()
	f := ownFrames()
	q.mu.Lock()
	switch {
	case q.off || len(q.waiting) == 0 && q.roomy():
		return q.land(it, key)
	case len(f.at) > 1 || f.unknown: // one is the emit itself
		return q.exceed(it, key)
	}
	w := &waiter[P]{item: *it, key: key, in: make(chan struct{}), tables: f.at}
	q.waiting = append(q.waiting, w)
	q.crowded.Store(true)
	return q.await(wait, w)
}

// land puts an event in where there is room, unless there is no queue any more.
func (q *Queue[P]) land(it *item[P], key string) (dropped bool, err error) {
	if q.off {
		q.dropped++
		return true, nil
	}
	q.put(it, key)
	return false, nil
}

// exceed puts an event in over the bound, up to the ceiling of the bus.
func (q *Queue[P]) exceed(it *item[P], key string) (dropped bool, err error) {
	if c := q.l.owner.core; q.tally() >= c.limits.Ceiling && c.recount(&q.mu) >= c.limits.Ceiling {
		q.dropped++
		return true, ErrQueueFull
	}
	if q.off {
		q.dropped++
		return true, nil
	}
	q.put(it, key)
	q.tally()
	return false, nil
}

// await waits until w is in; the caller holds the lock.
func (q *Queue[P]) await(wait context.Context, w *waiter[P]) (dropped bool, err error) {
	q.letIn() // a worker that made room just now may have missed that it is crowded
	q.mu.Unlock()
	q.l.owner.core.wake()
	defer q.mu.Lock()
	select {
	case <-w.in:
		return false, nil
	case <-wait.Done():
	}
	q.mu.Lock()
	defer q.mu.Unlock()
	i := slices.Index(q.waiting, w)
	if i < 0 { // it was let in at the last moment
		return false, nil
	}
	q.waiting = slices.Delete(q.waiting, i, i+1)
	q.crowded.Store(len(q.waiting) > 0)
	q.dropped++
	return true, errors.Join(ErrQueueFull, wait.Err())
}

// letIn moves in those that waited longest, as far as there is room; the caller
// holds the lock.
func (q *Queue[P]) letIn() {
	if len(q.waiting) == 0 {
		return // crowded lies where emitters read
	}
	n := 0
	for n < len(q.waiting) && q.roomy() {
		w := q.waiting[n]
		q.put(&w.item, w.key)
		close(w.in)
		n++
	}
	q.waiting = slices.Delete(q.waiting, 0, n)
	q.crowded.Store(len(q.waiting) > 0)
}

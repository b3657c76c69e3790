package dispatch

import (
	"context"
	"errors"
	"fmt"
	"runtime"
	"slices"
	"unsafe"

	"github.com/fastpluggy/eventbus/internal/errtext"
)

// An emit that finds a queue full comes to applyPolicy with the lock held. The
// policies that drop an event do so at once. Block waits for room in three steps,
// each more expensive than the one before: it yields a few times, it looks at its
// stack to see whether it may wait at all, and it joins roomWaiters and sleeps.
//
// An emit in roomWaiters does not put its event in itself: the goroutine that
// makes room does that, in the order in which the emits came. So no later emit
// can overtake it.

// yieldsBeforeWaiting is how often an emitter that finds a queue full yields
// before it waits. A fast worker makes room during that, for 0.2 µs; waiting and
// looking at the stack cost 10.
const yieldsBeforeWaiting = 4

// A roomWaiter is an emit that waits for room. The goroutine that makes room
// moves its event in.
type roomWaiter struct {
	item     queueItem
	meta     Meta
	key      string
	payload  unsafe.Pointer // a copy
	decided  chan struct{}  // closed when the event is in, or the queue was discarded
	admitted bool           // the event is in; written under the queue's lock before decided is closed
	stack    stackView      // the emitter's
}

// applyPolicy does with an event what the policy says. The caller holds the lock,
// which is released while an emit waits.
func (q *queue) applyPolicy(wait context.Context, key string, it *queueItem, m *Meta, payload unsafe.Pointer) (dropped bool, err error) {
	switch q.policy {
	case DropNewest:
		q.dropNew()
		return true, nil
	case DropOldest:
		q.dropOldest()
	case Latest:
		for q.dropOldest() {
		}
	case Block:
		return q.blockForRoom(wait, key, it, m, payload)
	default: // and no panic: the lock is held
		q.dropNew()
		return true, errors.New("events: the policy " + q.policy.String() + " has no code in applyPolicy")
	}
	q.put(key, it, m, payload)
	return false, nil
}

// blockForRoom waits for room until the context wait ends. The caller holds the
// lock. An emit from inside a listener does not wait, since it could wait for its
// own listener to make room: its event goes over the capacity.
func (q *queue) blockForRoom(wait context.Context, key string, it *queueItem, m *Meta, payload unsafe.Pointer) (dropped bool, err error) {
	for range yieldsBeforeWaiting {
		q.mu.Unlock()
		runtime.Gosched()
		q.mu.Lock()
		if q.discarded || len(q.roomWaiters) == 0 && q.hasRoom() {
			return q.putOrDrop(key, it, m, payload)
		}
	}
	q.mu.Unlock()
	s := lookAtStack()
	if !s.isNested() && !q.neverBlocks {
		s.readMarks()
	}
	done := q.doneOrDrop(wait)
	q.mu.Lock()
	switch {
	case q.discarded || len(q.roomWaiters) == 0 && q.hasRoom():
		return q.putOrDrop(key, it, m, payload)
	case s.isNested() || q.neverBlocks:
		return q.putOverBound(key, it, m, payload)
	}
	w := &roomWaiter{item: *it, meta: *m, key: key, payload: q.store.copyOf(payload), decided: make(chan struct{}), stack: s}
	q.roomWaiters = append(q.roomWaiters, w)
	q.updateAttention()
	return q.awaitRoom(wait, done, w)
}

// doneOrDrop returns the Done channel of the context of an event that waits for
// room. If that call ends the goroutine, the event is dropped.
func (q *queue) doneOrDrop(wait context.Context) <-chan struct{} {
	returned := false
	defer func() {
		if !returned {
			q.mu.Lock()
			defer q.mu.Unlock()
			q.dropNew()
		}
	}()
	done := doneOf(wait)
	returned = true
	return done
}

// putOrDrop puts an event in, or drops it if the queue was discarded. The caller
// holds the lock.
func (q *queue) putOrDrop(key string, it *queueItem, m *Meta, payload unsafe.Pointer) (dropped bool, err error) {
	if q.discarded {
		q.dropNew()
		return true, q.whyDropped()
	}
	q.put(key, it, m, payload)
	return false, nil
}

// putOverBound puts an event in beyond the capacity, up to the ceiling of the
// bus. The caller holds the lock.
func (q *queue) putOverBound(key string, it *queueItem, m *Meta, payload unsafe.Pointer) (dropped bool, err error) {
	if c := q.core; q.updateExcess() >= c.limits.Ceiling && c.recountExcess(q) >= c.limits.Ceiling {
		q.dropNew()
		return true, ErrQueueFull
	}
	dropped, err = q.putOrDrop(key, it, m, payload)
	q.updateExcess()
	return dropped, err
}

// awaitRoom waits until w is admitted. The caller holds the lock, which is
// released during the wait.
//
//go:noinline
func (q *queue) awaitRoom(wait context.Context, done <-chan struct{}, w *roomWaiter) (dropped bool, err error) {
	q.admitWaiting() // a worker that made room just before may not have seen attention yet
	q.mu.Unlock()
	q.core.signalWaitersFor(w.stack.marks)
	var ended error
	select {
	case <-w.decided:
	case <-done:
		ended = whyEnded(wait)
	}
	q.mu.Lock()
	if w.admitted {
		return false, nil
	}
	i := slices.Index(q.roomWaiters, w)
	if i < 0 { // the queue was discarded
		return true, q.whyDropped()
	}
	q.roomWaiters = slices.Delete(q.roomWaiters, i, i+1)
	q.updateAttention()
	q.dropNew()
	return true, errtext.Join("events: ", ErrQueueFull, ended)
}

// whyDropped returns the error for an event that waited for room until its queue
// was discarded. If only the listener was taken off, the event had no listener
// any more, and that is no error.
func (q *queue) whyDropped() error {
	if q.l.owner.state.Load() == viewOpen {
		return nil
	}
	return errDroppedByClose
}

// errDroppedByClose is for events that waited for room when their owner was
// closed.
var errDroppedByClose = fmt.Errorf("%w: %w", ErrDropped, ErrClosed)

// admitWaiting moves events of the emits that wait longest into the queue, as far
// as there is room. The caller holds the lock.
func (q *queue) admitWaiting() {
	if len(q.roomWaiters) == 0 {
		return
	}
	n := 0
	for n < len(q.roomWaiters) && q.hasRoom() {
		w := q.roomWaiters[n]
		q.put(w.key, &w.item, &w.meta, w.payload)
		w.admitted = true
		close(w.decided)
		n++
	}
	q.roomWaiters = slices.Delete(q.roomWaiters, 0, n)
	q.updateAttention()
}

// updateExcess tells the bus how many events of the queue are beyond its
// capacity, and returns how many there are in all queues. The caller holds the
// lock. A worker calls it for each batch, and an emit before it goes over the
// capacity.
func (q *queue) updateExcess() (ofBus int64) {
	excess := max(0, int64(q.pending()-q.capacity))
	ofBus = q.core.excess.Add(excess - q.excess)
	q.excess = excess
	return ofBus
}

// recountExcess has every queue with events update its excess: each does so by
// itself only now and then. The caller holds the lock of one queue, which is
// released during that.
func (c *Core) recountExcess(held *queue) int64 {
	held.mu.Unlock()
	defer held.mu.Lock()
	for _, q := range c.busyQueues.all() {
		q.mu.Lock()
		q.updateExcess()
		q.mu.Unlock()
	}
	return c.excess.Load()
}

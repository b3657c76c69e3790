package dispatch

import (
	"context"
	"fmt"
	"runtime"
	"slices"
	"unsafe"

	"github.com/fastpluggy/eventbus/internal/errtext"
)

// yields is how often an emitter that finds a queue full lets others run before
// it goes to sleep: a worker that is quick makes room meanwhile, for 0.2 µs, and
// sleeping and looking at the stack take 10.
const yields = 4

// A roomWaiter is an emit that waits for room. Whoever makes room moves its
// event in.
type roomWaiter struct {
	item    item
	meta    Meta
	key     string
	payload unsafe.Pointer // a copy
	in      chan struct{}  // closed when the event is in, or the queue off
	let     bool           // it is in; written under the queue's lock before in is closed
	stack   stack          // the emitter's
}

// overflow does with an event what the policy says; the caller holds the lock.
func (q *queue) overflow(wait context.Context, key string, it *item, m *Meta, payload unsafe.Pointer) (dropped bool, err error) {
	switch q.full {
	case DropNewest:
		q.dropNew()
		return true, nil
	case DropOldest:
		q.dropOldest()
	case Latest:
		for q.dropOldest() {
		}
	default:
		return q.block(wait, key, it, m, payload)
	}
	q.put(key, it, m, payload)
	return false, nil
}

// block waits for room while wait lasts; the caller holds the lock. An emit
// from inside a listener does not wait, since that could be what makes the
// room: its event goes over the bound.
func (q *queue) block(wait context.Context, key string, it *item, m *Meta, payload unsafe.Pointer) (dropped bool, err error) {
	for range yields {
		q.mu.Unlock()
		runtime.Gosched()
		q.mu.Lock()
		if q.off || len(q.waiting) == 0 && q.hasRoom() {
			return q.land(key, it, m, payload)
		}
	}
	q.mu.Unlock()
	s := lookAtStack()
	if !s.nested() && !q.overrun {
		s.readMarks()
	}
	done := q.endOf(wait)
	q.mu.Lock()
	switch {
	case q.off || len(q.waiting) == 0 && q.hasRoom():
		return q.land(key, it, m, payload)
	case s.nested() || q.overrun:
		return q.exceed(key, it, m, payload)
	}
	w := &roomWaiter{item: *it, meta: *m, key: key, payload: q.store.keep(payload), in: make(chan struct{}), stack: s}
	q.waiting = append(q.waiting, w)
	q.attend()
	return q.awaitRoom(wait, done, w)
}

// endOf is the Done of the context of an event that waits for room. If that ends
// the goroutine, the event is dropped.
func (q *queue) endOf(wait context.Context) <-chan struct{} {
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

// land puts an event in if there is room, unless there is no queue any more.
func (q *queue) land(key string, it *item, m *Meta, payload unsafe.Pointer) (dropped bool, err error) {
	if q.off {
		q.dropNew()
		return true, q.whyDropped()
	}
	q.put(key, it, m, payload)
	return false, nil
}

// exceed puts an event in over the bound, up to the ceiling of the bus.
func (q *queue) exceed(key string, it *item, m *Meta, payload unsafe.Pointer) (dropped bool, err error) {
	if c := q.core; q.tally() >= c.limits.Ceiling && c.recountExcess(q) >= c.limits.Ceiling {
		q.dropNew()
		return true, ErrQueueFull
	}
	dropped, err = q.land(key, it, m, payload)
	q.tally()
	return dropped, err
}

// awaitRoom waits until w is in; the caller holds the lock, and has it again
// afterwards.
//
//go:noinline
func (q *queue) awaitRoom(wait context.Context, done <-chan struct{}, w *roomWaiter) (dropped bool, err error) {
	q.letIn() // a worker that made room just now may have missed that attention is due
	q.mu.Unlock()
	q.core.circlesChanged(w.stack.marks)
	select {
	case <-w.in:
	case <-done:
	}
	ended := errOf(wait)
	q.mu.Lock()
	if w.let {
		return false, nil
	}
	i := slices.Index(q.waiting, w)
	if i < 0 { // the queue was taken away
		return true, q.whyDropped()
	}
	q.waiting = slices.Delete(q.waiting, i, i+1)
	q.attend()
	q.dropNew()
	return true, errtext.Join("events: ", ErrQueueFull, ended)
}

// whyDropped is the error for an event whose queue was taken away while it waited
// for room. If the listener was taken off, that is no concern of an emit that does
// not wait for it.
func (q *queue) whyDropped() error {
	if q.l.owner.state.Load() == open {
		return nil
	}
	return errDroppedByClose
}

var errDroppedByClose = fmt.Errorf("%w: %w", ErrDropped, ErrClosed)

// letIn moves in those that waited longest, as far as there is room; the caller
// holds the lock.
func (q *queue) letIn() {
	if len(q.waiting) == 0 {
		return
	}
	n := 0
	for n < len(q.waiting) && q.hasRoom() {
		w := q.waiting[n]
		q.put(w.key, &w.item, &w.meta, w.payload)
		w.let = true
		close(w.in)
		n++
	}
	q.waiting = slices.Delete(q.waiting, 0, n)
	q.attend()
}

// tally tells the bus how many events are beyond the bound; the caller holds
// the lock. The worker does so with each batch, and whoever wants to go over it.
func (q *queue) tally() (ofBus int64) {
	excess := max(0, int64(q.pending()-q.bound))
	ofBus = q.core.excess.Add(excess - q.excess)
	q.excess = excess
	return ofBus
}

// recountExcess asks every queue at work how far it is beyond its bound: each
// tells by itself only now and then. The caller holds the lock of one, which is
// given up meanwhile.
func (c *Core) recountExcess(held *queue) int64 {
	held.mu.Unlock()
	defer held.mu.Lock()
	for _, q := range c.busy.all() {
		q.mu.Lock()
		q.tally()
		q.mu.Unlock()
	}
	return c.excess.Load()
}

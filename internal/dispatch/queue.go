package dispatch

import (
	"context"
	"errors"
	"runtime/debug"
	"sync"
)

// Ceiling is how many events of a bus may go over the bounds of its queues,
// because a listener emitted them: a listener that waited for room could be
// waiting for itself.
const Ceiling = 1_000_000

// A queue is what the rest of the engine sees of a Queue[T].
type queue interface {
	idle() bool
	figures() (pending, running int, dropped uint64)
	discard() (lost int)
	stuck(table uintptr) (rounds int)
}

type item[T any] struct {
	ctx  context.Context
	meta Meta
	p    T
	wait *Wait
}

// A Queue holds one asynchronous listener's events in order. Its workers are
// goroutines that end when it is empty: an idle listener has none.
type Queue[T any] struct {
	l    *Listener
	call func(context.Context, Meta, T) error
	body func(T) Body

	mu      sync.Mutex
	ring    []item[T]
	head, n int
	running int // workers, or loop bodies of a stream
	dropped uint64
	off     bool
	pulled  bool            // a stream takes the events, not workers
	room    chan struct{}   // closed when a full queue has room again
	blocked map[uintptr]int // emits that wait for room, by their tables
	ready   chan struct{}   // closed when a stream has something to take
}

// push takes in one event. A full queue is waited for while wait lasts, save
// by a listener, whose events go over the bound.
func (q *Queue[T]) push(wait context.Context, it item[T]) error {
	q.mu.Lock()
	for q.n >= q.l.Buffer && !q.off {
		over, err := q.full(wait)
		if err != nil {
			q.dropped++
			q.mu.Unlock()
			return err
		}
		if over {
			break
		}
	}
	defer q.mu.Unlock()
	if q.off {
		q.dropped++
		return nil
	}
	it.wait.add()
	q.put(it)
	return nil
}

// full waits for room and comes back with the lock held. It reports whether
// the event may go over the bound.
func (q *Queue[T]) full(wait context.Context) (over bool, err error) {
	q.mu.Unlock()
	f := ownFrames()
	q.mu.Lock()
	if len(f.at) > 1 || f.unknown { // one is the emit itself
		if q.l.bus.core.over.Load() >= Ceiling {
			return false, ErrQueueFull
		}
		return true, nil
	}
	if q.n < q.l.Buffer || q.off {
		return false, nil
	}
	if q.room == nil {
		q.room = make(chan struct{})
	}
	room := q.room
	return false, q.await(wait, room, f.at)
}

// await waits for room; the caller holds the lock.
func (q *Queue[T]) await(wait context.Context, room chan struct{}, tables []uintptr) error {
	if q.blocked == nil {
		q.blocked = map[uintptr]int{}
	}
	for _, at := range tables {
		q.blocked[at]++
	}
	q.mu.Unlock()
	q.l.bus.core.wake()
	defer func() {
		q.mu.Lock()
		for _, at := range tables {
			if q.blocked[at]--; q.blocked[at] == 0 {
				delete(q.blocked, at)
			}
		}
	}()
	select {
	case <-room:
		return nil
	case <-wait.Done():
		return errors.Join(ErrQueueFull, wait.Err())
	}
}

func (q *Queue[T]) put(it item[T]) {
	if q.n >= q.l.Buffer {
		q.l.bus.core.over.Add(1)
	}
	if q.n == len(q.ring) {
		q.grow()
	}
	q.ring[(q.head+q.n)%len(q.ring)] = it
	q.n++
	if q.pulled {
		if q.ready != nil {
			close(q.ready)
			q.ready = nil
		}
		return
	}
	if q.running < q.l.Workers {
		q.running++
		go work(q)
	}
}

// grow doubles the ring: a listener that is seldom busy keeps it small.
func (q *Queue[T]) grow() {
	ring := make([]item[T], max(8, 2*len(q.ring)))
	for i := range q.n {
		ring[i] = q.ring[(q.head+i)%len(q.ring)]
	}
	q.ring, q.head = ring, 0
}

// take removes the oldest event; the caller holds the lock.
func (q *Queue[T]) take() item[T] {
	it := q.ring[q.head]
	q.ring[q.head] = item[T]{}
	q.head = (q.head + 1) % len(q.ring)
	q.n--
	if q.n >= q.l.Buffer {
		q.l.bus.core.over.Add(-1)
	}
	if q.n < q.l.Buffer && q.room != nil {
		close(q.room)
		q.room = nil
	}
	if q.n == 0 && len(q.ring) > 64 {
		q.ring, q.head = nil, 0 // what a burst took is given back
	}
	return it
}

// work calls the listener until its queue is empty. Its first argument is
// what ownFrames looks for.
//
//go:noinline
func work[T any](q *Queue[T]) {
	for {
		q.mu.Lock()
		if q.n == 0 {
			q.running--
			q.mu.Unlock()
			q.l.rested()
			return
		}
		it := q.take()
		q.mu.Unlock()
		q.one(it)
	}
}

// one makes one call. After Goexit the goroutine ends, and another takes its
// place.
func (q *Queue[T]) one(it item[T]) {
	returned := false
	var err error
	defer func() {
		l := q.l
		var told error
		if !returned {
			v := recover()
			if v == nil {
				err = ErrGoexit
				go work(q)
			} else {
				err = l.bus.core.hooks.Panicked(v, debug.Stack())
			}
		}
		if err != nil {
			told = l.fail(it.ctx, Failure{Meta: it.meta, Body: q.body(it.p), Stage: StageHandler, Err: err})
		}
		l.delivered.Add(1)
		it.wait.finish(told)
	}()
	err = q.call(it.ctx, it.meta, it.p)
	returned = true
}

// idle reports whether there is nothing that a waiter need wait for: what runs
// waits itself, and what is queued waits for such a call.
func (q *Queue[T]) idle() bool {
	q.mu.Lock()
	defer q.mu.Unlock()
	if q.n == 0 && q.running == 0 {
		return true
	}
	stuck := q.running > 0 && q.running <= parkedAt(addrOf(q))
	return stuck && (q.n == 0 || q.running >= q.l.Workers)
}

// stuck returns how many rounds over a table wait for room that will not come
// while those wait whom the queue's workers work for.
func (q *Queue[T]) stuck(table uintptr) int {
	q.mu.Lock()
	defer q.mu.Unlock()
	if q.n < q.l.Buffer || q.running < q.l.Workers || q.running > parkedAt(addrOf(q)) {
		return 0
	}
	return q.blocked[table]
}

func (q *Queue[T]) figures() (pending, running int, dropped uint64) {
	q.mu.Lock()
	defer q.mu.Unlock()
	return q.n, q.running, q.dropped
}

// discard empties the queue for good; what was in it counts as dropped, and
// what waited for room will.
func (q *Queue[T]) discard() (lost int) {
	q.mu.Lock()
	defer q.mu.Unlock()
	q.off = true
	lost = q.n
	for _, n := range q.blocked {
		lost += n
	}
	for q.n > 0 {
		it := q.take()
		q.dropped++
		it.wait.finish(nil)
	}
	q.ring, q.head = nil, 0
	if q.room != nil {
		close(q.room)
		q.room = nil
	}
	if q.ready != nil {
		close(q.ready)
		q.ready = nil
	}
	return lost
}

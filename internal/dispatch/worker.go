package dispatch

import (
	"runtime"
	"slices"
	"sync/atomic"
	"time"
)

// A seat is a worker's place, by which the watch sees whether it gets on.
type seat struct{ calls atomic.Uint64 }

// work calls the listener until its queue is empty. Its first argument is
// what ownFrames looks for.
//
//go:noinline
func work[T any](q *Queue[T]) {
	if q.solo() {
		for it := q.grab(); it != nil; it = q.grab() {
			q.one(it)
		}
	} else {
		q.shared()
	}
	q.l.rested()
}

// grab returns the next event of the batch, or of a new batch, or nil.
func (q *Queue[T]) grab() *item[T] {
	for {
		if it := q.batch.claim(); it != nil {
			if q.crowded.Load() {
				q.mu.Lock()
				q.letIn()
				q.mu.Unlock()
			}
			return it
		}
		if !q.refill() && !q.linger() {
			return nil
		}
	}
}

// refill swaps the rings, or says that there is nothing to do.
func (q *Queue[T]) refill() bool {
	q.mu.Lock()
	defer q.mu.Unlock()
	return q.swap()
}

// swap is refill under the lock.
func (q *Queue[T]) swap() bool {
	q.letIn()
	q.batch.empty() // all at once: one by one would cost each event 3 ns
	q.batch.ring, q.fill = q.fill, q.batch.ring
	q.taken = q.batch.n
	q.batch.claimed.Store(0)
	q.some.Store(0)
	if q.excess > 0 {
		q.tally()
	}
	return q.taken > 0
}

// linger lets others run for a while in the hope that they bring an event,
// before the worker ends: starting another costs an emitter 0.3 µs. It lingers
// for longer where that was worth it lately, and not at all where events are
// few and far between.
func (q *Queue[T]) linger() bool {
	for range q.patience {
		runtime.Gosched()
		if q.some.Load() == 0 {
			continue
		}
		for i := 0; i < q.patience/8 && q.some.Load() == few; i++ {
			runtime.Gosched() // events stream in: let some come together
		}
		if q.refill() {
			q.patience = min(2*q.patience, longest)
			return true
		}
	}
	q.mu.Lock()
	defer q.mu.Unlock()
	if q.swap() {
		q.patience = max(1, q.patience)
		return true
	}
	q.patience /= 2
	q.running--
	q.fill.trim(&q.kind.spare)
	q.batch.trim(&q.kind.spare)
	return false
}

// longest is how often a worker lets others run before it ends: some 10 µs.
const longest = 64

// shared is the loop of one among several workers.
func (q *Queue[T]) shared() {
	me := new(seat)
	q.mu.Lock()
	q.crew = append(q.crew, me)
	q.mu.Unlock()
	defer q.quit(me) // also where a handler ends the goroutine
	for q.turn(me) {
	}
}

func (q *Queue[T]) quit(me *seat) {
	q.mu.Lock()
	defer q.mu.Unlock()
	q.crew = slices.DeleteFunc(q.crew, func(s *seat) bool { return s == me })
}

// turn makes one call. It reports whether there was one to make.
func (q *Queue[T]) turn(me *seat) bool {
	var it item[T]
	lane, ok := q.takeShared(&it)
	if !ok {
		return false
	}
	me.calls.Add(1)
	if lane != nil {
		defer q.leaveLane(lane)
	}
	q.one(&it)
	return true
}

func (q *Queue[T]) takeShared(it *item[T]) (on *lane[T], ok bool) {
	q.mu.Lock()
	defer q.mu.Unlock()
	if q.key != nil {
		on = q.lanes.take(it)
		ok = on != nil
	} else if q.fill.n > 0 {
		q.fill.take(it)
		ok = true
	}
	if q.excess > 0 {
		q.tally()
	}
	if ok {
		q.letIn()
		return on, true
	}
	q.running--
	if q.fill.n == 0 {
		q.fill.trim(&q.kind.spare)
	}
	return nil, false
}

func (q *Queue[T]) leaveLane(l *lane[T]) {
	q.mu.Lock()
	defer q.mu.Unlock()
	q.lanes.done(l)
}

// one makes one call.
func (q *Queue[T]) one(it *item[T]) {
	over := false
	defer func() {
		if !over {
			q.fell(it, recover())
		}
	}()
	var err error
	switch {
	case q.plain != nil:
		err = q.plain(it.ctx, it.p)
	default:
		err = q.call(it.ctx, it.note.meta, it.p)
	}
	if err != nil {
		err = q.failed(it, err)
	}
	q.end(it, err)
	over = true
}

func (q *Queue[T]) end(it *item[T], told error) {
	q.done.Add(1)
	if it.note != nil {
		it.note.wait.finish(told)
	}
}

func (q *Queue[T]) failed(it *item[T], err error) (told error) {
	return q.l.fail(it.ctx, Failure{Meta: q.metaOf(it), Body: q.kind.Box(it.p), Stage: StageHandler, Err: err})
}

// metaOf returns what a report says of an event. The time of one that nobody
// wanted to know is that of the report.
func (q *Queue[T]) metaOf(it *item[T]) Meta {
	m := Meta{Name: q.l.slot.name, Source: it.from.name}
	if it.note != nil {
		m = it.note.meta
	}
	if m.Time.IsZero() {
		m.Time = time.Now()
	}
	return m
}

// fell ends a call that panicked. After Goexit the goroutine ends, and another
// takes its place.
func (q *Queue[T]) fell(it *item[T], v any) {
	var told error
	defer func() { // the error handler may end the goroutine too
		q.end(it, told)
		if v == nil {
			go q.start()
		}
	}()
	told = q.failed(it, q.l.owner.core.caught(v))
}

// progress tells the watch how far each worker is.
func (q *Queue[T]) progress() (addr uintptr, calls []uint64) {
	q.mu.Lock()
	defer q.mu.Unlock()
	if q.running > 0 && q.solo() {
		calls = append(calls, q.done.Load())
	}
	for _, s := range q.crew {
		calls = append(calls, s.calls.Load())
	}
	return addrOf(q), calls
}

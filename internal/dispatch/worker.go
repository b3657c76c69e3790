package dispatch

import (
	"runtime"
	"slices"
	"sync/atomic"
	"time"
)

// A seat is a worker's place, by which the watch sees whether it gets on.
type seat struct{ calls atomic.Uint64 }

// work calls the listener until its queue is empty. Its mark is what
// ownFrames looks for.
//
//go:noinline
func work[P any](_ mark, q *Queue[P], me *seat) {
	if me != nil {
		q.sit(me)
		defer q.quit(me) // also where a handler ends the goroutine
	}
	for q.serve(me) {
	}
	q.l.rested()
}

// serve calls the listener until its queue is empty, or until a call panics:
// then it returns true, and goes on when called again. So what guards the calls
// is not paid for each.
func (q *Queue[P]) serve(me *seat) (again bool) {
	const (
		idle = iota
		calling
		reporting
	)
	var (
		stage int
		it    *item[P]
		on    *lane[P]
		own   item[P]
	)
	defer func() {
		if stage != idle {
			q.fell(it, on, stage == calling, recover())
			again = true
		}
	}()
	for {
		if me == nil {
			it = q.grab()
		} else {
			it, on = q.take(me, &own)
		}
		if it == nil {
			return false
		}
		if q.breaks && q.l.Disabled() {
			q.skip(it, on)
			continue
		}
		stage = calling
		began := q.clock()
		err := q.call(it.ctx, it.p)
		q.l.took(began)
		if err != nil {
			stage = reporting
			err = q.failed(it, err)
		} else if q.breaks {
			q.l.seldom().succeeded()
		}
		stage = idle
		q.end(it, on, err)
	}
}

// clock returns the time where calls are timed.
func (q *Queue[P]) clock() (now time.Time) {
	if q.observed.Load() {
		now = time.Now()
	}
	return now
}

// grab returns the next event of the batch, or of a new batch, or nil.
func (q *Queue[P]) grab() *item[P] {
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
func (q *Queue[P]) refill() bool {
	q.mu.Lock()
	defer q.mu.Unlock()
	return q.swap()
}

// swap is refill under the lock.
func (q *Queue[P]) swap() bool {
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
// few and far between, where the machine is busy, or where somebody waits for
// the worker to end.
func (q *Queue[P]) linger() bool {
	began := time.Now()
	for range q.patience {
		runtime.Gosched()
		for i := 0; i < 2*q.patience && q.some.Load() == few; i++ {
			runtime.Gosched() // events stream in: let some come together
		}
		if q.some.Load() != 0 && q.refill() {
			q.patience = min(2*q.patience, longest)
			return true
		}
		if time.Since(began) > leisure || q.l.off.Load() || q.l.owner.core.watched.Load() != 0 {
			break
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
	q.fill.trim(q.spare)
	q.batch.trim(q.spare)
	return false
}

// A worker lets others run this often before it ends, and for this long.
const (
	longest = 64
	leisure = 20 * time.Microsecond
)

func (q *Queue[P]) sit(me *seat) {
	q.mu.Lock()
	defer q.mu.Unlock()
	q.crew = append(q.crew, me)
}

func (q *Queue[P]) quit(me *seat) {
	q.mu.Lock()
	defer q.mu.Unlock()
	q.crew = slices.DeleteFunc(q.crew, func(s *seat) bool { return s == me })
}

// take moves the next event to own, for one among several workers, and returns
// it with its lane, or nil.
func (q *Queue[P]) take(me *seat, own *item[P]) (it *item[P], on *lane[P]) {
	q.mu.Lock()
	defer q.mu.Unlock()
	if q.key != nil {
		if on = q.lanes.take(own); on != nil {
			it = own
		}
	} else if q.fill.n > 0 {
		q.fill.take(own)
		it = own
	}
	if q.excess > 0 {
		q.tally()
	}
	if it != nil {
		me.calls.Add(1)
		q.letIn()
		return it, on
	}
	*own = item[P]{}
	q.running--
	if q.fill.n == 0 {
		q.fill.trim(q.spare)
	}
	return nil, nil
}

func (q *Queue[P]) leaveLane(l *lane[P]) {
	q.mu.Lock()
	defer q.mu.Unlock()
	q.lanes.done(l)
}

// skip drops an event that was queued before its listener was disabled.
func (q *Queue[P]) skip(it *item[P], on *lane[P]) {
	q.mu.Lock()
	q.dropped++
	q.mu.Unlock()
	q.l.more().breaker.skipped.Add(1)
	q.let(it, on, nil)
}

func (q *Queue[P]) end(it *item[P], on *lane[P], told error) {
	q.done.Add(1)
	q.let(it, on, told)
}

// let tells who waits for an event, and lets the next of its key have its turn.
func (q *Queue[P]) let(it *item[P], on *lane[P], told error) {
	it.wait.finish(told)
	if on != nil {
		q.leaveLane(on)
	}
}

// fell ends a call that panicked, or whose goroutine ends: by Goexit in the
// handler or in the error handler. Then another takes its place, last of all,
// so that calls do not meet.
func (q *Queue[P]) fell(it *item[P], on *lane[P], report bool, v any) {
	var told error
	ends := true
	defer func() {
		q.end(it, on, told)
		if ends {
			go q.start()
		}
	}()
	if report {
		told = q.failed(it, q.l.owner.core.caught(v))
	}
	ends = v == nil
}

func (q *Queue[P]) failed(it *item[P], err error) (told error) {
	m, b := q.tell(it.from, it.p)
	if m.Time.IsZero() {
		m.Time = time.Now() // nobody wanted it, but the report shows it
	}
	return q.l.fail(it.ctx, Failure{Meta: m, Body: b, Stage: StageHandler, Err: err})
}

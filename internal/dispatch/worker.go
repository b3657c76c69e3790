package dispatch

import (
	"context"
	"runtime"
	"slices"
	"sync/atomic"
	"time"
	"unsafe"
)

// A seat is a worker's place, by which the watch sees whether it gets on.
type seat struct{ calls atomic.Uint64 }

// A job is the event that a worker has taken.
type job struct {
	it      *item
	meta    *Meta
	payload unsafe.Pointer
	node    int32 // in the slab
}

// work calls the listener until its queue is empty. Its mark is what a look at
// the stack looks for. A worker whose goroutine a handler ends is replaced, last
// of all, so that its calls do not meet those of the new one.
//
//go:noinline
func work(_ mark, q *queue, me *seat) {
	over := false
	if q.slab != nil {
		q.sit(me)
	}
	defer func() {
		if q.slab != nil {
			q.stand(me)
		}
		if !over {
			go q.start()
		}
	}()
	for q.serve(me) {
	}
	over = true
	q.rested()
}

// serve calls the listener until its queue is empty, or until a call panics:
// then it returns true, and goes on when called again. So what guards the calls
// is not paid for each.
func (q *queue) serve(me *seat) (again bool) {
	const (
		idle = iota
		calling
		reporting
	)
	var (
		stage int
		j     job
	)
	if q.slab != nil {
		j.it, j.meta = new(item), new(Meta)
	}
	defer func() {
		if stage != idle {
			q.callFell(&j, stage == calling, recover())
			again = true
		}
	}()
	for {
		if !q.nextJob(me, &j) {
			return false
		}
		if q.breaks && q.l.Disabled() {
			q.skip(&j)
			continue
		}
		stage = calling
		var began time.Time
		if q.core.observed.Load() {
			began = time.Now()
		}
		var err error
		if q.relays {
			err = q.callRelay(&j)
		} else {
			err = q.l.kind.call(j.it.ctx, q.l, j.meta, j.payload)
		}
		if !began.IsZero() {
			q.l.took(began)
		}
		if err != nil {
			stage = reporting
			err = q.failed(&j, err)
		} else if q.breaks {
			q.l.options().succeeded()
		}
		stage = idle
		q.end(&j, err)
	}
}

// callRelay calls a listener that emits what it hears under another name. An emit
// that waits for it waits for what comes of that, too.
func (q *queue) callRelay(j *job) error {
	ctx := j.it.ctx
	if j.it.extra != nil && j.it.extra.wait != nil {
		ctx = context.WithValue(ctx, relayKey{}, &relaying{j.it.ctx, j.it.extra.wait})
	}
	return q.l.kind.call(ctx, q.l, j.meta, j.payload)
}

// nextJob takes an event, or reports that the worker's work is over.
func (q *queue) nextJob(me *seat, j *job) bool {
	if q.slab != nil {
		return q.takeNode(me, j)
	}
	i := q.grab()
	if i < 0 {
		return false
	}
	b := &q.batch
	j.it, j.payload = &b.items[i], q.store.at(b.bank, i)
	if q.stamped {
		j.meta = &b.metas[i]
	}
	return true
}

// grab returns the place of the next event in the batch, or in a new one, or −1.
func (q *queue) grab() int {
	for {
		if i := q.batch.claim(); i >= 0 {
			if q.attention.Load() {
				q.mu.Lock()
				q.letIn()
				q.tellWaiters() // of the call before
				q.mu.Unlock()
			}
			return i
		}
		if !q.refill() && !q.linger() {
			return -1
		}
	}
}

// refill swaps the rings, or says that there is nothing to do.
func (q *queue) refill() bool {
	q.mu.Lock()
	defer q.mu.Unlock()
	return q.swap()
}

// swap is refill under the lock.
func (q *queue) swap() bool {
	q.letIn()
	q.batch.empty(q) // all at once: one by one would cost each event 3 ns
	q.batch.ring, q.fill = q.fill, q.batch.ring
	q.batched = q.batch.n
	q.batch.claimed.Store(0)
	q.some.Store(0)
	if q.excess > 0 {
		q.tally()
	}
	return q.batched > 0
}

// linger lets others run for a while in the hope that they bring an event,
// before the worker ends: starting another costs an emitter 0.3 µs. It lingers
// for longer if that was worth it lately, and not at all if events are few and
// far between, if the machine is busy, or if somebody waits for the worker to
// end.
func (q *queue) linger() bool {
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
		if time.Since(began) > leisure || q.l.off.Load() || q.attention.Load() {
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
	return false
}

// A worker lets others run this often before it ends, and for this long.
const (
	longest = 64
	leisure = 20 * time.Microsecond
)

func (q *queue) sit(me *seat) {
	q.mu.Lock()
	defer q.mu.Unlock()
	q.seats = append(q.seats, me)
}

func (q *queue) stand(me *seat) {
	q.mu.Lock()
	defer q.mu.Unlock()
	q.seats = slices.DeleteFunc(q.seats, func(s *seat) bool { return s == me })
}

// takeNode takes an event from the slab, for one worker of several.
func (q *queue) takeNode(me *seat, j *job) bool {
	q.mu.Lock()
	defer q.mu.Unlock()
	i := q.slab.next(q)
	if i == none {
		q.running--
		return false
	}
	q.slab.take(i)
	n := &q.slab.nodes[i]
	*j.it, *j.meta, j.payload, j.node = n.item, n.meta, q.store.at(0, int(i)), i
	me.calls.Add(1)
	if q.excess > 0 {
		q.tally()
	}
	q.letIn()
	q.tellWaiters()
	return true
}

// skip drops an event that was queued before its listener was disabled.
func (q *queue) skip(j *job) {
	q.mu.Lock()
	q.lose(j.it, j.meta)
	q.mu.Unlock()
	q.l.needOptions().breaker.skipped.Add(1)
	q.free(j)
}

// end ends a call.
func (q *queue) end(j *job, told error) {
	q.done.Add(1)
	if j.it.extra != nil && j.it.extra.wait != nil {
		j.it.extra.wait.finish(q, told)
		if q.slab == nil {
			q.patience = 0 // its emitter goes on at once, best on this core: see linger
		}
	}
	if q.slab != nil {
		q.free(j)
	}
}

// free frees the place of an event that is done with. Those who wait for that are
// told when the worker takes the next one, or ends.
func (q *queue) free(j *job) {
	if q.slab == nil {
		return
	}
	q.mu.Lock()
	defer q.mu.Unlock()
	q.slab.release(q, j.node)
}

// callFell ends a call that panicked, or whose goroutine ends: by Goexit in the
// handler or in the error handler.
func (q *queue) callFell(j *job, report bool, v any) {
	var told error
	defer func() { q.end(j, told) }()
	if report {
		told = q.failed(j, q.core.caught(v))
	}
}

// failed reports a failure, with the event as it was emitted.
func (q *queue) failed(j *job, err error) (told error) {
	f := Failure{Meta: q.metaOf(j.it, j.meta), Stage: StageHandler, Err: err}
	if j.it.extra != nil {
		f.Body = j.it.extra.body
	}
	if f.Body == nil {
		f.Body = q.l.kind.box(j.payload)
	}
	return q.l.fail(j.it.ctx, f)
}

// metaOf returns what is known of a queued event. stamp is what its listener sees
// of it, if that sees all.
func (q *queue) metaOf(it *item, stamp *Meta) Meta {
	if q.stamped && stamp != nil {
		return *stamp
	}
	m := Meta{Name: q.l.slot.name, Source: it.source, Time: time.Unix(0, it.at)}
	if it.extra != nil && !it.extra.at.IsZero() {
		m.Time = it.extra.at
	}
	return m
}

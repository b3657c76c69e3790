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
type workerSeat struct{ calls atomic.Uint64 }

// A job is the event that a worker has taken.
type takenEvent struct {
	it      *queueItem
	meta    *Meta
	payload unsafe.Pointer
	node    int32 // in the slab
}

// work calls the listener until its queue is empty. Its mark is what a look at
// the stack looks for. A worker whose goroutine a handler ends is replaced, last
// of all, so that its calls do not meet those of the new one.
//
//go:noinline
func runWorker(_ stackMark, q *queue, me *workerSeat) {
	over := false
	if q.slab != nil {
		q.addWorker(me)
	}
	defer func() {
		if q.slab != nil {
			q.removeWorker(me)
		}
		if !over {
			go q.startWorker()
		}
	}()
	for q.callListener(me) {
	}
	over = true
	q.noteRest()
}

// serve calls the listener until its queue is empty, or until a call panics:
// then it returns true, and goes on when called again. So what guards the calls
// is not paid for each.
func (q *queue) callListener(me *workerSeat) (again bool) {
	const (
		idle = iota
		calling
		reporting
	)
	var (
		stage int
		j     takenEvent
	)
	if q.slab != nil {
		j.it, j.meta = new(queueItem), new(Meta)
	}
	defer func() {
		if stage != idle {
			q.endBrokenCall(&j, stage == calling, recover())
			again = true
		}
	}()
	for {
		if !q.nextJob(me, &j) {
			return false
		}
		if q.mayDisable && q.l.Disabled() {
			q.dropDisabled(&j)
			continue
		}
		stage = calling
		var began time.Time
		if q.core.observed.Load() {
			began = time.Now()
		}
		var err error
		if q.isRelay {
			err = q.callRelay(&j)
		} else {
			err = q.l.kind.callHandler(j.it.ctx, q.l, j.meta, j.payload)
		}
		if !began.IsZero() {
			q.l.noteDuration(began)
		}
		if err != nil {
			stage = reporting
			err = q.reportFailure(&j, err)
		} else if q.mayDisable {
			q.l.options().resetFailures()
		}
		stage = idle
		q.endCall(&j, err)
	}
}

// callRelay calls a listener that emits what it hears under another name. An emit
// that waits for it waits for what comes of that, too.
func (q *queue) callRelay(j *takenEvent) error {
	ctx := j.it.ctx
	if j.it.extra != nil && j.it.extra.wait != nil {
		ctx = context.WithValue(ctx, relayKey{}, &relayedEmit{j.it.ctx, j.it.extra.wait})
	}
	return q.l.kind.callHandler(ctx, q.l, j.meta, j.payload)
}

// nextJob takes an event, or reports that the worker's work is over.
func (q *queue) nextJob(me *workerSeat, j *takenEvent) bool {
	if q.slab != nil {
		return q.takeNode(me, j)
	}
	i := q.claimNext()
	if i < 0 {
		return false
	}
	b := &q.batch
	j.it, j.payload = &b.items[i], q.store.pointerTo(b.bank, i)
	if q.keepsMeta {
		j.meta = &b.metas[i]
	}
	return true
}

// grab returns the place of the next event in the batch, or in a new one, or −1.
func (q *queue) claimNext() int {
	for {
		if i := q.batch.claim(); i >= 0 {
			if q.attention.Load() {
				q.mu.Lock()
				q.admitWaiting()
				q.wakeWaiters() // of the call before
				q.mu.Unlock()
			}
			return i
		}
		if !q.swapRings() && !q.lingerForMore() {
			return -1
		}
	}
}

// refill swaps the rings, or says that there is nothing to do.
func (q *queue) swapRings() bool {
	q.mu.Lock()
	defer q.mu.Unlock()
	return q.swapRingsLocked()
}

// swap is refill under the lock.
func (q *queue) swapRingsLocked() bool {
	q.admitWaiting()
	q.batch.wipeItems(q) // all at once: one by one would cost each event 3 ns
	q.batch.itemRing, q.fill = q.fill, q.batch.itemRing
	q.batchSize = q.batch.n
	q.batch.claimed.Store(0)
	q.fillLevel.Store(0)
	if q.excess > 0 {
		q.updateExcess()
	}
	return q.batchSize > 0
}

// linger lets others run for a while in the hope that they bring an event,
// before the worker ends: starting another costs an emitter 0.3 µs. It lingers
// for longer if that was worth it lately, and not at all if events are few and
// far between, if the machine is busy, or if somebody waits for the worker to
// end.
func (q *queue) lingerForMore() bool {
	began := time.Now()
	for range q.idleYields {
		runtime.Gosched()
		for i := 0; i < 2*q.idleYields && q.fillLevel.Load() == fillFew; i++ {
			runtime.Gosched() // events stream in: let some come together
		}
		if q.fillLevel.Load() != 0 && q.swapRings() {
			q.idleYields = min(2*q.idleYields, maxIdleYields)
			return true
		}
		if time.Since(began) > maxIdleTime || q.l.off.Load() || q.attention.Load() {
			break
		}
	}
	q.mu.Lock()
	defer q.mu.Unlock()
	if q.swapRingsLocked() {
		q.idleYields = max(1, q.idleYields)
		return true
	}
	q.idleYields /= 2
	q.running--
	return false
}

// A worker lets others run this often before it ends, and for this long.
const (
	maxIdleYields = 64
	maxIdleTime   = 20 * time.Microsecond
)

func (q *queue) addWorker(me *workerSeat) {
	q.mu.Lock()
	defer q.mu.Unlock()
	q.activeWorkers = append(q.activeWorkers, me)
}

func (q *queue) removeWorker(me *workerSeat) {
	q.mu.Lock()
	defer q.mu.Unlock()
	q.activeWorkers = slices.DeleteFunc(q.activeWorkers, func(s *workerSeat) bool { return s == me })
}

// takeNode takes an event from the slab, for one worker of several.
func (q *queue) takeNode(me *workerSeat, j *takenEvent) bool {
	q.mu.Lock()
	defer q.mu.Unlock()
	i := q.slab.nextNode(q)
	if i == noNode {
		q.running--
		return false
	}
	q.slab.take(i)
	n := &q.slab.nodes[i]
	*j.it, *j.meta, j.payload, j.node = n.queueItem, n.meta, q.store.pointerTo(0, int(i)), i
	me.calls.Add(1)
	if q.excess > 0 {
		q.updateExcess()
	}
	q.admitWaiting()
	q.wakeWaiters()
	return true
}

// skip drops an event that was queued before its listener was disabled.
func (q *queue) dropDisabled(j *takenEvent) {
	q.mu.Lock()
	q.countDropped(j.it, j.meta)
	q.mu.Unlock()
	q.l.needOptions().breaker.droppedWhileOpen.Add(1)
	q.releasePlace(j)
}

// end ends a call.
func (q *queue) endCall(j *takenEvent, told error) {
	q.callsDone.Add(1)
	if j.it.extra != nil && j.it.extra.wait != nil {
		j.it.extra.wait.copyDone(q, told)
		if q.slab == nil {
			q.idleYields = 0 // its emitter goes on at once, best on this core: see linger
		}
	}
	if q.slab != nil {
		q.releasePlace(j)
	}
}

// free frees the place of an event that is done with. Those who wait for that are
// told when the worker takes the next one, or ends.
func (q *queue) releasePlace(j *takenEvent) {
	if q.slab == nil {
		return
	}
	q.mu.Lock()
	defer q.mu.Unlock()
	q.slab.release(q, j.node)
}

// callFell ends a call that panicked, or whose goroutine ends: by Goexit in the
// handler or in the error handler.
func (q *queue) endBrokenCall(j *takenEvent, report bool, v any) {
	var told error
	defer func() { q.endCall(j, told) }()
	if report {
		told = q.reportFailure(j, q.core.panicError(v))
	}
}

// failed reports a failure, with the event as it was emitted.
func (q *queue) reportFailure(j *takenEvent, err error) (told error) {
	f := Failure{Meta: q.metaOf(j.it, j.meta), Stage: StageHandler, Err: err}
	if j.it.extra != nil {
		f.Body = j.it.extra.body
	}
	if f.Body == nil {
		f.Body = q.l.kind.box(j.payload)
	}
	return q.l.recordFailure(j.it.ctx, f)
}

// metaOf returns what is known of a queued event. stamp is what its listener sees
// of it, if that sees all.
func (q *queue) metaOf(it *queueItem, stamp *Meta) Meta {
	if q.keepsMeta && stamp != nil {
		return *stamp
	}
	m := Meta{Name: q.l.slot.name, Source: it.source, Time: time.Unix(0, it.at)}
	if it.extra != nil && !it.extra.at.IsZero() {
		m.Time = it.extra.at
	}
	return m
}

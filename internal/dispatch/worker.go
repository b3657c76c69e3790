package dispatch

import (
	"runtime"
	"slices"
	"sync/atomic"
	"time"
)

// A worker is started by the emit that puts an event into a queue with too few of
// them (wakeConsumer), and it is counted in running from then on. It calls the
// listener until the queue is empty, lingers for some microseconds, and ends. It
// takes itself out of running under the lock under which it has seen the empty
// queue, so no event can come in unnoticed in between.

// A workerSeat is the place of one of several workers. The watch sees by its
// count whether the worker ends calls.
type workerSeat struct{ calls atomic.Uint64 }

// runWorker calls the listener until its queue is empty. Its mark tells
// lookAtStack that the goroutine works for this queue. If a handler ends the
// worker's goroutine, the last act is to start another one, so that the calls of
// both don't overlap.
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
	for q.callUntilEmpty(me) {
	}
	over = true
	q.noteRest()
}

// callUntilEmpty calls the listener until its queue is empty, or until a call
// panics. Then it returns true, and must be called again. So the deferred recover
// costs once a panic, and not once a call.
func (q *queue) callUntilEmpty(me *workerSeat) (again bool) {
	const (
		idle = iota
		calling
		reporting
	)
	var (
		stage    int
		j        takenEvent
		reported error // the failure of this call, as EmitWait joins it
	)
	if q.slab != nil {
		j.it, j.meta = new(queueItem), new(Meta)
	}
	defer func() {
		if stage != idle {
			q.endBrokenCall(&j, stage == calling, reported, recover())
			again = true
		}
	}()
	for q.nextJob(me, &j) {
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
		reported = nil
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
			q.reportFailure(&j, err, &reported)
		} else if q.mayDisable {
			q.l.options().resetFailures()
		}
		stage = idle
		q.endCall(&j, reported)
	}
	return false
}

// nextJob takes an event, or reports that there is none.
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

// claimNext returns the place of the next event in the batch, or in a new batch,
// or −1.
func (q *queue) claimNext() int {
	for {
		if i := q.batch.claim(); i >= 0 {
			if q.attention.Load() {
				q.mu.Lock()
				q.admitWaiting()
				q.wakeWaiters() // the call before has ended
				q.mu.Unlock()
			}
			return i
		}
		if !q.swapRings() && !q.lingerForMore() {
			return -1
		}
	}
}

// swapRings takes the ring that emitters have filled as the new batch, and
// reports whether there is something in it.
func (q *queue) swapRings() bool {
	q.mu.Lock()
	defer q.mu.Unlock()
	return q.swapRingsLocked()
}

// swapRingsLocked is swapRings for a caller that holds the lock.
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

// lingerForMore yields for a while before the worker ends, in case another event
// comes: starting a worker costs an emitter 0.3 µs. It yields more often if that
// was of use lately. It does not if events are rare, if the machine is busy, or
// if a caller waits for the worker to end.
func (q *queue) lingerForMore() bool {
	began := time.Now()
	for range q.idleYields {
		runtime.Gosched()
		for i := 0; i < 2*q.idleYields && q.fillLevel.Load() == fillFew; i++ {
			runtime.Gosched() // events come fast: let some of them collect
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

// How often a worker yields before it ends, and for how long, at most.
const (
	maxIdleYields = 64
	maxIdleTime   = 20 * time.Microsecond
)

// addWorker lets the watch see a worker. removeWorker ends that.
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

// takeNode takes an event from the slab, for one of several workers.
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

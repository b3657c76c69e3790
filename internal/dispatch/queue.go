package dispatch

import (
	"context"
	"runtime"
	"sync"
	"sync/atomic"
	"unsafe"
)

// DefaultCapacity is how many events an asynchronous listener's queue holds.
const DefaultCapacity = 1024

// A queue holds the events of one asynchronous listener in order. Its workers are
// goroutines that end when it is empty: an idle listener has none.
//
// It has one of two forms. With one worker and no key, emitters fill a ring (fill)
// under the lock. The worker takes that whole ring as its batch, and claims the
// events in it one by one without the lock, so that emitters and the worker rarely
// use the same cache lines. With several workers, with keys and for a stream there
// is a slab, from which each event is taken under the lock.
//
// The fields up to isRelay are set before the queue can be seen, and don't change.
// mu guards the fields from fill to wasAtRest. attention and fillLevel are written
// under mu and read without. Only the worker writes batch (under mu, except that
// claimed is atomic) and idleYields; callsDone is added to by workers.
//
// core.mu and insideWaiters.mu are taken before mu; busyQueues.mu is taken after it.
//
// When nothing is running, accepted is callsDone + dropped + misfits + pending().
type queue struct {
	l           *Listener
	core        *Core
	store       payloadStore
	startWorker func() // runs a worker; made once, since a go statement with arguments allocates
	capacity    int
	maxWorkers  int
	policy      Policy
	keepsMeta   bool // the listener sees all of an event
	keyed       bool
	isStream    bool // a loop over a stream takes the events, and there are no workers
	neverBlocks bool // of a stream: its loop body can't be found on a stack, so emits don't wait for room
	mayDisable  bool // failures may disable the listener
	isRelay     bool // the listener calls Relay

	// attention is set while there are roomWaiters or waiters, so that a worker
	// that makes room or ends a call must wake them. It rarely changes.
	attention atomic.Bool

	_             [128]byte // the following fields are the emitters', on cache lines of their own
	mu            sync.Mutex
	fill          itemRing
	slab          *slab  // instead of fill and batch
	batchSize     int    // events in the batch when the worker took it
	inserted      uint64 // events that came into fill
	accepted      uint64
	dropped       uint64
	excess        int64  // events beyond the capacity, as they are counted in core.excess
	misfits       uint64 // events that did not convert or had no key; they count as delivered
	running       int    // workers, or calls of a stream's loop body
	activeWorkers []*workerSeat
	discarded     bool          // the queue takes no more events, since its listener is off
	roomWaiters   []*roomWaiter // emits that wait for room, the first one longest
	waiters       waiterSet     // that wait for events to be done
	streamReady   chan struct{} // closed when a stream has something to take; nil: it does not wait
	wantsSample   bool          // the next emit looks at where it comes from: see loop.go
	loop          loopSample
	lastProgress  workerProgress // as the watch saw it last
	wasAtRest     bool           // at the watch's last look

	_         [128]byte
	fillLevel atomic.Int32 // for an idle worker: 0, fillFew or fillMany

	_          [128]byte // the following fields are the worker's, and emitters don't read them
	batch      takenBatch
	idleYields int           // how often the worker yields before it ends
	callsDone  atomic.Uint64 // calls that have ended
	_          [128]byte

	busyLinks // in core.busyQueues
}

// newQueue returns the queue of a new listener. The default is one worker, or
// with keys as many as there are processors: keyed workers are there to keep
// these busy.
func newQueue(l *Listener) *queue {
	cfg := l.options()
	q := &queue{
		l: l, core: l.owner.core, store: l.kind.newStore(), idleYields: 1,
		capacity: cfg.Capacity, maxWorkers: cfg.Workers, policy: cfg.Full,
		keepsMeta: l.kind.seesMeta(l), keyed: cfg.Key != nil, mayDisable: cfg.Failures > 0, isRelay: cfg.Relay,
	}
	if q.capacity == 0 {
		q.capacity = DefaultCapacity
	}
	if q.policy == Latest && !q.keyed {
		q.capacity = 1
	}
	if q.maxWorkers == 0 {
		q.maxWorkers = 1
		if q.keyed {
			q.maxWorkers = runtime.GOMAXPROCS(0)
		}
	}
	q.batch.bank = 1
	if q.maxWorkers > 1 || q.keyed {
		q.slab = newSlab()
	}
	q.startWorker = func() {
		var me *workerSeat
		if q.slab != nil {
			me = new(workerSeat)
		}
		runWorker(stackMark{addrOf(q), addrOf(me)}, q, me)
	}
	return q
}

// Levels of fill. A queue has many events from fillManyAt on, or from its capacity
// on if that is less.
const (
	fillFew = 1 + iota
	fillMany

	fillManyAt = 512
)

// push takes in one event. dropped reports whether the event was dropped: the
// queue was full or discarded. It returns an error if it waited for room and there
// was none.
func (q *queue) push(wait context.Context, key string, it *queueItem, m *Meta, payload unsafe.Pointer) (dropped bool, err error) {
	q.mu.Lock()
	sample := q.wantsSample
	q.wantsSample = false
	switch {
	case q.discarded:
		q.dropNew()
		dropped = true
	case q.policy == Latest && q.keyed:
		q.putLatest(key, it, m, payload)
	case len(q.roomWaiters) == 0 && (q.queuedEvents()+q.batchSize < q.capacity || q.hasRoom()):
		q.put(key, it, m, payload)
	default:
		dropped, err = q.applyPolicy(wait, key, it, m, payload)
	}
	q.mu.Unlock()
	if sample {
		q.sampleEmitter(m.Name)
	}
	return dropped, err
}

// pushFast is push for the simple case: one worker, and room. Otherwise it does
// nothing and returns false.
func (q *queue) pushFast(it *queueItem, m *Meta, payload unsafe.Pointer) bool {
	q.mu.Lock()
	if q.slab != nil || q.discarded || q.wantsSample || q.fill.n+q.batchSize >= q.capacity || len(q.roomWaiters) > 0 {
		q.mu.Unlock()
		return false
	}
	q.accepted++
	q.inserted++
	q.fill.put(q, it, m, payload)
	q.wakeConsumer()
	q.mu.Unlock()
	return true
}

// queuedEvents counts the events that emitters have put in and no worker has
// taken.
func (q *queue) queuedEvents() int {
	if q.slab != nil {
		return q.slab.waiting
	}
	return q.fill.n
}

// pending counts the events that no call has begun with.
func (q *queue) pending() int { return q.queuedEvents() + q.batch.unclaimed() }

// hasRoom reports whether one more event is within the capacity. The caller holds
// the lock. It reads the batch, which is on a cache line of the worker's core, so
// callers try without it first.
func (q *queue) hasRoom() bool { return q.pending() < q.capacity }

// put adds an event. The caller holds the lock. An event counts as accepted when
// it is put in or dropped, and not while its emit waits or looks at its stack
// without the lock: it would be taken for a call under way, of whose end no waiter
// is notified.
func (q *queue) put(key string, it *queueItem, m *Meta, payload unsafe.Pointer) {
	q.accepted++
	if it.extra != nil {
		it.extra.wait.addCopy(q)
	}
	if q.slab != nil {
		q.slab.put(q, key, it, m, payload)
	} else {
		q.inserted++
		q.fill.put(q, it, m, payload)
	}
	q.wakeConsumer()
}

// wakeConsumer starts a worker, or wakes the stream, for an event that was put
// in. The caller holds the lock.
func (q *queue) wakeConsumer() {
	if q.slab == nil {
		switch q.fill.n {
		case 1:
			q.fillLevel.Store(fillFew)
		case min(fillManyAt, q.capacity):
			q.fillLevel.Store(fillMany)
		}
	}
	switch {
	case q.isStream:
		q.core.busyQueues.add(q)
		q.wakeStream()
	case q.running < q.maxWorkers && (!q.keyed || q.slab.ready.first != nil):
		q.running++
		q.core.busyQueues.add(q)
		go q.startWorker()
	}
}

// wakeStream wakes a stream that waits for an event. The caller holds the lock.
func (q *queue) wakeStream() {
	if q.streamReady != nil {
		close(q.streamReady)
		q.streamReady = nil
	}
}

// updateAttention sets attention. The caller holds the lock.
func (q *queue) updateAttention() { q.attention.Store(len(q.roomWaiters)+len(q.waiters) > 0) }

// wakeWaiters has all that wait for events of the queue check again. The caller
// holds the lock.
func (q *queue) wakeWaiters() {
	for w := range q.waiters {
		w.signal()
	}
}

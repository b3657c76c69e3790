package dispatch

import (
	"context"
	"runtime"
	"strings"
	"sync"
	"sync/atomic"
	"unsafe"
)

// DefaultBuffer is how many events an asynchronous listener's queue holds.
const DefaultBuffer = 1024

// A Policy says what becomes of an event that finds a queue full.
type Policy uint8

// The policies.
const (
	Block      Policy = iota // it waits for room
	DropNewest               // it is dropped
	DropOldest               // the oldest is dropped for it
	Latest                   // all that is queued, of its key if there are keys, is dropped for it, full or not

	policyCount // a new policy goes above; then the compiler and the tests name what lacks it
)

// policyNames has no default: without the name of a policy it does not compile.
var policyNames = [...]string{Block: "Block", DropNewest: "DropNewest", DropOldest: "DropOldest", Latest: "Latest"}

var _ = [1]struct{}{}[len(policyNames)-int(policyCount)]

// IsKnown reports whether there is such a policy.
func (p Policy) IsKnown() bool { return p < policyCount }

func (p Policy) String() string { return policyNames[p] }

// Policies returns all policies.
func Policies() (all []Policy) {
	for p := range policyCount {
		all = append(all, p)
	}
	return all
}

// PolicyNames lists the policies for a message: "Block, DropNewest, … or Latest".
func PolicyNames() string {
	last := len(policyNames) - 1
	return strings.Join(policyNames[:last], ", ") + " or " + policyNames[last]
}

// A queue holds one asynchronous listener's events in order. Its workers are
// goroutines that end when it is empty: an idle listener has none.
//
// With one worker and no key, emitters fill one ring, under the lock. The worker
// takes that ring whole and claims its events one by one without the lock, so
// that emitter and worker seldom meet. Several workers, keyed ones and the loop
// over a stream take each event from a slab, under the lock.
//
// The first fields are set before anybody else sees the queue. Those below mu are
// guarded by it, except for the atomic ones, and for batch, which is the
// worker's; see there. Of locks, core.mu and circles.mu are taken before mu, and
// busy.mu after it. At every quiet moment accepted is done + dropped + misfits +
// what is pending.
type queue struct {
	l           *Listener
	core        *Core
	store       payloadStore
	startWorker func() // a worker; made once, since a go statement with arguments allocates
	capacity    int
	maxWorkers  int
	policy      Policy
	keepsMeta   bool // the listener sees all of an event
	keyed       bool
	isStream    bool // a stream takes the events, not workers
	neverBlocks bool // a stream whose taker is not to be seen: nobody waits for room
	mayDisable  bool // failures may disable the listener
	isRelay     bool // the listener calls Relay

	// attention says that somebody waits for room, or for events to be done, so
	// that whoever makes room or ends a call must tell. It seldom changes.
	attention atomic.Bool

	_             [128]byte // what follows is the emitters'; cores must not share lines
	mu            sync.Mutex
	fill          itemRing
	slab          *slab  // instead of fill and batch
	batchSize     int    // events in the batch when the worker took it
	inserted      uint64 // into fill
	accepted      uint64
	dropped       uint64
	excess        int64  // events beyond the bound, as the bus counts them
	misfits       uint64 // events that could not be converted or had no key; they count as delivered
	running       int    // workers, or loop bodies of a stream
	activeWorkers []*workerSeat
	discarded     bool
	roomWaiters   []*roomWaiter // emits that wait for room
	waiters       waiterSet     // waits for events to be done
	streamReady   chan struct{} // closed when a stream has something to take
	wantsSample   bool          // the next emit looks at where it comes from: see loops.go
	loop          loopSample
	lastProgress  workerProgress // what the watch saw last
	wasAtRest     bool           // the watch saw it at rest

	_         [128]byte
	fillLevel atomic.Int32 // what a worker at leisure looks at: 0, or whether fill has a few or many

	_          [128]byte // what follows is the worker's, and emitters do not read it
	batch      takenBatch
	idleYields int           // how often the worker lets others run before it ends
	callsDone  atomic.Uint64 // calls that have ended
	_          [128]byte

	busyLinks // in core.busy
}

func newQueue(l *Listener) *queue {
	cfg := l.options()
	q := &queue{
		l: l, core: l.owner.core, store: l.kind.newStore(), idleYields: 1,
		capacity: cfg.Buffer, maxWorkers: cfg.Workers, policy: cfg.Full,
		keepsMeta: l.kind.seesMeta(l), keyed: cfg.Key != nil, mayDisable: cfg.Failures > 0, isRelay: cfg.Relay,
	}
	if q.capacity == 0 {
		q.capacity = DefaultBuffer
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

// How much there is in fill: many is plenty or more.
const (
	fillFew = 1 + iota
	fillMany

	fillManyAt = 512
)

// push takes in one event. If it found the queue full and was dropped for that,
// it says so. It returns an error if it waited for room in vain.
func (q *queue) push(wait context.Context, key string, it *queueItem, m *Meta, payload unsafe.Pointer) (dropped bool, err error) {
	q.mu.Lock()
	sample := q.wantsSample
	q.wantsSample = false
	q.accepted++
	switch {
	case q.discarded:
		q.dropped++
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

// pushFast is push if that is easy: one worker, and room. Otherwise it does nothing
// and returns false.
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

// queuedEvents counts what emitters have put in and nobody has taken.
func (q *queue) queuedEvents() int {
	if q.slab != nil {
		return q.slab.waiting
	}
	return q.fill.n
}

func (q *queue) pending() int { return q.queuedEvents() + q.batch.unclaimed() }

// hasRoom reports whether one more is within the bound; the caller holds the
// lock. The batch is looked at only if it must be: the worker's core writes there.
func (q *queue) hasRoom() bool { return q.pending() < q.capacity }

// put adds an event; the caller holds the lock.
func (q *queue) put(key string, it *queueItem, m *Meta, payload unsafe.Pointer) {
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

// wakeConsumer sees that somebody works on what was put in; the caller holds the lock.
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

// wakeStream wakes a stream; the caller holds the lock.
func (q *queue) wakeStream() {
	if q.streamReady != nil {
		close(q.streamReady)
		q.streamReady = nil
	}
}

// updateAttention sets attention; the caller holds the lock.
func (q *queue) updateAttention() { q.attention.Store(len(q.roomWaiters)+len(q.waiters) > 0) }

// wakeWaiters lets those look again who wait for events to be done; the caller
// holds the lock.
func (q *queue) wakeWaiters() {
	for w := range q.waiters {
		w.signal()
	}
}

package dispatch

import (
	"context"
	"runtime"
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
)

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
	l       *Listener
	core    *Core
	store   store
	start   func() // a worker; made once, since a go statement with arguments allocates
	bound   int
	workers int
	full    Policy
	stamped bool // the listener sees all of an event
	keyed   bool
	pulled  bool // a stream takes the events, not workers
	overrun bool // a stream whose taker is not to be seen: nobody waits for room
	breaks  bool // failures may disable the listener
	relays  bool // the listener calls Relay

	// attention says that somebody waits for room, or for events to be done, so
	// that whoever makes room or ends a call must tell. It seldom changes.
	attention atomic.Bool

	_        [128]byte // what follows is the emitters'; cores must not share lines
	mu       sync.Mutex
	fill     ring
	slab     *slab  // instead of fill and batch
	batched  int    // events in the batch when the worker took it
	inserted uint64 // into fill
	accepted uint64
	dropped  uint64
	excess   int64  // events beyond the bound, as the bus counts them
	misfits  uint64 // events that could not be converted or had no key; they count as delivered
	running  int    // workers, or loop bodies of a stream
	seats    []*seat
	off      bool
	waiting  []*roomWaiter // emits that wait for room
	waiters  waiters       // waits for events to be done
	ready    chan struct{} // closed when a stream has something to take
	sample   bool          // the next emit looks at where it comes from: see loops.go
	loop     loopSample
	progress progress // what the watch saw last
	rests    bool     // the watch saw it at rest

	_    [128]byte
	some atomic.Int32 // what a worker at leisure looks at: 0, or whether fill has a few or many

	_        [128]byte // what follows is the worker's, and emitters do not read it
	batch    batch
	patience int           // how often the worker lets others run before it ends
	done     atomic.Uint64 // calls that have ended
	_        [128]byte

	busyLinks // in core.busy
}

func newQueue(l *Listener) *queue {
	cfg := l.options()
	q := &queue{
		l: l, core: l.owner.core, store: l.kind.newStore(), patience: 1,
		bound: cfg.Buffer, workers: cfg.Workers, full: cfg.Full,
		stamped: l.kind.stamped(l), keyed: cfg.Key != nil, breaks: cfg.Failures > 0, relays: cfg.Relay,
	}
	if q.bound == 0 {
		q.bound = DefaultBuffer
	}
	if q.full == Latest && !q.keyed {
		q.bound = 1
	}
	if q.workers == 0 {
		q.workers = 1
		if q.keyed {
			q.workers = runtime.GOMAXPROCS(0)
		}
	}
	q.batch.bank = 1
	if q.workers > 1 || q.keyed {
		q.slab = newSlab()
	}
	q.start = func() {
		var me *seat
		if q.slab != nil {
			me = new(seat)
		}
		work(mark{addrOf(q), addrOf(me)}, q, me)
	}
	return q
}

// How much there is in fill: many is plenty or more.
const (
	few = 1 + iota
	many

	plenty = 512
)

// push takes in one event. If it found the queue full and was dropped for that,
// it says so. It returns an error if it waited for room in vain.
func (q *queue) push(wait context.Context, key string, it *item, m *Meta, payload unsafe.Pointer) (dropped bool, err error) {
	q.mu.Lock()
	sample := q.sample
	q.sample = false
	switch {
	case q.off:
		q.dropNew()
		dropped = true
	case q.full == Latest && q.keyed:
		q.putLatest(key, it, m, payload)
	case len(q.waiting) == 0 && (q.queued()+q.batched < q.bound || q.hasRoom()):
		q.put(key, it, m, payload)
	default:
		dropped, err = q.overflow(wait, key, it, m, payload)
	}
	q.mu.Unlock()
	if sample {
		q.sampleEmitter(m.Name)
	}
	return dropped, err
}

// accept is push if that is easy: one worker, and room. Otherwise it does nothing
// and returns false.
func (q *queue) accept(it *item, m *Meta, payload unsafe.Pointer) bool {
	q.mu.Lock()
	if q.slab != nil || q.off || q.sample || q.fill.n+q.batched >= q.bound || len(q.waiting) > 0 {
		q.mu.Unlock()
		return false
	}
	q.accepted++
	q.inserted++
	q.fill.put(q, it, m, payload)
	q.filled()
	q.mu.Unlock()
	return true
}

// queued counts what emitters have put in and nobody has taken.
func (q *queue) queued() int {
	if q.slab != nil {
		return q.slab.n
	}
	return q.fill.n
}

func (q *queue) pending() int { return q.queued() + q.batch.left() }

// hasRoom reports whether one more is within the bound; the caller holds the
// lock. The batch is looked at only if it must be: the worker's core writes there.
func (q *queue) hasRoom() bool { return q.pending() < q.bound }

// put adds an event; the caller holds the lock. An event counts as accepted when
// it is put in or dropped, not while its emit waits or looks at its stack without
// the lock: it would be taken for a call under way, and nobody told of its end.
func (q *queue) put(key string, it *item, m *Meta, payload unsafe.Pointer) {
	q.accepted++
	if it.extra != nil {
		it.extra.wait.add(q)
	}
	if q.slab != nil {
		q.slab.put(q, key, it, m, payload)
	} else {
		q.inserted++
		q.fill.put(q, it, m, payload)
	}
	q.filled()
}

// filled sees that somebody works on what was put in; the caller holds the lock.
func (q *queue) filled() {
	if q.slab == nil {
		switch q.fill.n {
		case 1:
			q.some.Store(few)
		case min(plenty, q.bound):
			q.some.Store(many)
		}
	}
	switch {
	case q.pulled:
		q.core.busy.add(q)
		q.tellStream()
	case q.running < q.workers && (!q.keyed || q.slab.ready.first != nil):
		q.running++
		q.core.busy.add(q)
		go q.start()
	}
}

// tellStream wakes a stream; the caller holds the lock.
func (q *queue) tellStream() {
	if q.ready != nil {
		close(q.ready)
		q.ready = nil
	}
}

// attend sets attention; the caller holds the lock.
func (q *queue) attend() { q.attention.Store(len(q.waiting)+len(q.waiters) > 0) }

// tellWaiters lets those look again who wait for events to be done; the caller
// holds the lock.
func (q *queue) tellWaiters() {
	for w := range q.waiters {
		w.signal()
	}
}

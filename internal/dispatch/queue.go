package dispatch

import (
	"context"
	"runtime"
	"sync"
	"sync/atomic"
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
	Latest                   // all that is queued is dropped for it, full or not
)

// queue is what the rest of the engine sees of a Queue[P].
type queue interface {
	figures() queueFigures
	idle() bool
	discard() (lost int)
	stuck(table uintptr) (rounds int)
	unfit()
	recount()
	resting() bool
	progress() (addr uintptr, calls map[*seat]uint64)
}

// A Queue holds one asynchronous listener's events in order. Its workers are
// goroutines that end when it is empty: an idle listener has none.
//
// Emitters fill one ring, under the lock. A single worker takes that ring whole
// and claims its events one by one without the lock, so that emitter and
// worker seldom meet: 45 ns an event in all where a lock for each took 130.
// Several workers, and keyed ones, take each event under the lock.
type Queue[P any] struct {
	l        *Listener
	call     func(context.Context, P) error
	tell     func(from *Owner, p P) (Meta, Body) // an event as reports and keys see it
	spare    *sync.Pool                          // arrays for rings, *[]item[P]
	start    func()                              // a worker; made once, since a go statement with arguments allocates
	bound    int
	workers  int
	full     Policy
	key      func(Meta, Body) string
	pulled   bool         // a stream takes the events, not workers
	crowded  atomic.Bool  // whether anybody is in waiting: seldom changes
	observed *atomic.Bool // whether calls are timed
	breaks   bool         // whether failures may disable the listener

	_        [128]byte // what follows is the emitters'; cores must not share lines
	mu       sync.Mutex
	fill     ring[item[P]]
	lanes    lanes[P] // instead of fill, where there is a key
	taken    int      // events in the batch when the worker took it
	accepted uint64
	dropped  uint64
	excess   int64  // events beyond the bound, as the bus counts them
	misfits  uint64 // events that could not be converted; they count as delivered
	running  int    // workers, or loop bodies of a stream
	crew     []*seat
	off      bool
	waiting  []*waiter[P]  // emits that wait for room
	ready    chan struct{} // closed when a stream has something to take

	_    [128]byte
	some atomic.Int32 // what a worker at leisure looks at: 0, or whether fill has a few or many

	_        [128]byte // what follows is the worker's, and emitters do not read it
	batch    batch[P]
	patience int           // how often the worker lets others run before it ends
	done     atomic.Uint64 // calls that have ended
	_        [128]byte
}

func newQueue[P any](l *Listener, spare *sync.Pool, call func(context.Context, P) error, tell func(*Owner, P) (Meta, Body)) *Queue[P] {
	cfg := l.seldom()
	q := &Queue[P]{
		l: l, call: call, tell: tell, spare: spare, patience: 1,
		observed: &l.owner.core.observed,
		bound:    cfg.Buffer, workers: cfg.Workers, full: cfg.Full, key: cfg.Key, breaks: cfg.Failures > 0,
	}
	if q.bound == 0 {
		q.bound = DefaultBuffer
	}
	if q.full == Latest {
		q.bound = 1
	}
	if q.workers == 0 {
		q.workers = 1
		if q.key != nil {
			q.workers = runtime.GOMAXPROCS(0)
		}
	}
	q.start = func() { work(mark{addrOf(q)}, q, nil) }
	if !q.solo() {
		q.start = func() {
			me := new(seat)
			work(mark{addrOf(q), addrOf(me)}, q, me)
		}
	}
	l.more().queue = q
	return q
}

// How much there is in fill: many is plenty or more.
const (
	few = 1 + iota
	many

	plenty = 512
)

func (q *Queue[P]) addr() uintptr { return addrOf(q) }

// solo reports whether a single worker takes the events in batches.
func (q *Queue[P]) solo() bool { return q.workers == 1 && q.key == nil }

// push takes in one event. Where it found the queue full and was dropped for
// that, it says so. It returns an error where it waited for room in vain.
func (q *Queue[P]) push(wait context.Context, it *item[P]) (dropped bool, err error) {
	key := q.keyOf(it)
	q.mu.Lock()
	q.accepted++
	switch {
	case q.off:
		q.dropped++
		dropped = true
	case len(q.waiting) == 0 && (q.fill.n+q.lanes.n+q.taken < q.bound || q.roomy()):
		q.put(it, key)
	default:
		dropped, err = q.overflow(wait, it, key)
	}
	q.mu.Unlock()
	return dropped, err
}

func (q *Queue[P]) keyOf(it *item[P]) string {
	if q.key == nil {
		return ""
	}
	return q.key(q.tell(it.from, it.p))
}

func (q *Queue[P]) pending() int { return q.fill.n + q.lanes.n + q.batch.left() }

// roomy reports whether one more is within the bound; the caller holds the
// lock. The batch is looked at only where it must be: the worker's core writes
// there.
func (q *Queue[P]) roomy() bool { return q.pending() < q.bound }

// put adds an event; the caller holds the lock.
func (q *Queue[P]) put(it *item[P], key string) {
	it.wait.add()
	if q.key != nil {
		q.lanes.put(key, it)
	} else {
		*q.fill.next(q.spare) = *it
	}
	q.filled()
}

// bare is push for a bare payload where there is room, without a key: it is
// written straight to its place. It returns false where push must see to it.
func (q *Queue[P]) bare(ctx context.Context, from *Owner, p *P) bool {
	q.mu.Lock()
	if q.off || q.fill.n+q.taken >= q.bound || len(q.waiting) > 0 {
		q.mu.Unlock()
		return false
	}
	q.accepted++
	it := q.fill.next(q.spare)
	it.ctx, it.from, it.p = ctx, from, *p
	q.filled()
	q.mu.Unlock()
	return true
}

// filled sees that somebody works on what was put in; the caller holds the lock.
func (q *Queue[P]) filled() {
	switch q.fill.n {
	case 1:
		q.some.Store(few)
	case min(plenty, q.bound):
		q.some.Store(many)
	}
	switch {
	case q.pulled:
		q.tellReady()
		q.l.owner.core.stir()
	case q.running < q.workers && (q.key == nil || q.lanes.ready.n > 0):
		q.running++
		q.l.owner.core.stir()
		go q.start()
	}
}

// oldest takes out the event that has waited longest; the caller holds the
// lock.
func (q *Queue[P]) oldest(it *item[P]) bool {
	if q.batch.left() > 0 {
		if first := q.batch.claim(); first != nil {
			*it, *first = *first, item[P]{} // the batch may stand for long
			return true
		}
	}
	switch {
	case q.key != nil:
		return q.lanes.oldest(it)
	case q.fill.n > 0:
		q.fill.take(it)
	default:
		return false
	}
	return true
}

// dropOldest drops what oldest takes out.
func (q *Queue[P]) dropOldest() bool {
	var it item[P]
	if !q.oldest(&it) {
		return false
	}
	q.dropped++
	it.wait.finish(nil)
	return true
}

// unfit counts an event that could not be converted.
func (q *Queue[P]) unfit() {
	q.mu.Lock()
	defer q.mu.Unlock()
	q.accepted++
	q.misfits++
	q.tellReady() // a stream that waits for its once looks again
}

// tellReady wakes a stream; the caller holds the lock.
func (q *Queue[P]) tellReady() {
	if q.ready != nil {
		close(q.ready)
		q.ready = nil
	}
}

// discard empties the queue for good; what was in it counts as dropped, and
// what waited for room will.
func (q *Queue[P]) discard() (lost int) {
	q.mu.Lock()
	defer q.mu.Unlock()
	q.off = true
	q.lanes.clear(func(it *item[P]) {
		q.dropped++
		it.wait.finish(nil)
		lost++
	})
	for q.dropOldest() {
		lost++
	}
	lost += len(q.waiting)
	for _, w := range q.waiting {
		q.dropped++
		close(w.in)
	}
	q.waiting = nil
	q.crowded.Store(false)
	q.fill = ring[item[P]]{}
	q.tally()
	q.tellReady()
	return lost
}

package admin

import (
	"context"
	"slices"
	"sync"
	"time"

	"github.com/fastpluggy/eventbus/events"
)

const (
	observeAfterRequest = time.Minute // the bus is observed for that long after a request
	maxStreamLag        = 4096        // events that a stream may be behind before it loses some
	maxRoutes           = 1000        // pairs of name and emitter that are remembered
)

// A busObserver observes the bus while the page is open: it keeps the last events,
// and longer those that failed. Each stream reads from it at its own speed, so
// that none can delay the bus, the observer or another stream.
//
// mu guards everything below it. The observation is a turn: it starts with the
// first request, and ends a minute after the last one. A new turn may begin before
// the goroutine of the old one has ended.
type busObserver struct {
	bus  *events.Bus
	opts Options
	*redactor
	running sync.WaitGroup
	quit    chan struct{} // closed with the page

	mu          sync.Mutex
	isClosed    bool
	stop        context.CancelFunc // ends the observation; nil while there is none
	turn        int
	lastRequest time.Time
	last        uint64 // id of the newest entry
	recent      entryRing
	failed      entryRing // entries that failed; some are in recent, too
	routeCounts map[emitRoute]uint64
	Tally
}

// A Tally counts streams.
type Tally struct {
	Open    int    `json:"open"`
	Refused uint64 `json:"refused"` // there were too many
	Cut     uint64 `json:"cut"`     // they read too slowly
	Missed  uint64 `json:"missed"`  // events that came too fast to be recorded
}

// An emitRoute is the name of an event and the owner that emits it.
type emitRoute struct{ name, source string }

func newObserver(b *events.Bus, opts Options) *busObserver {
	return &busObserver{
		bus: b, opts: opts, redactor: newRedactor(opts.Hide), quit: make(chan struct{}), routeCounts: map[emitRoute]uint64{},
		recent: entryRing{limit: max(maxStreamLag, opts.Keep)}, failed: entryRing{limit: opts.Keep},
	}
}

// noteRequest starts the observation, or keeps it going.
func (o *busObserver) noteRequest() {
	o.mu.Lock()
	defer o.mu.Unlock()
	o.lastRequest = time.Now()
	if o.stop != nil || o.isClosed {
		return
	}
	ctx, stop := context.WithCancel(context.Background())
	o.stop = stop
	o.turn++
	turn := o.turn
	o.running.Go(func() { o.observeBus(ctx, turn) })
	o.running.Go(func() { o.stopWhenIdle(ctx) })
}

// observeBus records events until ctx or the bus ends. It does not stop a later
// turn.
func (o *busObserver) observeBus(ctx context.Context, turn int) {
	for seen := range o.bus.Observe(ctx) {
		o.addObservation(seen)
	}
	o.mu.Lock()
	defer o.mu.Unlock()
	if o.turn == turn && o.stop != nil {
		o.stopObserving()
	}
}

// stopObserving ends the observation; the last Keep events stay. mu must be held.
func (o *busObserver) stopObserving() {
	o.stop()
	o.stop = nil
	o.recent.keepNewest(o.opts.Keep)
}

// stopWhenIdle ends the observation a minute after the last request.
func (o *busObserver) stopWhenIdle(ctx context.Context) {
	for left := observeAfterRequest; left > 0; left = o.timeLeft() {
		select {
		case <-ctx.Done():
			return
		case <-time.After(left):
		}
	}
}

// timeLeft returns how long the observation goes on. If that is over, it ends it.
func (o *busObserver) timeLeft() time.Duration {
	o.mu.Lock()
	defer o.mu.Unlock()
	if o.Open > 0 {
		return observeAfterRequest
	}
	left := observeAfterRequest - time.Since(o.lastRequest)
	if left <= 0 && o.stop != nil {
		o.stopObserving()
	}
	return left
}

func (o *busObserver) isObserving() bool {
	o.mu.Lock()
	defer o.mu.Unlock()
	return o.stop != nil
}

func (o *busObserver) wasClosed() bool {
	o.mu.Lock()
	defer o.mu.Unlock()
	return o.isClosed
}

func (o *busObserver) close() {
	o.mu.Lock()
	if !o.isClosed {
		o.isClosed = true
		close(o.quit)
	}
	if o.stop != nil {
		o.stopObserving()
	}
	o.mu.Unlock()
	o.running.Wait()
}

// addObservation records an event. It runs no code of the program.
func (o *busObserver) addObservation(seen events.Observation) {
	o.mu.Lock()
	defer o.mu.Unlock()
	o.last += seen.Missed + 1 // missed events have ids too, so that readers can count them
	o.Missed += seen.Missed
	e := &liveEntry{id: o.last, observation: seen, observer: o}
	o.recent.add(e)
	if e.hasFailed() {
		o.failed.add(e)
	}
	route := emitRoute{seen.Event.Name, seen.Event.Source}
	if _, known := o.routeCounts[route]; known || len(o.routeCounts) < maxRoutes {
		o.routeCounts[route]++
	}
}

// entriesAfter appends to found the entries after an id that match a filter,
// oldest first. It also returns the number of entries that are no longer kept, and
// the id of the last one.
func (o *busObserver) entriesAfter(id uint64, f liveFilter, found []*liveEntry) (_ []*liveEntry, gone int, upTo uint64) {
	o.mu.Lock()
	defer o.mu.Unlock()
	gone = int(o.last - min(id, o.last))
	for e := range o.failed.entriesAfter(id) { // failures that are not in recent any more
		if e.id >= o.recent.oldestID() {
			break
		}
		gone--
		if f.matchesEntry(e) {
			found = append(found, e)
		}
	}
	for e := range o.recent.entriesAfter(id) {
		gone--
		if f.matchesEntry(e) {
			found = append(found, e)
		}
	}
	return found, gone, o.last
}

// newestEntries returns the last entries that match a filter, newest first.
// Entries that failed are kept longer than others.
func (o *busObserver) newestEntries(f liveFilter) []*liveEntry {
	found, _, _ := o.entriesAfter(0, f, nil)
	slices.Reverse(found)
	return found[:min(len(found), o.opts.Keep)]
}

// emitRoutes returns how often each route was seen.
func (o *busObserver) emitRoutes() map[emitRoute]uint64 {
	o.mu.Lock()
	defer o.mu.Unlock()
	out := make(map[emitRoute]uint64, len(o.routeCounts))
	for route, n := range o.routeCounts {
		out[route] = n
	}
	return out
}

func (o *busObserver) streamTally() Tally {
	o.mu.Lock()
	defer o.mu.Unlock()
	return o.Tally
}

// openStream counts one more stream, or reports that there are too many.
func (o *busObserver) openStream() bool {
	o.mu.Lock()
	defer o.mu.Unlock()
	if o.isClosed || o.Open >= o.opts.Streams {
		o.Refused++
		return false
	}
	o.Open++
	return true
}

// closeStream counts one stream less, and whether it was cut because it was too
// slow.
func (o *busObserver) closeStream(slow bool) {
	o.mu.Lock()
	defer o.mu.Unlock()
	o.Open--
	o.lastRequest = time.Now()
	if slow {
		o.Cut++
	}
}

func (o *busObserver) lastID() uint64 {
	o.mu.Lock()
	defer o.mu.Unlock()
	return o.last
}

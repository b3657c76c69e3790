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
	maxStreamLag        = 4096        // events that a stream may be behind
	maxRoutes           = 1000        // names, and emitters, that are remembered beside the declared ones
)

// A busObserver observes the bus while somebody looks: it keeps the last events, and
// those that failed. Streams read from it at their own speed, so none of them
// can hold up the bus, the watch or another stream.
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
	last        uint64 // id
	recent      entryRing
	failed      entryRing
	routeCounts map[emitRoute]uint64
	Tally
}

// A Tally counts streams.
type Tally struct {
	Open    int    `json:"open"`
	Refused uint64 `json:"refused"` // there were too many
	Cut     uint64 `json:"cut"`     // they read too slowly
	Missed  uint64 `json:"missed"`  // events that came too fast to be seen
}

// A emitRoute is an event's way onto the bus.
type emitRoute struct{ name, source string }

func newObserver(b *events.Bus, opts Options) *busObserver {
	return &busObserver{
		bus: b, opts: opts, redactor: newRedactor(opts.Hide), quit: make(chan struct{}), routeCounts: map[emitRoute]uint64{},
		recent: entryRing{limit: max(maxStreamLag, opts.Keep)}, failed: entryRing{limit: opts.Keep},
	}
}

// noteRequest says that somebody looks.
func (w *busObserver) noteRequest() {
	w.mu.Lock()
	defer w.mu.Unlock()
	w.lastRequest = time.Now()
	if w.stop != nil || w.isClosed {
		return
	}
	ctx, stop := context.WithCancel(context.Background())
	w.stop = stop
	w.turn++
	turn := w.turn
	w.running.Go(func() { w.observeBus(ctx, turn) })
	w.running.Go(func() { w.stopWhenIdle(ctx) })
}

// observeBus takes in events until ctx or the bus ends. By then somebody may have
// looked again, and another turn have begun.
func (w *busObserver) observeBus(ctx context.Context, turn int) {
	for o := range w.bus.Observe(ctx) {
		w.addObservation(o)
	}
	w.mu.Lock()
	defer w.mu.Unlock()
	if w.turn == turn && w.stop != nil {
		w.stopObserving()
	}
}

// stopObserving ends the observation; the last events stay.
func (w *busObserver) stopObserving() {
	w.stop()
	w.stop = nil
	w.recent.keepNewest(w.opts.Keep)
}

// stopWhenIdle ends the observation when nobody has looked for a while.
func (w *busObserver) stopWhenIdle(ctx context.Context) {
	for left := observeAfterRequest; left > 0; left = w.timeLeft() {
		select {
		case <-ctx.Done():
			return
		case <-time.After(left):
		}
	}
}

// timeLeft returns how long the observation goes on, and ends it where that is no time.
func (w *busObserver) timeLeft() time.Duration {
	w.mu.Lock()
	defer w.mu.Unlock()
	if w.Open > 0 {
		return observeAfterRequest
	}
	left := observeAfterRequest - time.Since(w.lastRequest)
	if left <= 0 && w.stop != nil {
		w.stopObserving()
	}
	return left
}

func (w *busObserver) isObserving() bool {
	w.mu.Lock()
	defer w.mu.Unlock()
	return w.stop != nil
}

func (w *busObserver) wasClosed() bool {
	w.mu.Lock()
	defer w.mu.Unlock()
	return w.isClosed
}

func (w *busObserver) close() {
	w.mu.Lock()
	if !w.isClosed {
		w.isClosed = true
		close(w.quit)
	}
	if w.stop != nil {
		w.stopObserving()
	}
	w.mu.Unlock()
	w.running.Wait()
}

// addObservation takes in what has happened. No code of the program runs here.
func (w *busObserver) addObservation(o events.Observation) {
	w.mu.Lock()
	defer w.mu.Unlock()
	w.last += o.Missed + 1 // what was missed has ids, too, so that readers can count it
	w.Missed += o.Missed
	e := &liveEntry{id: w.last, observation: o, observer: w}
	w.recent.add(e)
	if e.hasFailed() {
		w.failed.add(e)
	}
	way := emitRoute{o.Event.Name, o.Event.Source}
	if _, known := w.routeCounts[way]; known || len(w.routeCounts) < maxRoutes {
		w.routeCounts[way]++
	}
}

// entriesAfter appends to found what a filter lets through of the events after id,
// oldest first. It returns as well how many of them are not kept any more, and
// the id of the last.
func (w *busObserver) entriesAfter(id uint64, f liveFilter, found []*liveEntry) (_ []*liveEntry, gone int, upTo uint64) {
	w.mu.Lock()
	defer w.mu.Unlock()
	gone = int(w.last - min(id, w.last))
	for e := range w.failed.entriesAfter(id) { // of what is not kept any more, failures are
		if e.id >= w.recent.oldestID() {
			break
		}
		gone--
		if f.matchesEntry(e) {
			found = append(found, e)
		}
	}
	for e := range w.recent.entriesAfter(id) {
		gone--
		if f.matchesEntry(e) {
			found = append(found, e)
		}
	}
	return found, gone, w.last
}

// newestEntries returns the last events that a filter lets through, newest first. What
// failed is there longer than what did not.
func (w *busObserver) newestEntries(f liveFilter) []*liveEntry {
	found, _, _ := w.entriesAfter(0, f, nil)
	slices.Reverse(found)
	return found[:min(len(found), w.opts.Keep)]
}

// emitRoutes returns who was seen to emit what.
func (w *busObserver) emitRoutes() map[emitRoute]uint64 {
	w.mu.Lock()
	defer w.mu.Unlock()
	out := make(map[emitRoute]uint64, len(w.routeCounts))
	for way, n := range w.routeCounts {
		out[way] = n
	}
	return out
}

func (w *busObserver) streamTally() Tally {
	w.mu.Lock()
	defer w.mu.Unlock()
	return w.Tally
}

// openStream lets one more stream in, where there is room.
func (w *busObserver) openStream() bool {
	w.mu.Lock()
	defer w.mu.Unlock()
	if w.isClosed || w.Open >= w.opts.Streams {
		w.Refused++
		return false
	}
	w.Open++
	return true
}

func (w *busObserver) closeStream(slow bool) {
	w.mu.Lock()
	defer w.mu.Unlock()
	w.Open--
	w.lastRequest = time.Now()
	if slow {
		w.Cut++
	}
}

func (w *busObserver) lastID() uint64 {
	w.mu.Lock()
	defer w.mu.Unlock()
	return w.last
}

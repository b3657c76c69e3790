package admin

import (
	"context"
	"slices"
	"sync"
	"time"

	"github.com/fastpluggy/eventbus/events"
)

const (
	glance = time.Minute // the bus is observed for that long after a request
	reach  = 4096        // events that a stream may be behind
	strays = 1000        // names, and emitters, that are remembered beside the declared ones
)

// A watch observes the bus while somebody looks: it keeps the last events, and
// those that failed. Streams read from it at their own speed, so none of them
// can hold up the bus, the watch or another stream.
type watch struct {
	bus  *events.Bus
	opts Options
	*redactor
	running sync.WaitGroup
	quit    chan struct{} // closed with the page

	mu      sync.Mutex
	done    bool
	stop    context.CancelFunc // ends the observation; nil while there is none
	turn    int
	touched time.Time
	last    uint64 // id
	all     ring
	failed  ring
	emitted map[route]uint64
	Tally
}

// A Tally counts streams.
type Tally struct {
	Open    int    `json:"open"`
	Refused uint64 `json:"refused"` // there were too many
	Cut     uint64 `json:"cut"`     // they read too slowly
	Missed  uint64 `json:"missed"`  // events that came too fast to be seen
}

// A route is an event's way onto the bus.
type route struct{ name, source string }

func newWatch(b *events.Bus, opts Options) *watch {
	return &watch{
		bus: b, opts: opts, redactor: newRedactor(opts.Hide), quit: make(chan struct{}), emitted: map[route]uint64{},
		all: ring{limit: max(reach, opts.Keep)}, failed: ring{limit: opts.Keep},
	}
}

// touch says that somebody looks.
func (w *watch) touch() {
	w.mu.Lock()
	defer w.mu.Unlock()
	w.touched = time.Now()
	if w.stop != nil || w.done {
		return
	}
	ctx, stop := context.WithCancel(context.Background())
	w.stop = stop
	w.turn++
	turn := w.turn
	w.running.Go(func() { w.observe(ctx, turn) })
	w.running.Go(func() { w.wait(ctx) })
}

// observe takes in events until ctx or the bus ends. By then somebody may have
// looked again, and another turn have begun.
func (w *watch) observe(ctx context.Context, turn int) {
	for o := range w.bus.Observe(ctx) {
		w.add(o)
	}
	w.mu.Lock()
	defer w.mu.Unlock()
	if w.turn == turn && w.stop != nil {
		w.halt()
	}
}

// halt ends the observation; the last events stay.
func (w *watch) halt() {
	w.stop()
	w.stop = nil
	w.all.trim(w.opts.Keep)
}

// wait ends the observation when nobody has looked for a while.
func (w *watch) wait(ctx context.Context) {
	for left := glance; left > 0; left = w.left() {
		select {
		case <-ctx.Done():
			return
		case <-time.After(left):
		}
	}
}

// left returns how long the observation goes on, and ends it where that is no time.
func (w *watch) left() time.Duration {
	w.mu.Lock()
	defer w.mu.Unlock()
	if w.Open > 0 {
		return glance
	}
	left := glance - time.Since(w.touched)
	if left <= 0 && w.stop != nil {
		w.halt()
	}
	return left
}

func (w *watch) observing() bool {
	w.mu.Lock()
	defer w.mu.Unlock()
	return w.stop != nil
}

func (w *watch) closed() bool {
	w.mu.Lock()
	defer w.mu.Unlock()
	return w.done
}

func (w *watch) close() {
	w.mu.Lock()
	if !w.done {
		w.done = true
		close(w.quit)
	}
	if w.stop != nil {
		w.halt()
	}
	w.mu.Unlock()
	w.running.Wait()
}

// add takes in what has happened. No code of the program runs here.
func (w *watch) add(o events.Observation) {
	w.mu.Lock()
	defer w.mu.Unlock()
	w.last += o.Missed + 1 // what was missed has ids, too, so that readers can count it
	w.Missed += o.Missed
	e := &entry{id: w.last, seen: o, from: w}
	w.all.add(e)
	if e.failing() {
		w.failed.add(e)
	}
	way := route{o.Event.Name, o.Event.Source}
	if _, known := w.emitted[way]; known || len(w.emitted) < strays {
		w.emitted[way]++
	}
}

// after appends to found what a filter lets through of the events after id,
// oldest first. It returns as well how many of them are not kept any more, and
// the id of the last.
func (w *watch) after(id uint64, f filter, found []*entry) (_ []*entry, gone int, upTo uint64) {
	w.mu.Lock()
	defer w.mu.Unlock()
	gone = int(w.last - min(id, w.last))
	for e := range w.failed.after(id) { // of what is not kept any more, failures are
		if e.id >= w.all.oldest() {
			break
		}
		gone--
		if f.lets(e) {
			found = append(found, e)
		}
	}
	for e := range w.all.after(id) {
		gone--
		if f.lets(e) {
			found = append(found, e)
		}
	}
	return found, gone, w.last
}

// kept returns the last events that a filter lets through, newest first. What
// failed is there longer than what did not.
func (w *watch) kept(f filter) []*entry {
	found, _, _ := w.after(0, f, nil)
	slices.Reverse(found)
	return found[:min(len(found), w.opts.Keep)]
}

// routes returns who was seen to emit what.
func (w *watch) routes() map[route]uint64 {
	w.mu.Lock()
	defer w.mu.Unlock()
	out := make(map[route]uint64, len(w.emitted))
	for way, n := range w.emitted {
		out[way] = n
	}
	return out
}

func (w *watch) tally() Tally {
	w.mu.Lock()
	defer w.mu.Unlock()
	return w.Tally
}

// open lets one more stream in, where there is room.
func (w *watch) open() bool {
	w.mu.Lock()
	defer w.mu.Unlock()
	if w.done || w.Open >= w.opts.Streams {
		w.Refused++
		return false
	}
	w.Open++
	return true
}

func (w *watch) leave(slow bool) {
	w.mu.Lock()
	defer w.mu.Unlock()
	w.Open--
	w.touched = time.Now()
	if slow {
		w.Cut++
	}
}

func (w *watch) lastID() uint64 {
	w.mu.Lock()
	defer w.mu.Unlock()
	return w.last
}

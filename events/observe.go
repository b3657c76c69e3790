package events

import (
	"context"
	"iter"
	"slices"
	"sync"
	"time"

	"github.com/fastpluggy/eventbus/internal/dispatch"
)

// An Observation is what became of one emit, or, if Late is set, of one
// asynchronous listener's call later on. An emit that was refused has an Err and
// reached nobody. One of a string that is no name is not observed.
type Observation struct {
	Event    Event
	Duration time.Duration // of the emit: synchronous listeners, and queueing for the others
	Reached  int           // listeners that were called or have it in their queues
	Failures []*ListenerError
	Err      error // what Emit or EmitWait returned

	// Late is set where an asynchronous listener has failed, which is known when
	// it was called and not when the event was emitted. Only Event and Failures
	// are set beside it.
	Late bool
	// Missed is how many observations before this one were dropped, since the
	// loop was busy and 4,096 others waited already.
	Missed uint64
}

// Observe returns what becomes of every emit of the bus, whoever's view b is:
// for pages and tools that show a bus at work. It observes while it is ranged
// over, from the first step to break, return, panic, the end of ctx, or the end
// of the bus. The loop's body never holds up an emit: observations wait, at most
// 4,096 of them, and come to the loop twenty times a second.
//
// An observed emit with one listener takes some 630 ns where it takes 260
// otherwise: two clock reads an emit, two for each call, and the payload's
// general form once.
// ListenerInfo shows P50 and P99 meanwhile. Without an observer an emit costs
// what it always does.
func (b *Bus) Observe(ctx context.Context) iter.Seq[Observation] {
	b.engine() // or it panics here
	if ctx == nil {
		ctx = context.Background()
	}
	return func(yield func(Observation) bool) {
		o := new(observer)
		b.state().observers.add(o)
		b.core().Observe(true)
		defer func() {
			b.core().Observe(false)
			b.state().observers.remove(o)
		}()
		tick := time.NewTicker(pollInterval)
		defer tick.Stop()
		var spare []Observation
		for ended := false; !ended; {
			select {
			case <-tick.C:
				ended = b.core().Closed()
			case <-ctx.Done():
				ended = true
			}
			taken := o.takeAll(spare)
			for _, seen := range taken {
				if !yield(seen) {
					return
				}
			}
			clear(taken) // payloads must not live on in it
			spare = taken[:0]
		}
	}
}

const (
	pollInterval = 50 * time.Millisecond // between two looks: an emit wakes nobody
	maxWaiting   = 4096                  // observations that may wait
)

// An observer is one loop over Observe.
type observer struct {
	mu      sync.Mutex
	waiting []Observation
	missed  uint64
}

func (o *observer) add(one Observation) {
	o.mu.Lock()
	defer o.mu.Unlock()
	if len(o.waiting) == maxWaiting {
		o.missed++
		return
	}
	one.Missed, o.missed = o.missed, 0
	o.waiting = append(o.waiting, one)
}

// takeAll gives out what waits, in exchange for memory to go on with: without it
// the emits would make room anew, four megabytes a second at 10,000 events.
func (o *observer) takeAll(spare []Observation) []Observation {
	o.mu.Lock()
	defer o.mu.Unlock()
	seen := o.waiting
	o.waiting = spare
	return seen
}

// observers are the loops of a bus.
type observers struct {
	mu  sync.Mutex
	all []*observer
}

func (os *observers) add(o *observer) {
	os.mu.Lock()
	defer os.mu.Unlock()
	os.all = append(os.all, o)
}

func (os *observers) remove(o *observer) {
	os.mu.Lock()
	defer os.mu.Unlock()
	os.all = slices.DeleteFunc(os.all, func(other *observer) bool { return other == o })
}

func (os *observers) notify(one Observation) {
	os.mu.Lock()
	defer os.mu.Unlock()
	for _, o := range os.all {
		o.add(one)
	}
}

// notifyObservers tells of one emit.
func (s *busState) notifyObservers(t dispatch.Trace) {
	s.observers.notify(Observation{
		Event: newEvent(t.Meta, t.Body), Duration: t.Took, Reached: t.Reached, Failures: listenerErrors(t.Failures), Err: tidyError(t.Err),
	})
}

// notifyLateFailure tells of an asynchronous listener that failed.
func (s *busState) notifyLateFailure(e Event, failure *ListenerError) {
	s.observers.notify(Observation{Event: e, Failures: []*ListenerError{failure}, Late: true})
}

func listenerErrors(errs []error) (out []*ListenerError) {
	for _, err := range errs {
		if l, ok := err.(*ListenerError); ok {
			out = append(out, l)
		}
	}
	return out
}

package events

import (
	"context"
	"iter"
	"slices"
	"sync"
	"time"

	"github.com/fastpluggy/eventbus/internal/dispatch"
)

// An Observation is the result of one emit, or, if Late is set, of one asynchronous
// listener's call later on. An emit that was refused has an Err and reached no
// listener. An emit of a string that is not a name is not observed.
type Observation struct {
	Event    Event
	Duration time.Duration // of the emit: calling synchronous listeners, and queueing for the others
	Reached  int           // the number of listeners that were called or have it in their queues
	Failures []*ListenerError
	Err      error // what Emit or EmitWait returned

	// Late is set if an asynchronous listener has failed, which is known after its
	// call and not when the event was emitted. Only Event and Failures are set
	// with it.
	Late bool
	// Missed is how many observations before this one were dropped, since the
	// loop was busy and 4,096 others were waiting already.
	Missed uint64
}

// Observe yields the result of every emit of the bus, whichever view b is: for
// pages and tools that show a bus at work. It observes while it is ranged over,
// from the first step to break, return, panic, the end of ctx, or the end of the
// bus. The loop's body never delays an emit: observations wait, at most 4,096 of
// them, and come to the loop twenty times a second. Several loops may run at once,
// each with its own observations.
//
// An observed emit with one listener takes some 630 ns instead of 260: two clock
// reads an emit, two for each call, and the payload's general form once.
// ListenerInfo has P50 and P99 during that time. Without an observer an emit costs
// what it did before.
func (b *Bus) Observe(ctx context.Context) iter.Seq[Observation] {
	b.engine() // panics here on a nil bus, not in the loop
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
			clear(taken) // do not keep payloads alive
			spare = taken[:0]
		}
	}
}

const (
	pollInterval = 50 * time.Millisecond // emits do not wake observers
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

// takeAll returns the waiting observations, in exchange for memory to go on with:
// without it the emits would allocate four megabytes a second at 10,000 events.
func (o *observer) takeAll(spare []Observation) []Observation {
	o.mu.Lock()
	defer o.mu.Unlock()
	seen := o.waiting
	o.waiting = spare
	return seen
}

// observers are the running loops of a bus.
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

// notifyObservers passes on the result of one emit.
func (s *busState) notifyObservers(t dispatch.Trace) {
	s.observers.notify(Observation{
		Event: newEvent(t.Meta, t.Body), Duration: t.Took, Reached: t.Reached, Failures: listenerErrors(t.Failures), Err: tidyError(t.Err),
	})
}

// notifyLateFailure passes on the failure of an asynchronous listener.
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

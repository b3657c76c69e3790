package events_test

import (
	"context"
	"fmt"
	"sync"
	"testing"

	"github.com/fastpluggy/eventbus/events"
	"github.com/fastpluggy/eventbus/typed"
)

// A numbered event says who emitted it, and as which one.
type numbered struct {
	Emitter int `json:"emitter"`
	Number  int `json:"number"`
}

var numberedTopic = typed.NewTopic[numbered]("order.checked")

// An orderCheck is how many emit how much to how many. Where all listeners are
// typed and synchronous, a round is a bare loop.
type orderCheck struct {
	emitters, events, listeners int
	bare                        bool
}

// A reader keeps, for each emitter, the number it expects next: all that a log
// of every event could tell, in one word. An emitter's events come one after
// another, so each word has one writer at a time.
type reader struct {
	name string
	next []int

	mu    sync.Mutex
	fault string // the first one
}

func (r *reader) read(e numbered) {
	if want := r.next[e.Emitter]; e.Number != want {
		r.complain("%s: of emitter %d came %d, want %d", r.name, e.Emitter, e.Number, want)
		return
	}
	r.next[e.Emitter]++
}

func (r *reader) complain(format string, args ...any) {
	r.mu.Lock()
	defer r.mu.Unlock()
	if r.fault == "" {
		r.fault = fmt.Sprintf(format, args...)
	}
}

// subscribe makes a reader a listener: half are typed, a quarter read the
// fields of the untyped event, a quarter have a queue with one worker.
func (r *reader) subscribe(b *events.Bus, i int, bare bool, read func(numbered)) {
	typedly := func(_ context.Context, e numbered) error { read(e); return nil }
	if bare {
		i *= 4
	}
	switch i % 4 {
	case 0, 1:
		r.name = fmt.Sprintf("typed %d", i)
		numberedTopic.On(b, typedly, events.Priority(i%3))
	case 2:
		r.name = fmt.Sprintf("untyped %d", i)
		b.OnNamespace("order", func(_ context.Context, e events.Event) error {
			from, err := events.Field[int](e, "emitter")
			if err != nil {
				return err
			}
			n, err := events.Field[int](e, "number")
			read(numbered{from, n})
			return err
		})
	case 3:
		r.name = fmt.Sprintf("async %d", i)
		numberedTopic.On(b, typedly, events.Async())
	}
}

// run returns the faults that the readers found. They read through plant.
func (c orderCheck) run(t *testing.T, plant func(read func(numbered)) func(numbered)) (faults []string) {
	b, failed := watched()
	readers := make([]*reader, c.listeners)
	for i := range readers {
		readers[i] = &reader{next: make([]int, c.emitters)}
		readers[i].subscribe(b, i, c.bare, plant(readers[i].read))
	}
	var emitters sync.WaitGroup
	for from := range c.emitters {
		emitters.Go(func() {
			for n := range c.events {
				if err := numberedTopic.Emit(background, b, numbered{from, n}); err != nil {
					t.Errorf("Emit: %v", err)
				}
			}
		})
	}
	emitters.Wait()
	closeBus(t, b)
	if len(failed.all) != 0 {
		t.Errorf("%d failures, as %v", len(failed.all), failed.all[0].err)
	}
	for _, r := range readers {
		for from, n := range r.next {
			if n != c.events {
				r.complain("%s: of emitter %d the last that came was %d, want %d", r.name, from, n-1, c.events-1)
			}
		}
		if r.fault != "" {
			faults = append(faults, r.fault)
		}
	}
	return faults
}

func honest(read func(numbered)) func(numbered) { return read }

// B03, B08, B33: with 64 emitters of 10,000 events each and 64 listeners of
// all kinds, nothing is lost, doubled or out of its emitter's order. That is 41
// million calls, in about six seconds on two cores.
func TestB08_OrderUnderLoad(t *testing.T) {
	for _, bare := range []bool{false, true} {
		c := orderCheck{emitters: 64, events: 10_000, listeners: 64, bare: bare}
		if raceEnabled || testing.Short() {
			c.events = 200
		}
		for _, fault := range c.run(t, honest) {
			t.Errorf("bare %v: %s", bare, fault)
		}
	}
}

// The check catches what it is there for: a listener that gets one event late,
// not at all, or twice.
func TestB08_OrderCheckCatchesPlantedBugs(t *testing.T) {
	const where = 57
	for name, spoil := range map[string]func(read func(numbered), held *numbered, e numbered){
		"late": func(read func(numbered), held *numbered, e numbered) {
			if e.Number == where {
				*held = e
				return
			}
			read(e)
			if e.Number == where+1 {
				read(*held)
			}
		},
		"lost": func(read func(numbered), _ *numbered, e numbered) {
			if e.Number != where {
				read(e)
			}
		},
		"the last one lost": func(read func(numbered), _ *numbered, e numbered) {
			if e.Number != 99 {
				read(e)
			}
		},
		"doubled": func(read func(numbered), _ *numbered, e numbered) {
			read(e)
			if e.Number == where {
				read(e)
			}
		},
	} {
		t.Run(name, func(t *testing.T) {
			c := orderCheck{emitters: 4, events: 100, listeners: 8}
			faults := c.run(t, func(read func(numbered)) func(numbered) {
				var held numbered
				return func(e numbered) {
					if e.Emitter != 0 {
						read(e)
						return
					}
					spoil(read, &held, e)
				}
			})
			if len(faults) != c.listeners {
				t.Errorf("%d of %d listeners complain: %q", len(faults), c.listeners, faults)
			}
		})
	}
}

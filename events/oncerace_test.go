package events_test

import (
	"context"
	"fmt"
	"sync"
	"sync/atomic"
	"testing"

	"github.com/fastpluggy/eventbus/events"
	"github.com/fastpluggy/eventbus/typed"
)

// onceTopics are what a lap goes over: a race for each.
var onceTopics = func() (all [64]*typed.Topic[nothing]) {
	for i := range all {
		all[i] = typed.NewTopic[nothing](fmt.Sprintf("once.raced_%d", i))
	}
	return all
}()

// B13: once is once, in a million races of three emitters: none is called
// twice, none never.
func TestB13_OnceInAMillionRaces(t *testing.T) {
	races := 256_000
	if raceEnabled || testing.Short() {
		races = 12_800
	}
	for _, kind := range []struct {
		name string
		on   func(b *events.Bus, topic *typed.Topic[nothing], calls *atomic.Int32)
	}{
		{"sync", func(b *events.Bus, topic *typed.Topic[nothing], calls *atomic.Int32) {
			b.On(topic.Name(), counts(calls), events.Once())
		}},
		{"typed", func(b *events.Bus, topic *typed.Topic[nothing], calls *atomic.Int32) {
			topic.On(b, func(context.Context, nothing) error { calls.Add(1); return nil }, events.Once())
		}},
		{"async", func(b *events.Bus, topic *typed.Topic[nothing], calls *atomic.Int32) {
			b.On(topic.Name(), counts(calls), events.Once(), events.Async())
		}},
		{"predicate", func(b *events.Bus, topic *typed.Topic[nothing], calls *atomic.Int32) {
			var here atomic.Int32
			b.On(topic.Name(), counts(calls), events.Once(), events.Predicate(func(events.Event) bool { meet(&here); return true }))
		}},
	} {
		t.Run(kind.name, func(t *testing.T) {
			watchdog(t, 8*hang, func() {
				b := events.New()
				gates := addGates(b)
				calls := make([]atomic.Int32, races)
				for lap := calls; len(lap) > 0; lap = lap[len(onceTopics):] {
					for i, topic := range onceTopics {
						gates[i].Store(0)
						kind.on(b, topic, &lap[i])
					}
					raceOver(t, b)
				}
				if n := b.ListenerCount(); n != len(gates) {
					t.Errorf("%d listeners are left", n-len(gates))
				}
				closeBus(t, b)
				for i := range calls {
					if n := calls[i].Load(); n != 1 {
						t.Fatalf("race %d: called %d times", i, n)
					}
				}
			})
		})
	}
}

// addGates adds a listener to each topic that gets it first, so that two emits
// come to the one that they race for at the same moment.
func addGates(b *events.Bus) (gates [len(onceTopics)]*atomic.Int32) {
	for i, topic := range onceTopics {
		here := new(atomic.Int32)
		topic.On(b, func(context.Context, nothing) error { meet(here); return nil }, events.Priority(1))
		gates[i] = here
	}
	return gates
}

// meet waits for a second one to come, for about a microsecond.
func meet(here *atomic.Int32) {
	here.Add(1)
	for i := 0; i < 500 && here.Load() < 2; i++ {
	}
}

// raceOver lets three emitters go over the topics at the same time. They stay
// close together, since it is the first one who has the work of a call.
func raceOver(t *testing.T, b *events.Bus) {
	var emitters sync.WaitGroup
	for range 3 {
		emitters.Go(func() {
			for _, topic := range onceTopics {
				if err := topic.Emit(background, b, nothing{}); err != nil {
					t.Errorf("Emit: %v", err)
				}
			}
		})
	}
	emitters.Wait()
}

func counts(calls *atomic.Int32) events.Handler {
	return func(context.Context, events.Event) error { calls.Add(1); return nil }
}

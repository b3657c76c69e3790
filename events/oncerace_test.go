package events_test

import (
	"context"
	"runtime"
	"sync"
	"sync/atomic"
	"testing"

	"github.com/fastpluggy/eventbus/events"
	"github.com/fastpluggy/eventbus/typed"
)

// A starter lets emitters begin at the same moment, again and again, for less
// than a microsecond: they spin where a channel would put them to sleep.
type starter struct{ round, over atomic.Int64 }

// race makes the others emit once more and emits too. It returns when all have.
func (s *starter) race(others int, emit func()) {
	s.over.Store(0)
	s.round.Add(1)
	emit()
	for s.over.Load() < int64(others) {
		runtime.Gosched()
	}
}

func (s *starter) follow(rounds int, emit func()) {
	for n := range int64(rounds) {
		for s.round.Load() <= n {
			runtime.Gosched()
		}
		emit()
		s.over.Add(1)
	}
}

// onceTopic is emitted typed, for the shortest way through the engine.
var onceTopic = typed.NewTopic[nothing]("once.raced")

// B13: once is once, in a million races of three emitters: none is called
// twice, none never.
func TestB13_OnceInAMillionRaces(t *testing.T) {
	rounds := 250_000
	if raceEnabled || testing.Short() {
		rounds = 10_000
	}
	for _, kind := range []struct {
		name string
		on   func(b *events.Bus, calls *atomic.Int32)
	}{
		{"sync", func(b *events.Bus, calls *atomic.Int32) {
			b.On("once.raced", counts(calls), events.Once())
		}},
		{"typed", func(b *events.Bus, calls *atomic.Int32) {
			onceTopic.On(b, func(context.Context, nothing) error { calls.Add(1); return nil }, events.Once())
		}},
		{"async", func(b *events.Bus, calls *atomic.Int32) {
			b.OnNamespace("once", counts(calls), events.Once(), events.Async())
		}},
		{"predicate", func(b *events.Bus, calls *atomic.Int32) {
			b.On("once.raced", counts(calls), events.Once(), events.Predicate(allHere(others+1)))
		}},
	} {
		t.Run(kind.name, func(t *testing.T) {
			watchdog(t, 4*hang, func() { raceOnce(t, rounds, kind.on) })
		})
	}
}

// raceOnce lets three emitters race for a new listener each round.
func raceOnce(t *testing.T, rounds int, on func(*events.Bus, *atomic.Int32)) {
	b, start := events.New(), &starter{}
	emit := func() {
		if err := onceTopic.Emit(background, b, nothing{}); err != nil {
			t.Errorf("Emit: %v", err)
		}
	}
	var emitters sync.WaitGroup
	for range others {
		emitters.Go(func() { start.follow(rounds, emit) })
	}
	calls := make([]atomic.Int32, rounds)
	for i := range calls {
		on(b, &calls[i])
		start.race(others, emit)
	}
	emitters.Wait()
	closeBus(t, b)
	for i := range calls {
		if n := calls[i].Load(); n != 1 {
			t.Fatalf("race %d: called %d times", i, n)
		}
	}
}

func counts(calls *atomic.Int32) events.Handler {
	return func(context.Context, events.Event) error { calls.Add(1); return nil }
}

// others are the emitters beside the test itself.
const others = 2

// allHere is a predicate that says yes when n emits have come to it, so that
// all have passed it before one of them uses the listener up.
func allHere(n int32) func(events.Event) bool {
	var here atomic.Int32
	return func(events.Event) bool {
		for here.Add(1); here.Load() < n; {
			runtime.Gosched()
		}
		return true
	}
}

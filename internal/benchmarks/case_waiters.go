package benchmarks

import (
	"context"
	"sync"
	"testing"
	"time"

	"github.com/fastpluggy/eventbus/events"
)

// waiterCases: many goroutines wait in OffWait at once, and what that costs
// another bus.
func waiterCases() []Case {
	return []Case{
		{Name: "offwaits-32000", Span: "1x", Rounds: 2, Entries: []Entry{
			{Name: ours, Run: func(b *testing.B) { manyOffWaits(b, false) }},
			{Name: "eventbus-running", Run: func(b *testing.B) { manyOffWaits(b, true) }},
		}},
		{Name: "beside-waiters-4000", Span: withGarbage, Entries: []Entry{
			{Name: ours, Run: besideWaiters(4000)},
			{Name: "eventbus-alone", Run: besideWaiters(0)},
		}},
	}
}

// manyOffWaits takes 32,000 listeners of one name off, each in a goroutine of
// its own, and waits until all have returned. With running, an emit has
// reached the last of them, and they all wait until it returns.
func manyOffWaits(b *testing.B, running bool) {
	const n = 32_000
	for range b.N {
		b.StopTimer()
		bus := &eventBus{b: events.New()}
		subs := make([]*events.Subscription, n)
		for i, c := range NewCounters(n, 1) {
			subs[i] = bus.on(c)
		}
		end := func() {}
		if running {
			end = keepRunning(bus.b)
		} else {
			bus.Emit(1, payload)
		}
		b.StartTimer()
		left := offEach(b, subs)
		if running {
			b.StopTimer()
			time.Sleep(100 * time.Millisecond) // in which most of them begin to wait
			b.StartTimer()
		}
		end()
		left.Wait()
	}
}

// offEach starts an OffWait for each of them.
func offEach(b *testing.B, subs []*events.Subscription) *sync.WaitGroup {
	var left sync.WaitGroup
	for _, s := range subs {
		left.Go(func() {
			if err := s.OffWait(ctx); err != nil {
				b.Error(err)
			}
		})
	}
	return &left
}

// keepRunning has an emit on the bus reach a listener that runs until end.
func keepRunning(bus *events.Bus) (end func()) {
	reached, release := make(chan struct{}), make(chan struct{})
	topic.On(bus, func(context.Context, Payload) error {
		close(reached)
		<-release
		return nil
	})
	done := make(chan struct{})
	go func() { defer close(done); _ = topic.Emit(ctx, bus, payload) }()
	<-reached
	return func() { close(release); <-done }
}

// besideWaiters has goroutines wait for a call on one bus, and measures a
// listener that comes, gets an event and goes on another. They wait from the
// first round to the end of the process.
func besideWaiters(waiters int) func(*testing.B) {
	waiting := sync.OnceFunc(func() { startWaiters(waiters) })
	return func(b *testing.B) {
		waiting()
		bus, guest := &eventBus{b: events.New()}, NewCounters(1, 1)[0]
		b.ReportAllocs()
		b.ResetTimer()
		for range b.N {
			s := bus.on(guest)
			bus.Emit(1, payload)
			if err := s.OffWait(ctx); err != nil {
				b.Fatal(err)
			}
		}
		b.StopTimer()
		check(b, []*Counter{guest}, b.N)
	}
}

// startWaiters returns when the goroutines have had a while to begin to wait.
func startWaiters(n int) {
	if n == 0 {
		return
	}
	bus := &eventBus{b: events.New()}
	var begun sync.WaitGroup
	subs := make([]*events.Subscription, n)
	for i, c := range NewCounters(n, 1) {
		subs[i] = bus.on(c)
	}
	keepRunning(bus.b)
	for _, s := range subs {
		begun.Add(1)
		go func() { begun.Done(); _ = s.OffWait(ctx) }()
	}
	begun.Wait()
	time.Sleep(200 * time.Millisecond)
}

package benchmarks

import (
	"context"
	"runtime"
	"sync/atomic"
	"testing"
	"time"

	"github.com/fastpluggy/eventbus/events"
)

// introspectionCases: what a look at the bus costs where it has many listeners,
// and how long it stops an emit.
func introspectionCases() []Case {
	cases := []Case{
		{Name: "listing-300000", Span: "3x", Rounds: 3, Entries: []Entry{
			{Name: ours, Run: func(b *testing.B) { listing(b, 300_000) }},
			{Name: "make", Run: func(b *testing.B) { listingByHand(b, 300_000) }},
		}},
		{Name: "info-100000", Span: withGarbage, Rounds: 4, Entries: []Entry{
			{Name: ours, Run: info(100_000)},
			{Name: "eventbus-alone", Run: info(1)},
		}},
	}
	if es := hasListeners(); len(es) > 0 {
		cases = append(cases, Case{Name: "has-listeners", Entries: es})
	}
	return cases
}

// listing measures Bus.Listeners, and the longest emit to one more listener while
// it runs.
func listing(b *testing.B, n int) {
	bus := events.New()
	for _, name := range names(n / 100) {
		for range 100 {
			bus.On(name, idle)
		}
	}
	c := NewCounters(1, 1)[0]
	topic.On(bus, countWords(c))
	longestEmit(b, func() { _ = topic.Emit(ctx, bus, payload) }, func() {
		if got := len(bus.Listeners()); got != n+1 {
			b.Fatalf("%d listeners are listed, want %d", got, n+1)
		}
	})
}

// listingByHand shows what of it is the machine's: an emit of the loop by hand
// while the other core makes a list of that length.
func listingByHand(b *testing.B, n int) {
	d := newDirect()
	d.On(NewCounters(1, 1)[0])
	longestEmit(b, func() { d.emit(ctx, payload) }, func() {
		list := make([]events.ListenerInfo, n)
		for i := range list {
			list[i].Topic = name
		}
		runtime.KeepAlive(list)
	})
}

func countWords(c *Counter) func(context.Context, Payload) error {
	return func(_ context.Context, p Payload) error { c.Hit(p.Emitter); return nil }
}

// longestEmit measures b.N looks while another goroutine emits all the time.
func longestEmit(b *testing.B, emit, look func()) {
	var stop atomic.Bool
	var longest time.Duration
	begun, done := make(chan struct{}), make(chan struct{})
	go func() {
		defer close(done)
		close(begun)
		for !stop.Load() {
			began := time.Now()
			emit()
			longest = max(longest, time.Since(began))
		}
	}()
	<-begun
	b.ResetTimer()
	for range b.N {
		look()
	}
	b.StopTimer()
	stop.Store(true)
	<-done
	b.ReportMetric(float64(longest), "ns/stop")
}

// info measures Subscription.Info beside that many listeners of the name. They
// are added once, however often it is run.
func info(n int) func(*testing.B) {
	var last *events.Subscription
	return func(b *testing.B) {
		if last == nil {
			bus := &eventBus{b: events.New()}
			for _, c := range NewCounters(n, 1) {
				last = bus.on(c)
			}
			bus.Emit(1, payload)
		}
		b.ReportAllocs()
		b.ResetTimer()
		for range b.N {
			if got := last.Info(); got.Delivered != 1 {
				b.Fatalf("%d events were delivered, want 1", got.Delivered)
			}
		}
	}
}

package benchmarks

import (
	"context"
	"testing"
	"time"

	"github.com/fastpluggy/eventbus/events"
)

// waitCases: calls that wait, in a program with little or nothing to wait for. The
// caller is not a listener.
func waitCases() []Case {
	return []Case{
		{Name: "emitwait", Span: withGarbage, Timings: 2, Entries: []Entry{
			{Name: ours, Run: emitWait},
			{Name: directChanPeer.Name, Run: sendAndWait},
		}},
		{Name: "drain-idle", Span: withGarbage, Timings: 2, Entries: []Entry{{Name: ours, Run: drainIdle}}},
		{Name: "offwait-idle", Span: withGarbage, Timings: 2, Entries: []Entry{{Name: ours, Run: offWaitIdle}}},
	}
}

// emitWait emits to one asynchronous listener, and waits until it has run.
func emitWait(b *testing.B) {
	bus, c := events.New(), NewAsyncCounters(1)[0]
	topic.On(bus, func(context.Context, Payload) error { c.HitAsync(0); return nil }, events.Async())
	b.ReportAllocs()
	b.ResetTimer()
	for range b.N {
		if err := topic.EmitWait(ctx, bus, payload); err != nil {
			b.Fatal(err)
		}
	}
	b.StopTimer()
	checkAfterPause(b, []*Counter{c}, b.N)
}

// sendAndWait is the same by hand: a goroutine, a channel there and one back.
func sendAndWait(b *testing.B) {
	c := NewAsyncCounters(1)[0]
	events, done := make(chan Payload, buffer), make(chan struct{})
	go func() {
		for range events {
			c.HitAsync(0)
			done <- struct{}{}
		}
	}()
	b.ReportAllocs()
	b.ResetTimer()
	for range b.N {
		events <- payload
		<-done
	}
	b.StopTimer()
	close(events)
	checkAfterPause(b, []*Counter{c}, b.N)
}

// drainIdle drains a bus whose listeners have all run, and run no more.
func drainIdle(b *testing.B) {
	bus := events.New()
	cs := NewAsyncCounters(11)
	for i, c := range cs {
		var opts []events.Option
		if i == 0 {
			opts = append(opts, events.Async())
		}
		topic.On(bus, func(context.Context, Payload) error { c.HitAsync(0); return nil }, opts...)
	}
	if err := topic.EmitWait(ctx, bus, payload); err != nil {
		b.Fatal(err)
	}
	b.ReportAllocs()
	b.ResetTimer()
	for range b.N {
		if err := bus.Drain(ctx); err != nil {
			b.Fatal(err)
		}
	}
	b.StopTimer()
	checkAfterPause(b, cs, 1)
}

// offWaitIdle takes a listener off that has got an event, beside 10 others,
// and waits for it. The figure holds one reading of the clock.
func offWaitIdle(b *testing.B) {
	bus := &eventBus{b: events.New()}
	cs := listen(bus, 10)
	guest := NewCounters(1, 1)[0]
	var waited time.Duration
	for range b.N {
		s := bus.on(guest)
		bus.Emit(1, payload)
		began := time.Now()
		err := s.OffWait(ctx)
		waited += time.Since(began)
		if err != nil {
			b.Fatal(err)
		}
	}
	b.StopTimer()
	b.ReportMetric(float64(waited)/float64(b.N), "ns/offwait")
	bus.Emit(1, payload)
	check(b, cs, b.N+1)
	check(b, []*Counter{guest}, b.N)
}

// checkAfterPause is check after a time in which a doubled delivery would come.
func checkAfterPause(b *testing.B, cs []*Counter, want int) {
	b.Helper()
	time.Sleep(2 * time.Millisecond)
	check(b, cs, want)
}

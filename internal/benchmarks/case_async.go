package benchmarks

import (
	"context"
	"fmt"
	"testing"
	"time"

	"github.com/fastpluggy/eventbus/events"
)

// asyncCases: listeners in goroutines of their own; the time is that until the
// last delivery, divided by the emits. A library that delivers in batches may
// take half a millisecond for the last one: little, of 50.
func asyncCases() []Case {
	var cases []Case
	for _, n := range []int{1, 10} {
		es := each(func(p Peer) func(*testing.B) {
			if p.Async == nil {
				return nil
			}
			return func(b *testing.B) { delivered(b, p.Async(), n) }
		})
		if n == 1 {
			es = append(es, Entry{Name: "eventbus-done", Run: withDone})
		}
		cases = append(cases, Case{Name: fmt.Sprintf("async-1x%d", n), Span: "50ms", Timings: 2, Entries: es})
	}
	return cases
}

// withDone emits with a context that can end, which costs an allocation.
func withDone(b *testing.B) {
	ctx, cancel := context.WithCancel(ctx)
	defer cancel()
	delivered(b, &eventBus{b: events.New(), async: true, ctx: ctx}, 1)
}

func delivered(b *testing.B, bus Bus, n int) {
	cs := NewAsyncCounters(n)
	stay(bus, cs...)
	for _, c := range cs {
		c.Expect(b.N)
	}
	b.ReportAllocs()
	b.ResetTimer()
	bus.Emit(b.N, payload)
	for _, c := range cs {
		c.Wait(b)
	}
	b.StopTimer()
	time.Sleep(2 * time.Millisecond) // in which a doubled one would come
	check(b, cs, b.N)
	bus.Close()
}

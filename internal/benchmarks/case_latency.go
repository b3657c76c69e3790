package benchmarks

import (
	"runtime"
	"testing"
)

// latencyCases: from emit to the call of a listener that has nothing to do. The
// emitter does not sleep in between: waking its core would be most of the time.
func latencyCases() []Case {
	return []Case{{
		Name: "latency",
		Span: "1000x",
		Entries: each(func(p Peer) func(*testing.B) {
			if p.Async == nil {
				return nil
			}
			return func(b *testing.B) { latency(b, p.Async()) }
		}),
	}}
}

func latency(b *testing.B, bus Bus) {
	c := NewAsyncCounters(1)[0]
	stay(bus, c)
	for range b.N {
		for range 10 {
			runtime.Gosched() // in which the listener goes to sleep
		}
		c.Expect(1)
		p := payload
		p.UserID = now()
		bus.Emit(1, p)
		c.Wait(b)
	}
	check(b, []*Counter{c}, b.N)
	b.ReportMetric(float64(c.async.latency.Load())/float64(b.N), "ns/latency")
	bus.Close()
}

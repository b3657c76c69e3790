package benchmarks

import (
	"fmt"
	"testing"
)

// onOffCases: one listener comes and goes beside others of the same name.
func onOffCases() []Case {
	var cases []Case
	for _, n := range []int{10, 10_000} {
		cases = append(cases, Case{
			Name: fmt.Sprintf("onoff-%d", n),
			Span: withGarbage, Timings: 2,
			Entries: each(func(p Peer) func(*testing.B) {
				if p.Sync == nil {
					return nil
				}
				return besideListeners(p, n)
			}),
		})
	}
	return cases
}

// besideListeners adds the others once, however often it is run. An emit at
// the end shows that all are there, and only they.
func besideListeners(p Peer, n int) func(*testing.B) {
	var bus Bus
	var cs []*Counter
	emits := 0
	return func(b *testing.B) {
		if bus == nil {
			bus, cs = p.Sync(), NewCounters(n, 1)
			stay(bus, cs...)
		}
		guest := NewCounters(1, 1)[0]
		guest.Key = "guest"
		b.ReportAllocs()
		b.ResetTimer()
		for range b.N {
			bus.OnOff(guest)
		}
		b.StopTimer()
		bus.Emit(1, payload)
		emits++
		check(b, cs, emits)
		check(b, []*Counter{guest}, 0)
	}
}

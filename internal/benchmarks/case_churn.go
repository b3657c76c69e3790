package benchmarks

import (
	"sync/atomic"
	"testing"
	"time"
)

// churnCases: one core adds and removes a listener all the time, while the
// other emits to 10 that stay.
func churnCases() []Case {
	return []Case{{
		Name: "churn-10",
		Span: withGarbage, Timings: 2,
		Entries: each(func(p Peer) func(*testing.B) {
			// Adding beside an emit is a data race in gookit.
			if p.Sync == nil || p.Name == gookitPeer.Name {
				return nil
			}
			return func(b *testing.B) { churn(b, p.Sync()) }
		}),
	}}
}

func churn(b *testing.B, bus Bus) {
	defer bus.Close()
	cs := listen(bus, 10)
	var rounds atomic.Int64
	var stop atomic.Bool
	done := make(chan struct{})
	go func() {
		defer close(done)
		guest := NewCounters(1, 1)[0]
		guest.Key = "guest"
		for !stop.Load() {
			bus.OnOff(guest)
			rounds.Add(1)
		}
	}()
	for rounds.Load() == 0 {
		time.Sleep(time.Millisecond) // until it runs
	}
	b.ReportAllocs()
	b.ResetTimer()
	before := rounds.Load()
	bus.Emit(b.N, payload)
	b.StopTimer()
	made := rounds.Load() - before
	b.ReportMetric(float64(made)/float64(b.N), "onoffs/emit")
	stop.Store(true)
	<-done
	if made == 0 && b.Elapsed() > 20*time.Millisecond {
		b.Fatalf("no listener came or went in %v of emits", b.Elapsed())
	}
	check(b, cs, b.N)
}

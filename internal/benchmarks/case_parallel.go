package benchmarks

import (
	"runtime"
	"sync/atomic"
	"testing"
)

// parallelCases: an emitter on every core, 10 listeners. An operation is one
// emit of any of them, so two cores should take half the time of one.
func parallelCases() []Case {
	return []Case{{
		Name: "parallel-10",
		Entries: each(func(p Peer) func(*testing.B) {
			if p.Sync == nil {
				return nil
			}
			return func(b *testing.B) { parallel(b, p.Sync()) }
		}),
	}}
}

// batch is how many emits go between two looks at whether to go on.
const batch = 16

func parallel(b *testing.B, bus Bus) {
	defer bus.Close()
	cs := NewCounters(10, runtime.GOMAXPROCS(0))
	stay(bus, cs...)
	var emitters, emits atomic.Int64
	b.ReportAllocs()
	b.ResetTimer()
	b.RunParallel(func(pb *testing.PB) {
		p := payload
		p.Emitter = int(emitters.Add(1) - 1)
		n := 0
		for pb.Next() {
			if n++; n%batch == 0 {
				bus.Emit(batch, p)
			}
		}
		bus.Emit(n%batch, p)
		emits.Add(int64(n))
	})
	b.StopTimer()
	if int(emits.Load()) != b.N {
		b.Fatalf("emitted %d events, want %d", emits.Load(), b.N)
	}
	check(b, cs, b.N)
}

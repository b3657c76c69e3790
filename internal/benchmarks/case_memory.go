package benchmarks

import (
	"fmt"
	"runtime"
	"testing"
)

// memoryCases: heap and stacks of names with one listener each and
// without emits.
func memoryCases() []Case {
	var cases []Case
	for _, n := range []int{10_000, 1_000_000} {
		es := each(func(p Peer) func(*testing.B) {
			open := p.Sync
			if open == nil {
				open = p.Async
			}
			if _, ok := open().(Namer); !ok {
				return nil
			}
			n := n
			if p.Name == kelindarPeer.Name {
				n = 500 // 10,000 tickers, one a name, leave no time for anything else
			}
			return func(b *testing.B) { memory(b, open().(Namer), n) }
		})
		if n > 10_000 {
			es = slow(only(es, ours, directMapPeer.Name, gookitPeer.Name, asaskevichPeer.Name), ours)
		}
		cases = append(cases, Case{Name: fmt.Sprintf("idle-names-%d", n), Span: "1x", Rounds: 2, Entries: es})
	}
	return cases
}

func memory(b *testing.B, bus Namer, n int) {
	if b.N != 1 {
		b.Fatalf("b.N is %d; run it with -benchtime 1x", b.N)
	}
	all := names(n)
	before := inUse()
	b.ResetTimer()
	bus.Others(all)
	b.StopTimer()
	used := inUse() - before
	b.ReportMetric(float64(used)/float64(n), "B/name")
	b.ReportMetric(float64(used)/1e6, "MB")
	runtime.KeepAlive(all)
	runtime.KeepAlive(bus)
}

// inUse collects twice: what a finalizer held is free after the second time.
func inUse() int64 {
	runtime.GC()
	runtime.GC()
	var m runtime.MemStats
	runtime.ReadMemStats(&m)
	return int64(m.HeapAlloc + m.StackInuse)
}

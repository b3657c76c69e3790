package benchmarks

import (
	"fmt"
	"testing"
)

// emitCases: one emitter, listeners in its goroutine, nothing else. The same
// beside other names follows each, near in time since they are compared.
func emitCases() []Case {
	var cases []Case
	for _, n := range []int{1, 10, 100} {
		cases = append(cases, Case{
			Name: fmt.Sprintf("emit-%d", n),
			Entries: each(func(p Peer) func(*testing.B) {
				if p.Sync == nil {
					return nil
				}
				return func(b *testing.B) {
					bus := p.Sync()
					defer bus.Close()
					timed(b, bus, listen(bus, n))
				}
			}),
		})
		cases = append(cases, namesCases(n)...)
	}
	return cases
}

func listen(bus Bus, n int) []*Counter {
	cs := NewCounters(n, 1)
	stay(bus, cs...)
	return cs
}

package benchmarks

import (
	"fmt"
	"testing"
)

// namesCases: an emit beside other names, each with a listener.
func namesCases(listeners int) []Case {
	var cases []Case
	for _, others := range []int{10_000, 1_000_000} {
		timings, rounds := 0, 0
		if others > 10_000 { // the testing package collects garbage before each
			timings, rounds = 2, 3
		}
		cases = append(cases, Case{
			Timings: timings, Rounds: rounds,
			Name: fmt.Sprintf("emit-%d-names-%d", listeners, others),
			Entries: only(each(func(p Peer) func(*testing.B) {
				return besideNames(p, listeners, others)
			}), compared(listeners, others)...),
		})
	}
	return cases
}

// compared says beside whom: what is of interest is our own growth, and a
// lookup by name as others do it.
func compared(listeners, others int) []string {
	if listeners == 1 && others == 10_000 {
		return []string{ours, directMapPeer.Name, gookitPeer.Name, asaskevichPeer.Name}
	}
	return []string{ours}
}

// besideNames fills the bus once: the testing package runs a benchmark several
// times, and a million names take a second.
func besideNames(p Peer, listeners, others int) func(*testing.B) {
	if p.Sync == nil {
		return nil
	}
	var bus Namer
	var cs []*Counter
	return func(b *testing.B) {
		if bus == nil {
			var ok bool
			if bus, ok = p.Sync().(Namer); !ok {
				b.Skip("it has no names")
			}
			bus.Others(names(others))
			cs = listen(bus, listeners)
		}
		timed(b, bus, cs)
	}
}

package benchmarks

import "testing"

// manyCases: 100,000 listeners on one name: add all, emit once, remove all.
func manyCases() []Case {
	entries := each(func(p Peer) func(*testing.B) {
		if p.Sync == nil {
			return nil
		}
		return func(b *testing.B) { many(b, p.Sync, 100_000) }
	})
	// Those left out copy the list at every change, and take minutes.
	return []Case{{
		Name:    "listeners-100000",
		Span:    "1x",
		Rounds:  3,
		Entries: slow(only(entries, ours, signalsPeer.Name, asaskevichPeer.Name), ours, signalsPeer.Name),
	}}
}

func many(b *testing.B, open func() Bus, n int) {
	for range b.N {
		b.StopTimer()
		bus := open()
		cs := NewCounters(n, 1)
		offs := make(subs, n)
		b.StartTimer()
		for i, c := range cs {
			offs[i] = bus.On(c)
		}
		bus.Emit(1, payload)
		offs.close()
		b.StopTimer()
		check(b, cs, 1)
		bus.Emit(1, payload)
		check(b, cs, 1) // no listener is left
		b.StartTimer()
	}
}

package benchmarks

import (
	"strconv"
	"testing"
)

// namespaceCases: one listener to a namespace beside 100 other namespaces, and
// an exact one of the same kind in the same company.
func namespaceCases() []Case {
	bench := func(exact bool) []Entry {
		return each(func(p Peer) func(*testing.B) {
			if p.Sync == nil {
				return nil
			}
			if _, ok := p.Sync().(Namespacer); !ok {
				return nil
			}
			return func(b *testing.B) { amongNamespaces(b, p.Sync().(Namespacer), exact) }
		})
	}
	return []Case{
		{Name: "namespace-of-100", Entries: bench(false)},
		{Name: "exact-of-100", Entries: bench(true)},
	}
}

func amongNamespaces(b *testing.B, bus Namespacer, exact bool) {
	defer bus.Close()
	prefixes := make([]string, 100)
	for i := range prefixes {
		prefixes[i] = "area" + strconv.Itoa(i)
	}
	bus.OtherNamespaces(prefixes)
	cs := NewCounters(1, 1)
	if exact {
		bus.OnExact(cs[0])
	} else {
		bus.OnNamespace(cs[0])
	}
	timed(b, bus, cs)
}

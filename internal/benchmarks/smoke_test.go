package benchmarks_test

import (
	"flag"
	"strings"
	"sync/atomic"
	"testing"

	"github.com/fastpluggy/eventbus/internal/benchmarks"
)

const events = 500

// TestSync: each listener of each library gets exactly the events that were
// emitted while it was on.
func TestSync(t *testing.T) {
	for _, p := range benchmarks.All() {
		if p.Sync == nil {
			continue
		}
		t.Run(p.Name, func(t *testing.T) {
			bus := p.Sync()
			defer bus.Close()
			cs := benchmarks.NewCounters(3, 1)
			bus.On(cs[0])
			off := bus.On(cs[1])
			if s, ok := bus.(benchmarks.Stayer); ok {
				s.Stay(cs[2])
			} else {
				bus.On(cs[2])
			}
			bus.Emit(events, benchmarks.Payload{})
			want(t, cs, events, events, events)
			off()
			bus.OnOff(cs[1])
			bus.Emit(1, benchmarks.Payload{})
			if p.Name == "asaskevich" { // it takes a sibling off
				return
			}
			want(t, cs, events+1, events, events+1)
		})
	}
}

// TestAsync: the same from other goroutines.
func TestAsync(t *testing.T) {
	for _, p := range benchmarks.All() {
		if p.Async == nil {
			continue
		}
		t.Run(p.Name, func(t *testing.T) {
			bus := p.Async()
			defer bus.Close()
			cs := benchmarks.NewAsyncCounters(3)
			for _, c := range cs {
				c.Expect(events)
				bus.On(c)
			}
			bus.Emit(events, benchmarks.Payload{})
			for _, c := range cs {
				c.Wait(t)
			}
			want(t, cs, events, events, events)
		})
	}
}

// TestHandle: a handler gets the fields that the probes use.
func TestHandle(t *testing.T) {
	for _, p := range benchmarks.All() {
		if p.Sync == nil {
			continue
		}
		t.Run(p.Name, func(t *testing.T) {
			bus := p.Sync()
			defer bus.Close()
			var sum atomic.Int64
			bus.Handle(func(p benchmarks.Payload) { sum.Add(p.UserID) })
			bus.Emit(2, benchmarks.Payload{UserID: 21})
			if sum.Load() != 42 {
				t.Errorf("two events with 21 each summed up to %d", sum.Load())
			}
		})
	}
}

// TestNames: other names get nothing.
func TestNames(t *testing.T) {
	for _, p := range benchmarks.All() {
		if p.Sync == nil {
			continue
		}
		bus, ok := p.Sync().(benchmarks.Namer)
		if !ok {
			continue
		}
		t.Run(p.Name, func(t *testing.T) {
			cs := benchmarks.NewCounters(1, 1)
			bus.Others([]string{"other.a", "other.b"})
			bus.On(cs[0])
			bus.Emit(events, benchmarks.Payload{})
			want(t, cs, events)
		})
	}
}

// TestNamespace: a listener to a namespace, and an exact one, get the event
// once each.
func TestNamespace(t *testing.T) {
	for _, p := range benchmarks.All() {
		if p.Sync == nil {
			continue
		}
		bus, ok := p.Sync().(benchmarks.Namespacer)
		if !ok {
			continue
		}
		t.Run(p.Name, func(t *testing.T) {
			cs := benchmarks.NewCounters(2, 1)
			bus.OtherNamespaces([]string{"other", "users"})
			bus.OnNamespace(cs[0])
			bus.OnExact(cs[1])
			bus.Emit(events, benchmarks.Payload{})
			want(t, cs, events, events)
		})
	}
}

// TestCases: every case of every library runs, and counts right. Those that
// take long are left to the benchmarks.
func TestCases(t *testing.T) {
	was := flag.Lookup("test.benchtime").Value.String()
	defer flag.Set("test.benchtime", was)
	flag.Set("test.benchtime", "50x")
	for _, c := range benchmarks.Cases() {
		t.Run(c.Name, func(t *testing.T) {
			for _, e := range c.Entries {
				// Adding beside an emit is a data race in mustafaturan: it may lose one.
				if c.Name == "churn-10" && e.Name == "mustafaturan" {
					continue
				}
				if e.Slow || c.Rounds > 0 || strings.Contains(c.Name, "1000000") {
					continue
				}
				t.Run(e.Name, func(t *testing.T) {
					r := testing.Benchmark(e.Run)
					switch failed := r.N == 0; {
					case failed && !takesSiblings(c, e):
						t.Error("it failed; -bench tells how")
					case !failed && takesSiblings(c, e):
						t.Error("it counted right: say so no longer in its facts")
					}
				})
			}
		})
	}
}

// takesSiblings says where a library loses deliveries for certain, since
// taking one closure off takes another one off.
func takesSiblings(c benchmarks.Case, e benchmarks.Entry) bool {
	return e.Name == "asaskevich" && (strings.HasPrefix(c.Name, "onoff") || strings.HasPrefix(c.Name, "churn"))
}

func want(t *testing.T, cs []*benchmarks.Counter, counts ...int) {
	t.Helper()
	for i, c := range cs {
		if got := c.Count(); got != counts[i] {
			t.Errorf("listener %d had %d deliveries, want %d", i, got, counts[i])
		}
	}
}

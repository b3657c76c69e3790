package benchmarks

import (
	"context"
	"fmt"
	"testing"

	"github.com/fastpluggy/eventbus/events"
)

// fieldCases: untyped listeners that read a field of a typed event. The
// figure is their allocations: the payload is boxed once for all listeners.
func fieldCases() []Case {
	var cases []Case
	for _, n := range []int{1, 10} {
		cases = append(cases, Case{
			Name: fmt.Sprintf("untyped-listeners-%d", n),
			Span: withGarbage,
			Entries: []Entry{
				{Name: "Field", Run: func(b *testing.B) { readBy(b, n, byField) }},
				{Name: "Get", Run: func(b *testing.B) { readBy(b, n, byGet) }},
			},
		})
	}
	return cases
}

func readBy(b *testing.B, n int, read func(*Counter) events.Handler) {
	bus := &eventBus{b: events.New()}
	cs := NewCounters(n, 1)
	for _, c := range cs {
		bus.b.On(name, read(c))
	}
	// An id beyond the small integers that Go boxes without allocating.
	p := payload
	p.UserID = 1 << 40
	b.ReportAllocs()
	b.ResetTimer()
	bus.Emit(b.N, p)
	b.StopTimer()
	check(b, cs, b.N)
}

func byField(c *Counter) events.Handler {
	return func(_ context.Context, e events.Event) error {
		id, err := events.Field[int64](e, "user_id")
		c.Hit(int(id >> 41))
		return err
	}
}

func byGet(c *Counter) events.Handler {
	return func(_ context.Context, e events.Event) error {
		id, _ := e.Get("user_id")
		c.Hit(int(id.(int64) >> 41))
		return nil
	}
}

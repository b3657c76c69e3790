package events_test

import (
	"context"
	"fmt"
	"testing"

	"github.com/fastpluggy/eventbus/events"
	"github.com/fastpluggy/eventbus/typed"
)

// The recursion guard looks at a stack when rounds pile up. Emitters that wait
// in a listener are such a pile, and must not cost those that pass them by: the
// figures of 0 and 500 should be the same.
func BenchmarkEmitBesideBlockedEmitters(b *testing.B) {
	topic := typed.NewTopic[struct{ Wait bool }]("bench.blocked")
	for _, n := range []int{0, 500} {
		b.Run(fmt.Sprint(n), func(b *testing.B) {
			bus := events.New(events.WithSlowThreshold(0))
			in, out := make(chan struct{}), make(chan struct{})
			topic.On(bus, func(_ context.Context, p struct{ Wait bool }) error {
				if p.Wait {
					in <- struct{}{}
					<-out
				}
				return nil
			})
			for range n {
				go func() { _ = topic.Emit(background, bus, struct{ Wait bool }{true}) }()
				<-in
			}
			for b.Loop() {
				_ = topic.Emit(background, bus, struct{ Wait bool }{})
			}
			close(out)
			if err := bus.Close(background); err != nil {
				b.Error(err)
			}
		})
	}
}

// BenchmarkUntypedEmit measures an untyped emit by the number of its fields: most
// of the cost is the copy of the map.
func BenchmarkUntypedEmit(b *testing.B) {
	for _, n := range []int{0, 1, 8, 50} {
		payload, last := events.Payload{}, ""
		for i := range n {
			last = fmt.Sprintf("field_%d", i)
			payload[last] = i
		}
		for name, listener := range map[string]events.Handler{
			"discard": discard,
			"Get":     func(_ context.Context, e events.Event) error { _, _ = e.Get(last); return nil },
			"Payload": func(_ context.Context, e events.Event) error { _ = e.Payload(); return nil },
		} {
			b.Run(fmt.Sprintf("%s/%d", name, n), func(b *testing.B) {
				bus := events.New(events.WithSlowThreshold(0))
				bus.On("bench.untyped", listener)
				b.ReportAllocs()
				for b.Loop() {
					_ = bus.Emit(background, "bench.untyped", payload)
				}
			})
		}
	}
}

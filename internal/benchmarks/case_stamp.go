package benchmarks

import (
	"context"
	"runtime"
	"testing"
	"time"

	"github.com/fastpluggy/eventbus/events"
	"github.com/fastpluggy/eventbus/typed"
)

// stampCases: a listener that sees the event's time, beside the clock alone,
// which is the most expensive part of it.
func stampCases() []Case {
	return []Case{{
		Name:    "onevent-1",
		Entries: []Entry{{Name: ours, Run: onEvent}, {Name: "time.Now", Run: clock}},
	}}
}

func onEvent(b *testing.B) {
	bus := &eventBus{b: events.New()}
	cs := NewCounters(1, 1)
	topic.OnEvent(bus.b, func(_ context.Context, e typed.Event[Payload]) error {
		cs[0].Hit(e.Payload.Emitter)
		return nil
	})
	timed(b, bus, cs)
}

func clock(b *testing.B) {
	b.ReportAllocs()
	for b.Loop() {
		runtime.KeepAlive(time.Now())
	}
}

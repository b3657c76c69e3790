package benchmarks

import (
	"context"
	"maps"
	"runtime"
	"testing"

	"github.com/fastpluggy/eventbus/events"
	"github.com/gookit/event"
)

// untypedCases: a map of 4 fields to 1 listener. In untyped-ready the map is
// made once, in untyped-built for each emit.
func untypedCases() []Case {
	return []Case{
		{Name: "untyped-ready", Span: withGarbage, Timings: 3, Entries: []Entry{
			{Name: ours, Run: func(b *testing.B) { untypedOurs(b, false) }},
			{Name: gookitPeer.Name, Run: func(b *testing.B) { untypedGookit(b, false) }},
			{Name: "maps.Clone", Run: clone},
		}},
		{Name: "untyped-built", Span: withGarbage, Timings: 3, Entries: []Entry{
			{Name: ours, Run: func(b *testing.B) { untypedOurs(b, true) }},
			{Name: gookitPeer.Name, Run: func(b *testing.B) { untypedGookit(b, true) }},
		}},
	}
}

func fields(id int64) map[string]any {
	return map[string]any{"user_id": id, "name": "ada", "remember": true, "emitter": 0}
}

func untypedOurs(b *testing.B, build bool) {
	bus := events.New()
	cs := NewCounters(1, 1)
	bus.On(name, func(_ context.Context, e events.Event) error {
		i, _ := e.Get("emitter")
		cs[0].Hit(i.(int))
		return nil
	})
	p := events.Payload(fields(1))
	b.ReportAllocs()
	b.ResetTimer()
	for range b.N {
		if build {
			p = fields(1)
		}
		_ = bus.Emit(ctx, name, p)
	}
	b.StopTimer()
	check(b, cs, b.N)
}

func untypedGookit(b *testing.B, build bool) {
	m := event.NewManager("peers")
	cs := NewCounters(1, 1)
	m.On(name, event.ListenerFunc(func(e event.Event) error {
		cs[0].Hit(e.Get("emitter").(int))
		return nil
	}))
	p := fields(1)
	b.ReportAllocs()
	b.ResetTimer()
	for range b.N {
		if build {
			p = fields(1)
		}
		_, _ = m.Fire(name, p)
	}
	b.StopTimer()
	check(b, cs, b.N)
}

func clone(b *testing.B) {
	p := fields(1)
	b.ReportAllocs()
	for b.Loop() {
		runtime.KeepAlive(maps.Clone(p))
	}
}

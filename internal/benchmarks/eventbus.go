package benchmarks

import (
	"context"

	"github.com/fastpluggy/eventbus/events"
	"github.com/fastpluggy/eventbus/typed"
)

var eventbusPeer = Peer{
	Name:  "eventbus",
	Sync:  func() Bus { return &eventBus{b: events.New()} },
	Async: func() Bus { return &eventBus{b: events.New(), async: true} },
	Facts: Facts{Isolates: true, Priority: true, Nested: true, Typed: true, Contracts: true, RaceClean: true},
}

var (
	topic = typed.NewTopic[Payload](name)
	ctx   = context.Background()
)

type eventBus struct {
	b     *events.Bus
	ctx   context.Context // nil for one that never ends
	async bool
}

func (e *eventBus) on(c *Counter) *events.Subscription {
	if e.async {
		return topic.On(e.b, func(_ context.Context, p Payload) error { c.HitAsync(p.UserID); return nil }, events.Async())
	}
	return topic.On(e.b, func(_ context.Context, p Payload) error { c.Hit(p.Emitter); return nil })
}

func (e *eventBus) On(c *Counter) func() {
	s := e.on(c)
	return func() { s.Off() }
}

func (e *eventBus) OnOff(c *Counter) { e.on(c).Off() }

func (e *eventBus) Handle(h func(Payload)) {
	var opts []events.Option
	if e.async {
		opts = append(opts, events.Async())
	}
	topic.On(e.b, func(_ context.Context, p Payload) error { h(p); return nil }, opts...)
}

func (e *eventBus) Emit(n int, p Payload) {
	ctx := ctx
	if e.ctx != nil {
		ctx = e.ctx
	}
	for range n {
		_ = topic.Emit(ctx, e.b, p)
	}
}

func (e *eventBus) Close() { _ = e.b.Close(ctx) }

func idle(context.Context, events.Event) error { return nil }

func (e *eventBus) Others(names []string) {
	for _, n := range names {
		e.b.On(n, idle)
	}
}

// count reads the one field that the counter needs, as a listener would.
func count(c *Counter) events.Handler {
	return func(_ context.Context, e events.Event) error {
		i, err := events.Field[int](e, "emitter")
		c.Hit(i)
		return err
	}
}

func (e *eventBus) OnNamespace(c *Counter) { e.b.OnNamespace("user", count(c)) }

func (e *eventBus) OnExact(c *Counter) { e.b.On(name, count(c)) }

func (e *eventBus) OtherNamespaces(prefixes []string) {
	for _, p := range prefixes {
		e.b.OnNamespace(p, idle)
	}
}

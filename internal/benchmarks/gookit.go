package benchmarks

import "github.com/gookit/event"

var gookitPeer = Peer{
	Name:  "gookit",
	Sync:  func() Bus { return &gookitBus{m: event.NewManager("peers")} },
	Async: func() Bus { return &gookitBus{m: event.NewManager("peers"), async: true} },
	Facts: Facts{Priority: true, Nested: true, Note: "an error or a panic stops the others; with its lock on, a nested emit deadlocks"},
}

// gookitBus carries the fields in a map, as the library does.
type gookitBus struct {
	m     *event.Manager
	async bool
}

// gookitListener is a pointer: the library finds a listener by comparing values,
// and each counter has one of its own.
type gookitListener struct{ c *Counter }

func (l *gookitListener) Handle(e event.Event) error {
	if l.c.async != nil {
		l.c.HitAsync(e.Get("user_id").(int64))
		return nil
	}
	l.c.Hit(e.Get("emitter").(int))
	return nil
}

func (b *gookitBus) On(c *Counter) func() {
	l := &gookitListener{c}
	b.m.On(name, l)
	return func() { b.m.RemoveListener(name, l) }
}

func (b *gookitBus) OnOff(c *Counter) {
	l := &gookitListener{c}
	b.m.On(name, l)
	b.m.RemoveListener(name, l)
}

func (b *gookitBus) Handle(h func(Payload)) {
	b.m.On(name, event.ListenerFunc(func(e event.Event) error {
		h(Payload{UserID: e.Get("user_id").(int64), Emitter: e.Get("emitter").(int)})
		return nil
	}))
}

func (b *gookitBus) Emit(n int, p Payload) {
	for range n {
		m := event.M{"user_id": p.UserID, "name": p.Name, "remember": p.Remember, "emitter": p.Emitter}
		if b.async {
			b.m.Async(name, m)
			continue
		}
		_, _ = b.m.Fire(name, m)
	}
}

func (b *gookitBus) Close() { _ = b.m.CloseWait() }

var gookitIdle = event.ListenerFunc(func(event.Event) error { return nil })

func (b *gookitBus) Others(names []string) {
	for _, n := range names {
		b.m.On(n, gookitIdle)
	}
}

func (b *gookitBus) OnNamespace(c *Counter) { b.m.On("user.*", &gookitListener{c}) }

func (b *gookitBus) OnExact(c *Counter) { b.On(c) }

func (b *gookitBus) OtherNamespaces(prefixes []string) {
	for _, p := range prefixes {
		b.m.On(p+".*", gookitIdle)
	}
}

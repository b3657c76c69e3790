package benchmarks

import eventbus "github.com/asaskevich/EventBus"

var asaskevichPeer = Peer{
	Name:  "asaskevich",
	Sync:  func() Bus { return &asaskevichBus{b: eventbus.New()} },
	Async: func() Bus { return &asaskevichBus{b: eventbus.New(), async: true} },
	Facts: Facts{RaceClean: true, Note: "publishing in a handler deadlocks; taking one closure off takes its sibling off"},
}

type asaskevichBus struct {
	b     eventbus.Bus
	async bool
}

func (b *asaskevichBus) add(h func(Payload)) {
	var err error
	if b.async {
		err = b.b.SubscribeAsync(name, h, false)
	} else {
		err = b.b.Subscribe(name, h)
	}
	if err != nil {
		panic(err)
	}
}

func (b *asaskevichBus) handler(c *Counter) func(Payload) {
	if b.async {
		return func(p Payload) { c.HitAsync(p.UserID) }
	}
	return func(p Payload) { c.Hit(p.Emitter) }
}

func (b *asaskevichBus) On(c *Counter) func() {
	h := b.handler(c)
	b.add(h)
	return func() { _ = b.b.Unsubscribe(name, h) }
}

func (b *asaskevichBus) OnOff(c *Counter) { b.On(c)() }

func (b *asaskevichBus) Handle(h func(Payload)) { b.add(h) }

func (b *asaskevichBus) Emit(n int, p Payload) {
	for range n {
		b.b.Publish(name, p)
	}
}

func (b *asaskevichBus) Close() { b.b.WaitAsync() }

func (b *asaskevichBus) Others(names []string) {
	idle := func(Payload) {}
	for _, n := range names {
		_ = b.b.Subscribe(n, idle)
	}
}

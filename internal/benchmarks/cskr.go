package benchmarks

import "github.com/cskr/pubsub/v2"

var cskrPeer = Peer{
	Name:  "cskr",
	Async: func() Bus { return &cskrBus{pubsub.New[string, Payload](buffer)} },
	Facts: Facts{Typed: true, Nested: true, RaceClean: true, Note: "gives channels (of 1,024 here): the goroutine, its panics and its end are the caller's"},
}

type cskrBus struct {
	b *pubsub.PubSub[string, Payload]
}

func (b *cskrBus) add(name string, h func(Payload)) chan Payload {
	out := b.b.Sub(name)
	go func() {
		for p := range out {
			h(p)
		}
	}()
	return out
}

func (b *cskrBus) On(c *Counter) func() {
	out := b.add(name, func(p Payload) { c.HitAsync(p.UserID) })
	return func() { b.b.Unsub(out, name) }
}

func (b *cskrBus) OnOff(c *Counter) { b.On(c)() }

func (b *cskrBus) Handle(h func(Payload)) { b.add(name, h) }

func (b *cskrBus) Emit(n int, p Payload) {
	for range n {
		b.b.Pub(p, name)
	}
}

func (b *cskrBus) Close() { b.b.Shutdown() }

func (b *cskrBus) Others(names []string) {
	for _, n := range names {
		b.add(n, func(Payload) {})
	}
}

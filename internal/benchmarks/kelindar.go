package benchmarks

import "github.com/kelindar/event"

var kelindarPeer = Peer{
	Name:  "kelindar",
	Async: func() Bus { return &kelindarBus{event.NewDispatcher()} },
	Facts: Facts{Typed: true, Nested: true, RaceClean: true, Note: "a panic ends the process; delivers in batches, every half millisecond"},
}

type kelindarBus struct{ d *event.Dispatcher }

func (b *kelindarBus) On(c *Counter) func() {
	return event.Subscribe(b.d, func(p Payload) { c.HitAsync(p.UserID) })
}

func (b *kelindarBus) OnOff(c *Counter) { b.On(c)() }

func (b *kelindarBus) Handle(h func(Payload)) { event.Subscribe(b.d, h) }

func (b *kelindarBus) Emit(n int, p Payload) {
	for range n {
		event.Publish(b.d, p)
	}
}

func (b *kelindarBus) Close() { _ = b.d.Close() }

// Others has numbers for names.
func (b *kelindarBus) Others(names []string) {
	for i := range names {
		event.SubscribeTo(b.d, uint32(i)+2, func(Payload) {})
	}
}

package benchmarks

import "tailscale.com/util/eventbus"

var tailscalePeer = Peer{
	Name:  "tailscale",
	Async: func() Bus { return newTailscale() },
	Facts: Facts{Typed: true, Nested: true, RaceClean: true, Note: "types for names; a panic ends the process; one slow subscriber stops all"},
}

type tailscaleBus struct {
	b   *eventbus.Bus
	pub *eventbus.Publisher[Payload]
}

func newTailscale() *tailscaleBus {
	b := eventbus.New()
	return &tailscaleBus{b, eventbus.Publish[Payload](b.Client("emitter"))}
}

// add makes a client a listener: a client gets a type once.
func (t *tailscaleBus) add(h func(Payload)) *eventbus.Client {
	c := t.b.Client("listener")
	eventbus.SubscribeFunc(c, h)
	return c
}

func (t *tailscaleBus) On(c *Counter) func() {
	return t.add(func(p Payload) { c.HitAsync(p.UserID) }).Close
}

func (t *tailscaleBus) OnOff(c *Counter) { t.On(c)() }

func (t *tailscaleBus) Handle(h func(Payload)) { t.add(h) }

func (t *tailscaleBus) Emit(n int, p Payload) {
	for range n {
		t.pub.Publish(p)
	}
}

func (t *tailscaleBus) Close() { t.b.Close() }

package benchmarks

import (
	"context"

	"github.com/maniartech/signals"
)

var signalsPeer = Peer{
	Name:  "signals",
	Sync:  func() Bus { return &signalBus{s: signals.NewSync[Payload]()} },
	Async: func() Bus { return &signalBus{s: signals.New[Payload](), async: true} },
	Facts: Facts{Nested: true, Typed: true, RaceClean: true, Note: "no names; an asynchronous emit waits for its listeners"},
}

type signalBus struct {
	s     signals.Signal[Payload]
	async bool
	rest  []*signals.SyncSignal[Payload] // one for each other name
}

func (b *signalBus) add(c *Counter, key ...string) {
	if b.async {
		b.s.AddListener(func(_ context.Context, p Payload) { c.HitAsync(p.UserID) }, key...)
		return
	}
	b.s.AddListener(func(_ context.Context, p Payload) { c.Hit(p.Emitter) }, key...)
}

// Stay adds a listener without a key, which cannot be taken off: alone, it is
// called on a faster path. An asynchronous signal calls a listener without a key
// in the emitter's goroutine, so there it has one.
func (b *signalBus) Stay(c *Counter) {
	if b.async {
		b.add(c, c.Key)
		return
	}
	b.add(c)
}

func (b *signalBus) On(c *Counter) func() {
	b.add(c, c.Key)
	return func() { b.s.RemoveListener(c.Key) }
}

func (b *signalBus) OnOff(c *Counter) {
	b.add(c, c.Key)
	b.s.RemoveListener(c.Key)
}

func (b *signalBus) Handle(h func(Payload)) {
	b.s.AddListener(func(_ context.Context, p Payload) { h(p) })
}

func (b *signalBus) Emit(n int, p Payload) {
	if s, ok := b.s.(*signals.SyncSignal[Payload]); ok {
		for range n {
			s.Emit(ctx, p)
		}
		return
	}
	for range n {
		b.s.Emit(ctx, p)
	}
}

func (b *signalBus) Close() { b.s.Reset() }

func (b *signalBus) Others(names []string) {
	for range names {
		s := signals.NewSync[Payload]()
		s.AddListener(func(context.Context, Payload) {})
		b.rest = append(b.rest, s)
	}
}

package benchmarks

import (
	"github.com/libp2p/go-libp2p/core/event"
	"github.com/libp2p/go-libp2p/p2p/host/eventbus"
)

var libp2pPeer = Peer{
	Name:  "libp2p",
	Async: func() Bus { return newLibp2p() },
	Facts: Facts{Nested: true, RaceClean: true, Note: "types for names; a subscriber that stops reading stops the emitter"},
}

type libp2pBus struct {
	b    event.Bus
	emit event.Emitter
	offs subs
}

func newLibp2p() *libp2pBus {
	b := eventbus.NewBus()
	emit, err := b.Emitter(new(Payload))
	if err != nil {
		panic(err)
	}
	return &libp2pBus{b: b, emit: emit}
}

func (l *libp2pBus) add(h func(Payload)) event.Subscription {
	s, err := l.b.Subscribe(new(Payload), eventbus.BufSize(buffer))
	if err != nil {
		panic(err)
	}
	go func() {
		for p := range s.Out() {
			h(p.(Payload))
		}
	}()
	return s
}

func (l *libp2pBus) On(c *Counter) func() {
	s := l.add(func(p Payload) { c.HitAsync(p.UserID) })
	off := func() { _ = s.Close() }
	l.offs = append(l.offs, off)
	return off
}

func (l *libp2pBus) OnOff(c *Counter) { _ = l.add(func(p Payload) { c.HitAsync(p.UserID) }).Close() }

func (l *libp2pBus) Handle(h func(Payload)) { l.add(h) }

func (l *libp2pBus) Emit(n int, p Payload) {
	for range n {
		_ = l.emit.Emit(p)
	}
}

func (l *libp2pBus) Close() {
	l.offs.close()
	_ = l.emit.Close()
}

package benchmarks

import (
	"context"
	"strconv"
	"sync/atomic"

	"github.com/mustafaturan/bus/v3"
)

var mustafaturanPeer = Peer{
	Name:  "mustafaturan",
	Sync:  func() Bus { return newMustafaturan() },
	Facts: Facts{Nested: true, Note: "a panic reaches the emitter; patterns are unanchored regular expressions"},
}

type mustafaturanBus struct {
	b    *bus.Bus
	next int
}

func newMustafaturan() *mustafaturanBus {
	var id atomic.Uint64
	b, err := bus.NewBus(bus.Next(func() string { return strconv.FormatUint(id.Add(1), 10) }))
	if err != nil {
		panic(err)
	}
	b.RegisterTopics(name)
	return &mustafaturanBus{b: b}
}

func (m *mustafaturanBus) add(key, matcher string, h func(Payload)) {
	m.b.RegisterHandler(key, bus.Handler{
		Handle:  func(_ context.Context, e bus.Event) { h(e.Data.(Payload)) },
		Matcher: matcher,
	})
}

func (m *mustafaturanBus) count(c *Counter, matcher string) {
	m.b.RegisterHandler(c.Key, bus.Handler{
		Handle:  func(_ context.Context, e bus.Event) { c.Hit(e.Data.(Payload).Emitter) },
		Matcher: matcher,
	})
}

const exactly = `^user\.login$`

func (m *mustafaturanBus) On(c *Counter) func() {
	m.count(c, exactly)
	return func() { m.b.DeregisterHandler(c.Key) }
}

func (m *mustafaturanBus) OnOff(c *Counter) {
	m.count(c, exactly)
	m.b.DeregisterHandler(c.Key)
}

func (m *mustafaturanBus) Handle(h func(Payload)) {
	m.next++
	m.add("handler-"+strconv.Itoa(m.next), exactly, h)
}

func (m *mustafaturanBus) Emit(n int, p Payload) {
	for range n {
		_ = m.b.Emit(ctx, name, p)
	}
}

func (m *mustafaturanBus) Close() {}

func (m *mustafaturanBus) OnNamespace(c *Counter) { m.count(c, `^user\.`) }

func (m *mustafaturanBus) OnExact(c *Counter) { m.count(c, exactly) }

func (m *mustafaturanBus) OtherNamespaces(prefixes []string) {
	for _, p := range prefixes {
		m.b.RegisterTopics(p + ".login")
		m.add(p, `^`+p+`\.`, func(Payload) {})
	}
}

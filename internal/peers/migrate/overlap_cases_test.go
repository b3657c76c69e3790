package migrate_test

import (
	"context"

	EventBus "github.com/asaskevich/EventBus"
	"github.com/fastpluggy/eventbus/events"
	"github.com/fastpluggy/eventbus/internal/peers"
	"github.com/gookit/event"
)

var overlapCases = []overlapCase{
	{"this bus", "`On`", 8, 8, openOurs()},
	{"this bus", "`On`, with `events.Async()`", 1, 2, openOurs(events.Async())},
	{"this bus", "`On`, with `events.Async(events.Workers(8))`", 8, 16, openOurs(events.Async(events.Workers(8)))},
	{"asaskevich/EventBus", "`Subscribe`", 1, 1, openAsaskevich(EventBus.Bus.Subscribe)},
	{"asaskevich/EventBus", "`SubscribeAsync(…, true)`", 1, 2, openAsaskevich(transactional)},
	{"asaskevich/EventBus", "`SubscribeAsync(…, false)`", 8, 16, openAsaskevich(notTransactional)},
	{"gookit/event", "`Fire`, with `EnableLock(true)`", 1, 1, openGookit(fire, event.EnableLock(true))},
	{"gookit/event", "`Fire`", 8, 8, openGookit(fire)},
	{"gookit/event", "`Async`", 3, 3, openGookit(fireByChannel)},
	{"gookit/event", "`AsyncFire`", 8, 8, openGookit(fireByGoroutine)},
	{"mustafaturan/bus", "`Emit`", 8, 8, openPeer("mustafaturan", synchronous)},
	{"kelindar/event", "`Publish`", 1, 2, openPeer("kelindar", asynchronous)},
	{"maniartech/signals", "`NewSync`", 8, 8, openPeer("signals", synchronous)},
	{"maniartech/signals", "`New`", 8, 16, openPeer("signals", asynchronous)},
	{"tailscale eventbus", "`SubscribeFunc`, a client each", 1, 2, openPeer("tailscale", asynchronous)},
}

func openOurs(opts ...events.Option) func() overlapBus {
	return func() overlapBus {
		bus := events.New()
		return overlapBus{
			listen: func(call func()) {
				bus.On("user.login", func(context.Context, events.Event) error { call(); return nil }, opts...)
			},
			emit: func() { _ = bus.Emit(context.Background(), "user.login", nil) },
		}
	}
}

func openAsaskevich(subscribe func(bus EventBus.Bus, topic string, fn any) error) func() overlapBus {
	return func() overlapBus {
		bus := EventBus.New()
		return overlapBus{
			listen: func(call func()) { _ = subscribe(bus, "user:login", call) },
			emit:   func() { bus.Publish("user:login") },
		}
	}
}

func transactional(bus EventBus.Bus, topic string, fn any) error {
	return bus.SubscribeAsync(topic, fn, true)
}

func notTransactional(bus EventBus.Bus, topic string, fn any) error {
	return bus.SubscribeAsync(topic, fn, false)
}

func openGookit(fire func(em *event.Manager), options ...event.OptionFn) func() overlapBus {
	return func() overlapBus {
		em := event.NewManager("app", options...)
		return overlapBus{
			listen: func(call func()) {
				em.On("user.login", event.ListenerFunc(func(event.Event) error { call(); return nil }))
			},
			emit: func() { fire(em) },
		}
	}
}

func fire(em *event.Manager) { _, _ = em.Fire("user.login", nil) }

func fireByChannel(em *event.Manager) { em.Async("user.login", nil) }

func fireByGoroutine(em *event.Manager) { em.AsyncFire(event.New("user.login", nil)) }

func synchronous(p peers.Peer) peers.Bus { return p.Sync() }

func asynchronous(p peers.Peer) peers.Bus { return p.Async() }

// openPeer opens a library that the benchmarks use in the same way.
func openPeer(name string, open func(peers.Peer) peers.Bus) func() overlapBus {
	return func() overlapBus {
		for _, p := range peers.All() {
			if p.Name == name {
				bus := open(p)
				return overlapBus{
					listen: func(call func()) { bus.Handle(func(peers.Payload) { call() }) },
					emit:   func() { bus.Emit(1, peers.Payload{}) },
				}
			}
		}
		panic("no library " + name)
	}
}

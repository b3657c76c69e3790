package migrate_test

import (
	"context"

	EventBus "github.com/asaskevich/EventBus"
	"github.com/fastpluggy/eventbus/events"
	"github.com/gookit/event"
)

var overlapCases = []overlapCase{
	{"this bus", "`On`", 8, 16, openOurs()},
	{"this bus", "`On`, with `events.Serial()`", 1, 2, openOurs(events.Serial())},
	{"this bus", "`On`, with `events.Async()`", 1, 2, openOurs(events.Async())},
	{"this bus", "`On`, with `events.Async(events.Workers(8))`", 8, 16, openOurs(events.Async(events.Workers(8)))},
	{"asaskevich/EventBus", "`Subscribe`", 1, 1, openAsaskevich(EventBus.Bus.Subscribe)},
	{"asaskevich/EventBus", "`SubscribeAsync(…, true)`", 1, 2, openAsaskevich(transactional)},
	{"asaskevich/EventBus", "`SubscribeAsync(…, false)`", 8, 16, openAsaskevich(notTransactional)},
	{"gookit/event", "`Fire`, with `EnableLock(true)`", 1, 1, openGookit(fire, event.EnableLock(true))},
	{"gookit/event", "`Fire`", 8, 16, openGookit(fire)},
	{"gookit/event", "`Async`", 3, 3, openGookit(fireByChannel)},
	{"gookit/event", "`AsyncFire`", 8, 16, openGookit(fireByGoroutine)},
	{"mustafaturan/bus", "`Emit`", 8, 16, openMustafaturan},
	{"kelindar/event", "`Publish`", 1, 2, openKelindar},
	{"maniartech/signals", "`NewSync`", 8, 16, openSignals(newSync)},
	{"maniartech/signals", "`New`", 8, 16, openSignals(newAsync)},
	{"tailscale eventbus", "`SubscribeFunc`, of one client", 1, 1, openTailscale(1)},
	{"tailscale eventbus", "`SubscribeFunc`, of a client each", 1, 2, openTailscale(2)},
}

// eventNames are those of the events 0 and 1.
var eventNames = [2]string{"user.login", "user.logout"}

func openOurs(opts ...events.Option) func() overlapBus {
	return func() overlapBus {
		bus := events.New()
		return overlapBus{
			listen: func(event int, call func()) {
				bus.On(eventNames[event], func(context.Context, events.Event) error { call(); return nil }, opts...)
			},
			emit: func(event int) { _ = bus.Emit(context.Background(), eventNames[event], nil) },
		}
	}
}

func openAsaskevich(subscribe func(bus EventBus.Bus, topic string, fn any) error) func() overlapBus {
	return func() overlapBus {
		bus := EventBus.New()
		return overlapBus{
			listen: func(event int, call func()) { _ = subscribe(bus, eventNames[event], call) },
			emit:   func(event int) { bus.Publish(eventNames[event]) },
		}
	}
}

func transactional(bus EventBus.Bus, topic string, fn any) error {
	return bus.SubscribeAsync(topic, fn, true)
}

func notTransactional(bus EventBus.Bus, topic string, fn any) error {
	return bus.SubscribeAsync(topic, fn, false)
}

func openGookit(fire func(em *event.Manager, name string), options ...event.OptionFn) func() overlapBus {
	return func() overlapBus {
		em := event.NewManager("app", options...)
		return overlapBus{
			listen: func(i int, call func()) {
				em.On(eventNames[i], event.ListenerFunc(func(event.Event) error { call(); return nil }))
			},
			emit: func(i int) { fire(em, eventNames[i]) },
		}
	}
}

func fire(em *event.Manager, name string) { _, _ = em.Fire(name, nil) }

func fireByChannel(em *event.Manager, name string) { em.Async(name, nil) }

func fireByGoroutine(em *event.Manager, name string) { em.AsyncFire(event.New(name, nil)) }

package migrate_test

import (
	"context"

	"github.com/kelindar/event"
	"github.com/maniartech/signals"
	"github.com/mustafaturan/bus/v3"
	"tailscale.com/util/eventbus"
)

func openMustafaturan() overlapBus {
	b, err := bus.NewBus(bus.Next(func() string { return "an id" }))
	if err != nil {
		panic(err)
	}
	b.RegisterTopics(eventNames[:]...)
	return overlapBus{
		listen: func(event int, call func()) {
			b.RegisterHandler(eventNames[event], bus.Handler{
				Matcher: eventNames[event] + "$",
				Handle:  func(context.Context, bus.Event) { call() },
			})
		},
		emit: func(event int) { _ = b.Emit(context.Background(), eventNames[event], nil) },
	}
}

// numbered is an event of kelindar/event whose value is its type.
type numbered uint32

func (n numbered) Type() uint32 { return uint32(n) }

func openKelindar() overlapBus {
	d := event.NewDispatcher()
	return overlapBus{
		listen: func(i int, call func()) { event.SubscribeTo(d, uint32(i), func(numbered) { call() }) },
		emit:   func(i int) { event.Publish(d, numbered(i)) },
	}
}

func newSync() signals.Signal[int] { return signals.NewSync[int]() }

func newAsync() signals.Signal[int] { return signals.New[int]() }

func openSignals(newSignal func() signals.Signal[int]) func() overlapBus {
	return func() overlapBus {
		both := [2]signals.Signal[int]{newSignal(), newSignal()}
		return overlapBus{
			listen: func(event int, call func()) { both[event].AddListener(func(context.Context, int) { call() }) },
			emit:   func(event int) { both[event].Emit(context.Background(), 0) },
		}
	}
}

type (
	loginEvent  struct{}
	logoutEvent struct{}
)

// openTailscale makes the listeners those of one client or of two.
func openTailscale(clients int) func() overlapBus {
	return func() overlapBus {
		b := eventbus.New()
		emitter := b.Client("emitter")
		login, logout := eventbus.Publish[loginEvent](emitter), eventbus.Publish[logoutEvent](emitter)
		listeners := [2]*eventbus.Client{b.Client("first")}
		listeners[1] = listeners[0]
		if clients == 2 {
			listeners[1] = b.Client("second")
		}
		return overlapBus{
			listen: func(event int, call func()) { listenTailscale(listeners[event], event, call) },
			emit: func(event int) {
				if event == 0 {
					login.Publish(loginEvent{})
				} else {
					logout.Publish(logoutEvent{})
				}
			},
		}
	}
}

func listenTailscale(c *eventbus.Client, event int, call func()) {
	if event == 0 {
		eventbus.SubscribeFunc(c, func(loginEvent) { call() })
	} else {
		eventbus.SubscribeFunc(c, func(logoutEvent) { call() })
	}
}

package events_test

import (
	"context"
	"iter"
	"runtime"
	"testing"
	"weak"

	"github.com/fastpluggy/eventbus/events"
	"github.com/fastpluggy/eventbus/typed"
)

// heldData is what a listener's closure holds.
type heldData struct{ calls [64]int }

// A offCase is a way to listen with what the closure holds, and a way to
// leave. Both are called in functions that are not inlined: a pointer left in
// the test's own frame would look like a leak.
type offCase struct {
	name   string
	attach func(b *events.Bus, held *heldData) *events.Subscription
	leave  func(b *events.Bus, s *events.Subscription) // nil: Off
}

func (h *heldData) handle(context.Context, events.Event) error { h.calls[0]++; return nil }

func (h *heldData) on(name string, opts ...events.Option) func(*events.Bus) *events.Subscription {
	return func(b *events.Bus) *events.Subscription { return b.On(name, h.handle, opts...) }
}

var bagTopic = typed.NewTopic[ping]("bag.typed")

var offCases = []offCase{
	{"exact", func(b *events.Bus, h *heldData) *events.Subscription { return h.on("bag.a")(b) }, nil},
	{"once", func(b *events.Bus, h *heldData) *events.Subscription { return h.on("bag.a", events.Once())(b) }, fired},
	{"once, unfired", func(b *events.Bus, h *heldData) *events.Subscription { return h.on("bag.b", events.Once())(b) }, nil},
	{"async", func(b *events.Bus, h *heldData) *events.Subscription { return h.on("bag.a", events.Async())(b) }, nil},
	{"async once", func(b *events.Bus, h *heldData) *events.Subscription {
		return h.on("bag.a", events.Async(), events.Once())(b)
	}, fired},
	{"workers", func(b *events.Bus, h *heldData) *events.Subscription {
		return h.on("bag.a", events.Async(events.Workers(3)))(b)
	}, nil},
	{"keyed", func(b *events.Bus, h *heldData) *events.Subscription {
		return h.on("bag.a", events.Async(events.Keyed(func(events.Event) string { h.calls[1]++; return "" })))(b)
	}, nil},
	{"namespace", func(b *events.Bus, h *heldData) *events.Subscription { return b.OnNamespace("bag", h.handle) }, nil},
	{"everything", func(b *events.Bus, h *heldData) *events.Subscription { return b.OnAny(h.handle) }, nil},
	{"predicate", func(b *events.Bus, h *heldData) *events.Subscription {
		return b.On("bag.a", discard, events.Predicate(func(events.Event) bool { h.calls[1]++; return true }))
	}, nil},
	{"typed", func(b *events.Bus, h *heldData) *events.Subscription {
		return bagTopic.On(b, func(context.Context, ping) error { h.calls[0]++; return nil })
	}, nil},
	{"typed event", func(b *events.Bus, h *heldData) *events.Subscription {
		return bagTopic.OnEvent(b, func(context.Context, typed.Event[ping]) error { h.calls[0]++; return nil })
	}, nil},
	{"typed async", func(b *events.Bus, h *heldData) *events.Subscription {
		return bagTopic.On(b, func(context.Context, ping) error { h.calls[0]++; return nil }, events.Async())
	}, nil},
	{
		"OffAll", func(b *events.Bus, h *heldData) *events.Subscription { return h.on("bag.a")(b.As("plugin")) },
		func(b *events.Bus, _ *events.Subscription) { b.As("plugin").OffAll() },
	},
	{
		"OffWait", func(b *events.Bus, h *heldData) *events.Subscription { return h.on("bag.a", events.Async())(b) },
		func(_ *events.Bus, s *events.Subscription) { _ = s.OffWait(background) },
	},
	{
		"Close of its view", func(b *events.Bus, h *heldData) *events.Subscription {
			return h.on("bag.a", events.Async())(b.As("plugin"))
		},
		func(b *events.Bus, _ *events.Subscription) { _ = b.As("plugin").Close(background) },
	},
	{"failed", func(b *events.Bus, h *heldData) *events.Subscription {
		return b.On("bag.a", func(context.Context, events.Event) error { h.calls[0]++; return errBoom })
	}, nil},
	{"Until", func(b *events.Bus, h *heldData) *events.Subscription { return h.on("bag.a", events.Until(lasting))(b) }, nil},
	{"stream", func(b *events.Bus, h *heldData) *events.Subscription {
		next, stop := iter.Pull(b.Stream(background, "bag.s", events.Predicate(func(events.Event) bool { h.calls[0]++; return true })))
		defer stop()
		over := make(chan struct{})
		go func() {
			defer close(over)
			for b.ListenerCount() < 3 { // the two that stay, and the stream
				runtime.Gosched()
			}
			_ = b.Emit(background, "bag.s", nil)
		}()
		next()
		<-over
		return nil
	}, fired},
}

// lasting is a context that could end, but does not in time.
var lasting, _ = context.WithCancel(background)

// fired has left already.
func fired(*events.Bus, *events.Subscription) {}

//go:noinline
func (d offCase) attachAndEmit(b *events.Bus) (weak.Pointer[heldData], *events.Subscription) {
	held := new(heldData)
	s := d.attach(b, held)
	_ = b.Emit(background, "bag.a", nil)
	_ = bagTopic.Emit(background, b, ping{})
	_ = b.Drain(background)
	if d.name != "once, unfired" && held.calls[0]+held.calls[1] == 0 {
		panic(d.name + " was never called")
	}
	return weak.Make(held), s
}

//go:noinline
func (d offCase) off(b *events.Bus, s *events.Subscription) {
	if d.leave != nil {
		d.leave(b, s)
	} else if !s.Off() {
		panic(d.name + " was off")
	}
	_ = b.Drain(background)
}

//go:noinline
func isGone(w weak.Pointer[heldData]) bool {
	runtime.GC()
	runtime.GC() // a goroutine that has just ended may still be scanned by the first
	return w.Value() == nil
}

// B53: a listener that is off is collectable at once: no table, queue, worker or
// report of the bus keeps its closure, though the bus goes on and there is no
// further emit.
func TestB53_WhatIsOffIsCollectable(t *testing.T) {
	for _, d := range offCases {
		t.Run(d.name, func(t *testing.T) {
			b := events.New(events.WithErrorHandler(func(context.Context, events.Event, events.ListenerInfo, error) {}))
			b.On("bag.a", discard) // others stay
			bagTopic.On(b, func(context.Context, ping) error { return nil })
			w, s := d.attachAndEmit(b)
			d.off(b, s)
			s = nil
			if !isGone(w) {
				t.Error("the bus still holds the closure")
			}
			runtime.KeepAlive(b)
		})
	}
}

// B53: a listener that is on is held, so the test above can fail.
func TestB53_WhatIsOnIsHeld(t *testing.T) {
	b := events.New()
	w, _ := offCases[0].attachAndEmit(b)
	if isGone(w) {
		t.Error("the closure of a listener that is on was collected")
	}
	runtime.KeepAlive(b)
}

// B53: an emit that runs may hold on to the listeners of its beginning; when
// it has returned they are free.
func TestB53_FreeWhenTheRunningEmitReturns(t *testing.T) {
	b := events.New()
	in, out, over := make(chan struct{}), make(chan struct{}), make(chan struct{})
	b.On("bag.a", func(context.Context, events.Event) error { in <- struct{}{}; <-out; return nil }, events.Once())
	w := offDuringEmit(b, in, over)
	close(out)
	<-over
	if !isGone(w) {
		t.Error("the bus still holds the closure")
	}
	runtime.KeepAlive(b)
}

//go:noinline
func offDuringEmit(b *events.Bus, in, over chan struct{}) weak.Pointer[heldData] {
	held := new(heldData)
	s := b.On("bag.a", held.handle)
	go func() { defer close(over); _ = b.Emit(background, "bag.a", nil) }()
	<-in
	s.Off()
	return weak.Make(held)
}

// B53: events that a queue held when it was discarded are free too.
func TestB53_DiscardedEventsAreCollectable(t *testing.T) {
	for name, opts := range map[string][]events.AsyncOption{
		"queue": nil, "keyed": {events.Keyed(keyOf)}, "workers": {events.Workers(2)},
		"dropped newest": {events.WhenFull(events.DropNewest), events.Buffer(1)},
		"dropped oldest": {events.WhenFull(events.DropOldest), events.Buffer(1)},
		"latest":         {events.WhenFull(events.Latest)},
	} {
		t.Run(name, func(t *testing.T) {
			b := events.New()
			in, out := make(chan struct{}, 8), make(chan struct{})
			s := b.On("bag.a", func(context.Context, events.Event) error { in <- struct{}{}; <-out; return nil }, events.Async(opts...))
			busy := 1
			if name == "workers" {
				busy = 2
			}
			for range busy { // or the event that is looked for might be what a worker begins with
				mustEmit(t, b, "bag.a", nil)
				<-in
			}
			mustEmit(t, b, "bag.a", nil)
			w := emitHeldData(b)
			if name == "latest" || name == "dropped oldest" {
				mustEmit(t, b, "bag.a", nil) // takes its place
			} else if name != "dropped newest" {
				s.Off()
			}
			if !isGone(w) {
				t.Error("the bus still holds the event")
			}
			close(out)
			closeBus(t, b)
		})
	}
}

//go:noinline
func emitHeldData(b *events.Bus) weak.Pointer[heldData] {
	held := new(heldData)
	_ = b.Emit(background, "bag.a", events.Payload{"luggage": held})
	return weak.Make(held)
}

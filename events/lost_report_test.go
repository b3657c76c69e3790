package events_test

import (
	"context"
	"errors"
	"log/slog"
	"runtime"
	"testing"

	"github.com/fastpluggy/eventbus/events"
	"github.com/fastpluggy/eventbus/typed"
)

// exitsInError is an error whose Error ends the goroutine.
type exitsInError struct{}

func (exitsInError) Error() string { runtime.Goexit(); return "" }

// panicsInError is an error whose Error panics.
type panicsInError struct{}

func (panicsInError) Error() string { panic("boom") }

// exitingLog is a log handler that ends the goroutine.
type exitingLog struct{ slog.Handler }

func (exitingLog) Enabled(context.Context, slog.Level) bool  { return true }
func (exitingLog) Handle(context.Context, slog.Record) error { runtime.Goexit(); return nil }

// reports are ways to report a failure that end before they return.
var reports = map[string]func(b *events.Bus){
	"the error handler exits": func(b *events.Bus) {
		b.OnError(func(context.Context, events.Event, events.ListenerInfo, error) { runtime.Goexit() })
	},
	"the error handler panics": func(b *events.Bus) {
		b.OnError(func(context.Context, events.Event, events.ListenerInfo, error) { panic("boom") })
	},
	"the logger exits": func(*events.Bus) {},
}

// failing are listeners that fail, and how an emit reaches them.
var failing = map[string]func(b *events.Bus, opts ...events.Option){
	"returns an error": func(b *events.Bus, opts ...events.Option) { b.On("a.b", fails(errBoom), opts...) },
	"exits in Error":   func(b *events.Bus, opts ...events.Option) { b.On("a.b", fails(exitsInError{}), opts...) },
	"panics in Error":  func(b *events.Bus, opts ...events.Option) { b.On("a.b", fails(panicsInError{}), opts...) },
	"panics": func(b *events.Bus, opts ...events.Option) {
		b.On("a.b", func(context.Context, events.Event) error { panic("boom") }, opts...)
	},
	"exits": func(b *events.Bus, opts ...events.Option) {
		b.On("a.b", func(context.Context, events.Event) error { runtime.Goexit(); return nil }, opts...)
	},
	"panics with error": func(b *events.Bus, opts ...events.Option) {
		b.On("a.b", func(context.Context, events.Event) error { panic(exitsInError{}) }, opts...)
	},
	"in the predicate": func(b *events.Bus, opts ...events.Option) {
		b.On("a.b", discard, append(opts, events.Predicate(func(events.Event) bool { panic("boom") }))...)
	},
	"typed": func(b *events.Bus, opts ...events.Option) {
		matrixTopic.On(b, func(context.Context, nothing) error { return errBoom }, opts...)
	},
	"to be converted": func(b *events.Bus, opts ...events.Option) {
		unreportedTopic.On(b, func(context.Context, unreported) error { return nil }, opts...)
	},
}

type unreported struct{ N int }

var unreportedTopic = typed.NewTopic[unreported]("a.b")

// EmitWait returns nil only if no listener has failed. So a failure is in its error
// even if the report of it panics or ends its goroutine. A report on the emitter's
// own goroutine may end that one: then EmitWait does not return.
func TestEmitWaitGetsAFailureThatCannotBeReported(t *testing.T) {
	for how, report := range reports {
		for what, listen := range failing {
			for name, opts := range map[string][]events.Option{
				"synchronous": nil, "serial": {events.Serial()}, "once": {events.Once()},
				"async": {events.Async()}, "workers": {events.Async(events.Workers(2))}, "keyed": {events.Async(events.Keyed(keyOf))},
				"breaker": {events.Async(), events.DisableAfter(1)},
			} {
				t.Run(how+", "+what+", "+name, inBubble(func(t *testing.T) {
					b := events.New(events.WithLogger(slog.New(exitingLog{slog.DiscardHandler})))
					report(b)
					listen(b, opts...)
					returned, err := emitsOnItsOwn(b)
					if returned && err == nil {
						t.Error("EmitWait returned nil")
					}
					if !returned && name == "async" && what == "returns an error" {
						t.Error("EmitWait did not return, though the report was on another goroutine")
					}
					_ = b.Close(background)
				}))
			}
		}
	}
}

// A key function that fails is reported by the emitter.
func TestEmitWaitGetsAKeyThatCannotBeReported(t *testing.T) {
	for how, report := range reports {
		t.Run(how, inBubble(func(t *testing.T) {
			b := events.New(events.WithLogger(slog.New(exitingLog{slog.DiscardHandler})))
			report(b)
			b.On("a.b", discard, events.Async(events.Keyed(func(events.Event) string { panic("boom") })))
			if returned, err := emitsOnItsOwn(b); returned && err == nil {
				t.Error("EmitWait returned nil")
			}
			closeBus(t, b)
		}))
	}
}

// An emit that waits for a forwarded topic also gets the failures of the new name's
// listeners: the call of the relay ends in such a failure, and the relay goes on.
func TestEmitWaitGetsAForwardedFailureThatCannotBeReported(t *testing.T) {
	from, to := typed.NewTopic[nothing]("a.b"), typed.NewTopic[nothing]("c.d")
	for how, report := range reports {
		for name, opts := range map[string][]events.Option{"synchronous": nil, "async": {events.Async()}} {
			t.Run(how+", "+name, inBubble(func(t *testing.T) {
				b := events.New(events.WithLogger(slog.New(exitingLog{slog.DiscardHandler})))
				report(b)
				typed.Forward(b, from, to, func(n nothing) (nothing, error) { return n, nil }, events.Async())
				to.On(b, func(context.Context, nothing) error { return errBoom }, opts...)
				if returned, err := emitsOnItsOwn(b); !returned || !errors.Is(err, errBoom) {
					t.Errorf("EmitWait returned %v, %v; want %v", returned, err, errBoom)
				}
				closeBus(t, b)
			}))
		}
	}
}

// emitsOnItsOwn waits for an emit on a goroutine of its own, which it may end.
func emitsOnItsOwn(b *events.Bus) (returned bool, err error) {
	over := make(chan struct{})
	go func() {
		defer close(over)
		err = b.EmitWait(background, "a.b", events.Payload{"n": "no number"})
		returned = true
	}()
	<-over
	return returned, err
}

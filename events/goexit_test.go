package events_test

import (
	"context"
	"errors"
	"log/slog"
	"runtime"
	"testing"
	"time"

	"github.com/fastpluggy/eventbus/events"
	"github.com/fastpluggy/eventbus/typed"
)

// B26, B25: an error handler that ends the goroutine of an asynchronous
// listener, as t.Fatal in a test's does, costs nothing but that goroutine: each
// call is reported and counted once, the queue goes on, and waits end.
func TestB26_ErrorHandlerGoexitAsync(t *testing.T) {
	for _, f := range faulty {
		for name, opts := range map[string][]events.AsyncOption{
			"one worker": nil, "workers": {events.Workers(2)}, "keyed": {events.Keyed(keyOf)},
		} {
			t.Run(f.name+", "+name, inBubble(func(t *testing.T) {
				var told []error
				b := events.New(events.WithLogger(slog.New(slog.DiscardHandler)), events.WithErrorHandler(
					func(_ context.Context, _ events.Event, _ events.ListenerInfo, err error) {
						told = append(told, err)
						runtime.Goexit()
					}))
				s := b.On("a", f.handler, events.Async(opts...))
				ctx, cancel := context.WithTimeout(background, time.Minute)
				defer cancel()
				for range 3 {
					if err := b.EmitWait(ctx, "a", nil); errors.Is(err, context.DeadlineExceeded) {
						t.Fatalf("EmitWait never ends: %+v", s.Info())
					}
				}
				if err := b.Drain(ctx); err != nil {
					t.Fatal(err)
				}
				for _, err := range told {
					if !f.want(err) {
						t.Errorf("reported: %v", err)
					}
				}
				if i := s.Info(); len(told) != 3 || i.Failed != 3 {
					t.Errorf("%d reports, %d failures; want 3 each", len(told), i.Failed)
				}
				figuresOf(s).wants(t, figures{Accepted: 3, Delivered: 3})
				closeBus(t, b)
			}))
		}
	}
}

// exits are ways to end a goroutine beside a plain Goexit: what t.FailNow and
// require.NoError do, in a function whose deferred functions fail as well.
var exits = []struct {
	name string
	exit func()
}{
	{"a panic in a deferred function", func() {
		defer func() { panic("boom") }()
		runtime.Goexit()
	}},
	{"Close of nil rows in a deferred function", func() {
		var rows *struct{ closed bool }
		defer func() { rows.closed = true }()
		runtime.Goexit()
	}},
	{"two panics in deferred functions", func() {
		defer func() { panic("second") }()
		defer func() { panic("first") }()
		runtime.Goexit()
	}},
	{"a panic that a deferred function recovers", func() {
		defer func() { _ = recover() }()
		defer func() { panic("boom") }()
		runtime.Goexit()
	}},
	{"Goexit in the deferred function of a panic", func() {
		defer runtime.Goexit()
		panic("boom")
	}},
	{"Goexit in the deferred function of a Goexit", func() {
		defer runtime.Goexit()
		runtime.Goexit()
	}},
	{"a panic and a Goexit by turns", func() {
		defer func() { panic("last") }()
		defer runtime.Goexit()
		panic("first")
	}},
}

// exitPaths are the loops that call a synchronous listener.
var exitPaths = []struct {
	name string
	on   func(b *events.Bus, h func() error, opts ...events.Option) *events.Subscription
	opts []events.Option
	emit func(b *events.Bus) error
}{
	{"typed", onNothing, nil, emitNothing},
	{"typed, a predicate", onNothing, []events.Option{events.Predicate(always)}, emitNothing},
	{"typed, once", onNothing, []events.Option{events.Once()}, emitNothing},
	{"typed, a breaker", onNothing, []events.Option{events.DisableAfter(9)}, emitNothing},
	{"typed, of an untyped emit", onNothing, nil, emitUntyped},
	{"untyped, of a typed emit", onUntyped, nil, emitNothing},
	{"untyped", onUntyped, nil, emitUntyped},
	{"untyped, a predicate", onUntyped, []events.Option{events.Predicate(always)}, emitUntyped},
	{"once", onUntyped, []events.Option{events.Once()}, emitUntyped},
	{"until", onUntyped, []events.Option{events.Until(background)}, emitUntyped},
	{"own struct", func(b *events.Bus, h func() error, opts ...events.Option) *events.Subscription {
		return ownNothing.On(b, func(context.Context, struct{}) error { return h() }, opts...)
	}, nil, emitNothing},
	{"namespace", func(b *events.Bus, h func() error, opts ...events.Option) *events.Subscription {
		return b.OnNamespace("a", func(context.Context, events.Event) error { return h() }, opts...)
	}, nil, emitUntyped},
	{"any, in EmitWait", func(b *events.Bus, h func() error, opts ...events.Option) *events.Subscription {
		return b.OnAny(func(context.Context, events.Event) error { return h() }, opts...)
	}, nil, func(b *events.Bus) error { return b.EmitWait(background, "a.b", nil) }},
	{"typed, in Blocking", onNothing, nil, func(b *events.Bus) error {
		return matrixTopic.Emit(events.Blocking(background), b, nothing{})
	}},
	{"a view", func(b *events.Bus, h func() error, opts ...events.Option) *events.Subscription {
		return onUntyped(b.As("plugin"), h, opts...)
	}, nil, emitUntyped},
}

var ownNothing = typed.NewTopic[struct{}]("a.b")

func always(events.Event) bool { return true }

func onNothing(b *events.Bus, h func() error, opts ...events.Option) *events.Subscription {
	return matrixTopic.On(b, func(context.Context, nothing) error { return h() }, opts...)
}

func onUntyped(b *events.Bus, h func() error, opts ...events.Option) *events.Subscription {
	return b.On("a.b", func(context.Context, events.Event) error { return h() }, opts...)
}

func emitNothing(b *events.Bus) error { return matrixTopic.Emit(background, b, nothing{}) }

func emitUntyped(b *events.Bus) error { return b.Emit(background, "a.b", nil) }

// B24: a handler that ends its goroutine, whatever its deferred functions do,
// is counted and reported once; the listeners after it run; nothing is left
// that Drain, OffWait or Close would wait for.
func TestB24_GoexitWithDeferredFunctionsThatFail(t *testing.T) {
	for _, exit := range exits {
		for _, path := range exitPaths {
			t.Run(exit.name+", "+path.name, inBounds(func(t *testing.T) {
				var told []error
				b := events.New(events.WithSlowThreshold(0), events.WithErrorHandler(
					func(_ context.Context, _ events.Event, _ events.ListenerInfo, err error) { told = append(told, err) }))
				s := path.on(b, func() error { exit.exit(); return nil }, path.opts...)
				later := 0
				path.on(b, func() error { later++; return nil }, events.Priority(-1))
				b.OnAny(func(context.Context, events.Event) error { later++; return nil }, events.Priority(-2))
				returned := false
				apart(func() { _ = path.emit(b); returned = true })
				if later != 2 || returned {
					t.Errorf("%d of 2 later listeners ran; the emit returned: %v", later, returned)
				}
				if i := s.Info(); len(told) != 1 || i.Failed != 1 || i.Delivered != 1 || i.Running != 0 {
					t.Errorf("told %v; %d failed, %d delivered, %d running, want 1, 1, 1, 0", told, i.Failed, i.Delivered, i.Running)
				}
				wantAllQuiet(t, b, s)
			}))
		}
	}
}

// apart runs f on a goroutine of its own, which it may end.
func apart(f func()) {
	done := make(chan struct{})
	go func() { defer close(done); f() }()
	<-done
}

// wantAllQuiet: neither OffWait nor Drain nor Close has anything to wait for.
func wantAllQuiet(t *testing.T, b *events.Bus, s *events.Subscription) {
	t.Helper()
	ctx, cancel := context.WithTimeout(background, time.Second)
	defer cancel()
	if err := s.OffWait(ctx); err != nil {
		t.Errorf("OffWait of a quiet listener: %v", err)
	}
	wantDrained(t, b)
	wantClosed(t, b)
}

// B25: so it is in a worker of an asynchronous listener: it is replaced, and
// the queue loses only that event.
func TestB25_AsyncGoexitWithDeferredFunctionsThatFail(t *testing.T) {
	for _, exit := range exits {
		for name, opts := range map[string][]events.AsyncOption{
			"one worker": nil, "workers": {events.Workers(2)}, "keyed": {events.Keyed(keyOf)},
			"latest": {events.WhenFull(events.Latest)},
		} {
			t.Run(exit.name+", "+name, inBounds(func(t *testing.T) {
				b, told := watched()
				_ = b.Close(background)
				b = events.New(events.WithSlowThreshold(0), events.WithErrorHandler(told.handle))
				calls := make(chan struct{}, 9)
				h := func() error {
					if calls <- struct{}{}; len(calls) <= 2 {
						exit.exit()
					}
					return nil
				}
				for _, on := range []func(*events.Bus, func() error, ...events.Option) *events.Subscription{onUntyped, onNothing} {
					s := on(b, h, events.Async(opts...))
					ctx, cancel := context.WithTimeout(background, time.Minute)
					for range 5 {
						_ = b.EmitWait(ctx, "a.b", nil)
					}
					cancel()
					if i := s.Info(); len(calls) != 5 || i.Failed != 2 || i.Delivered != 5 || len(told.all) != 2 {
						t.Errorf("%d calls, %d failed, %d delivered, %d reports; want 5, 2, 5, 2", len(calls), i.Failed, i.Delivered, len(told.all))
					}
					for len(calls) > 0 {
						<-calls
					}
					told.all = nil
					s.Off()
				}
				wantDrained(t, b)
				wantClosed(t, b)
			}))
		}
	}
}

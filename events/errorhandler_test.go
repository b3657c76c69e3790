package events_test

import (
	"bytes"
	"context"
	"errors"
	"log/slog"
	"runtime"
	"strings"
	"sync/atomic"
	"testing"
	"testing/synctest"

	"github.com/fastpluggy/eventbus/events"
)

// B26: an error handler that panics is survived and logged once, with what it
// should have handled.
func TestB26_ErrorHandlerPanics(t *testing.T) {
	for name, opts := range map[string][]events.Option{"synchronous": nil, "asynchronous": {events.Async()}} {
		t.Run(name, func(t *testing.T) {
			var log bytes.Buffer
			calls := 0
			b := events.New(events.WithLogger(slog.New(slog.NewTextHandler(&log, nil))),
				events.WithErrorHandler(func(context.Context, events.Event, events.ListenerInfo, error) { calls++; panic("handler down") }))
			j := &journal{}
			b.On("a", fails(errBoom), opts...)
			b.On("a", j.writes("next"))
			if err := b.EmitWait(background, "a", nil); !errors.Is(err, errBoom) {
				t.Errorf("EmitWait: %v", err)
			}
			closeBus(t, b)
			j.wants(t, "next")
			if calls != 1 || strings.Count(log.String(), "handler down") != 1 || strings.Count(log.String(), "error=boom") != 1 {
				t.Errorf("%d calls; log:\n%s", calls, &log)
			}
		})
	}
}

// B26: an error handler that ends its goroutine (t.Fatal in it does) leaves
// nothing held, and the others run.
func TestB26_ErrorHandlerGoexit(t *testing.T) {
	for name, opts := range map[string][]events.Option{"synchronous": nil, "asynchronous": {events.Async()}} {
		t.Run(name, func(t *testing.T) {
			b, j := events.New(), &journal{}
			b.OnError(func(context.Context, events.Event, events.ListenerInfo, error) { runtime.Goexit() })
			s := b.On("a", fails(errBoom), opts...)
			b.On("a", j.writes("next"))
			emitAside(b, background, "a", nil)
			closeBus(t, b)
			j.wants(t, "next")
			if i := s.Info(); i.Delivered != 1 || i.Running != 0 {
				t.Errorf("figures: %+v", i)
			}
		})
	}
}

// B27: an error handler may emit; what fails in that delivery is logged and
// never comes back to it, whatever context it emits with.
func TestB27_ErrorHandlerEmits(t *testing.T) {
	for _, tt := range []struct {
		name string
		ctx  func(context.Context) context.Context
		opts []events.Option
	}{
		{"with its context", func(ctx context.Context) context.Context { return ctx }, nil},
		{"with its context, to an asynchronous listener", func(ctx context.Context) context.Context { return ctx }, []events.Option{events.Async()}},
		{"without its context", func(context.Context) context.Context { return background }, nil},
	} {
		t.Run(tt.name, func(t *testing.T) {
			var log bytes.Buffer
			var calls atomic.Int32
			b := events.New(events.WithLogger(slog.New(slog.NewTextHandler(&log, nil))))
			b.OnError(func(ctx context.Context, e events.Event, _ events.ListenerInfo, err error) {
				if calls.Add(1) > 5 {
					return // or the stack would overflow, which ends the process
				}
				_ = b.EmitWait(tt.ctx(ctx), "failed", events.Payload{"event": e.Name, "error": err.Error()})
			})
			b.On("a", fails(errBoom))
			b.On("failed", fails(errors.New("worse")), tt.opts...)
			mustEmit(t, b, "a", nil)
			closeBus(t, b)
			if calls.Load() != 1 || strings.Count(log.String(), "error=worse") != 1 || strings.Contains(log.String(), "error=boom") {
				t.Errorf("%d calls, want 1; log:\n%s", calls.Load(), &log)
			}
		})
	}
}

// B27: an error handler that is slow holds up the goroutine that failed, and
// a failure beside it, on another goroutine, is reported as ever.
func TestB27_ErrorHandlersRunBesideEachOther(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		b := events.New()
		release := make(chan struct{})
		var calls atomic.Int32
		b.OnError(func(context.Context, events.Event, events.ListenerInfo, error) {
			if calls.Add(1) == 1 {
				<-release
			}
		})
		b.On("a", fails(errBoom))
		blocked := false
		go func() { blocked = true; mustEmit(t, b, "a", nil); blocked = false }()
		synctest.Wait()
		mustEmit(t, b, "a", nil)
		if calls.Load() != 2 || !blocked {
			t.Errorf("%d reports, first emit blocked: %v; want 2, true", calls.Load(), blocked)
		}
		close(release)
		synctest.Wait()
		if blocked {
			t.Error("the first emit never returned")
		}
	})
}

// B64: a failure is reported before the next listener is called, on the
// goroutine of the one that failed.
func TestFailureIsReportedBeforeTheNextListener(t *testing.T) {
	b, j := events.New(), &journal{}
	b.OnError(func(_ context.Context, _ events.Event, _ events.ListenerInfo, err error) { j.add("told:%v", err) })
	b.On("a", fails(errBoom))
	b.On("a", j.writes("next"))
	mustEmit(t, b, "a", nil)
	j.wants(t, "told:boom next")
}

// The default error handler logs with the listener, its place and the stack.
func TestDefaultErrorHandlerLogs(t *testing.T) {
	var log bytes.Buffer
	b := events.New(events.WithLogger(slog.New(slog.NewTextHandler(&log, nil))))
	b.OnError(func(context.Context, events.Event, events.ListenerInfo, error) { t.Error("replaced, and called") })
	b.OnError(nil)
	b.As("plugin").On("a", func(context.Context, events.Event) error { panic("boom") }, events.Label("bad"))
	mustEmit(t, b, "a", nil)
	wantText(t, log.String(), "event=a", "listener=bad", "owner=plugin", "stage=handler", "errorhandler_test.go:", "boom", "stack=", "goroutine")

	var std bytes.Buffer
	old := slog.Default()
	defer slog.SetDefault(old)
	slog.SetDefault(slog.New(slog.NewTextHandler(&std, nil)))
	b = events.New()
	b.On("a", fails(errBoom))
	mustEmit(t, b, "a", nil)
	wantText(t, std.String(), "error=boom")
}

// OnError of a view concerns its owner's listeners alone; nil hands them back
// to the bus's.
func TestOnErrorOfAView(t *testing.T) {
	b, j := events.New(), &journal{}
	says := func(word string) events.ErrorHandler {
		return func(_ context.Context, _ events.Event, l events.ListenerInfo, _ error) { j.add("%s:%s", word, l.Name) }
	}
	b.OnError(says("bus"))
	b.As("p").OnError(says("p"))
	b.As("p").On("a", fails(errBoom), events.Label("p"))
	b.As("q").On("a", fails(errBoom), events.Label("q"))
	b.On("a", fails(errBoom), events.Label("root"))
	b.As("q").OnError(nil)
	mustEmit(t, b, "a", nil)
	b.As("p").OnError(nil)
	j.add("|")
	mustEmit(t, b, "a", nil)
	j.wants(t, "p:p bus:q bus:root | bus:p bus:q bus:root")
}

// nilError is an error whose text can't be had of a nil pointer.
type nilError struct{ text string }

func (e *nilError) Error() string { return e.text }

// hostileError is an error whose text panics.
type hostileError struct{}

func (hostileError) Error() string { panic("no text for you") }

// An error whose Error method panics, as a typed nil does, is a failure like
// any other: nothing that shows it falls over.
func TestErrorWithoutAText(t *testing.T) {
	for name, bad := range map[string]error{"typed nil": (*nilError)(nil), "hostile": hostileError{}} {
		for kind, opts := range map[string][]events.Option{"synchronous": nil, "asynchronous": {events.Async()}} {
			t.Run(name+" "+kind, func(t *testing.T) {
				var log, trace bytes.Buffer
				b := events.New(events.WithLogger(slog.New(slog.NewTextHandler(&log, nil))), events.WithTrace(&trace))
				j := &journal{}
				s := b.On("a", fails(bad), opts...)
				b.On("a", j.writes("next"))
				if err := b.EmitWait(background, "a", nil); !errors.Is(err, bad) {
					t.Errorf("EmitWait: %v", err)
				}
				j.wants(t, "next")
				if i := s.Info(); i.Failed != 1 || i.LastError == "" {
					t.Errorf("figures: %+v", i)
				}
				_, _ = b.TopicInfo(), b.Explain("a")
				closeBus(t, b)
			})
		}
	}
}

// panickyLogs is a slog.Handler that panics.
type panickyLogs struct{ slog.Handler }

func (panickyLogs) Enabled(context.Context, slog.Level) bool  { return true }
func (panickyLogs) Handle(context.Context, slog.Record) error { panic("no log for you") }

// A logger that panics hurts neither the emitter nor the other listeners.
func TestLoggerThatPanics(t *testing.T) {
	b := events.New(events.WithLogger(slog.New(panickyLogs{})))
	j := &journal{}
	b.On("a", fails(errBoom))
	b.On("a", func(context.Context, events.Event) error { panic("boom") })
	b.On("a", fails(errBoom), events.Async())
	b.On("a", j.writes("next"))
	if err := b.EmitWait(background, "a", nil); !errors.Is(err, errBoom) {
		t.Errorf("EmitWait: %v", err)
	}
	j.wants(t, "next")
	closeBus(t, b)
}

package events_test

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"log/slog"
	"runtime"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"testing/synctest"
	"time"

	"github.com/fastpluggy/eventbus/events"
	"github.com/fastpluggy/eventbus/typed"
	"github.com/google/go-cmp/cmp"
)

// breakable returns a bus that logs into out, and what was emitted of disabled
// listeners.
func breakable(out *bytes.Buffer, opts ...events.BusOption) (b *events.Bus, told *[]events.Event) {
	told = new([]events.Event)
	var mu sync.Mutex
	opts = append(opts, events.WithLogger(slog.New(slog.NewTextHandler(out, nil))), events.WithErrorHandler(new(failures).handle))
	b = events.New(opts...)
	b.On(events.ListenerDisabled.Name, func(_ context.Context, e events.Event) error {
		mu.Lock()
		defer mu.Unlock()
		*told = append(*told, e)
		return nil
	})
	return b, told
}

// B32: failures in a row disable a listener; that is logged, emitted and counted,
// and Enable lets it get events again.
func TestB32_DisableAfterFailuresInARow(t *testing.T) {
	var out bytes.Buffer
	b, told := breakable(&out)
	var result error
	calls, others := 0, 0
	s := b.As("mailer").On("user.login", func(context.Context, events.Event) error { calls++; return result }, events.DisableAfter(3), events.Label("mail"))
	b.On("user.login", func(context.Context, events.Event) error { others++; return nil })
	emit := func(n int, err error) {
		result = err
		for range n {
			mustEmit(t, b, "user.login", nil)
		}
	}
	emit(2, errBoom)
	emit(1, nil) // a new row
	emit(2, errBoom)
	if s.Info().Disabled || len(*told) != 0 {
		t.Fatalf("disabled after two failures in a row: %+v", s.Info())
	}
	emit(1, errBoom)
	emit(4, nil)
	if in := s.Info(); calls != 6 || others != 10 || !in.Disabled || in.Delivered != 6 || in.Failed != 5 || in.Passed != 4 {
		t.Errorf("%d calls, %d of the other, %+v; want 6, 10, and 6 delivered, 5 failed, 4 passed", calls, others, in)
	}
	if len(*told) != 1 {
		t.Fatalf("told %d times, want once", len(*told))
	}
	e, in := (*told)[0], s.Info()
	want := events.Payload{"listener": "mail", "owner": "mailer", "place": fmt.Sprintf("%s:%d", in.File, in.Line), "event": "user.login", "error": "boom", "failures": 3}
	if diff := cmp.Diff(want, e.Payload()); diff != "" || e.Source != "events" {
		t.Errorf("from %q (-want +got):\n%s", e.Source, diff)
	}
	wantText(t, out.String(), "level=WARN", "listener disabled", "listener=mail owner=mailer", "failures=3 error=boom")
	wantText(t, b.Explain("user.login"), "1. mail (owner mailer, priority 0, user.login, disabled)")
	if !s.Enable() || s.Enable() || s.Info().Disabled {
		t.Errorf("Enable works once; %+v", s.Info())
	}
	emit(2, errBoom)
	emit(1, nil)
	if calls != 9 || s.Info().Disabled {
		t.Errorf("%d calls, want 9; %+v", calls, s.Info())
	}
	emit(3, errBoom)
	if !s.Info().Disabled || len(*told) != 2 {
		t.Error("it is not disabled a second time")
	}
}

// B32: whatever way a call fails, in every kind of listener.
func TestB32_EveryFailureOfACallCounts(t *testing.T) {
	topic := typed.NewTopic[struct{ N int }]("a.b")
	for how, fail := range map[string]func() error{
		"error": func() error { return errBoom }, "panic": func() error { panic("boom") }, "goexit": func() error { runtime.Goexit(); return nil },
	} {
		for kind, opts := range map[string][]events.Option{
			"sync": nil, "async": {events.Async()}, "workers": {events.Async(events.Workers(2))},
			"keyed": {events.Async(events.Keyed(func(events.Event) string { return "k" }))}, "predicate": {events.Predicate(func(events.Event) bool { return true })},
		} {
			opts := append(opts, events.DisableAfter(2))
			untyped := func(context.Context, events.Event) error { return fail() }
			for what, on := range map[string]func(b *events.Bus) *events.Subscription{
				"on":        func(b *events.Bus) *events.Subscription { return b.On("a.b", untyped, opts...) },
				"namespace": func(b *events.Bus) *events.Subscription { return b.OnNamespace("a", untyped, opts...) },
				"typed": func(b *events.Bus) *events.Subscription {
					return topic.On(b, func(context.Context, struct{ N int }) error { return fail() }, opts...)
				},
				"event": func(b *events.Bus) *events.Subscription {
					return topic.OnEvent(b, func(context.Context, typed.Event[struct{ N int }]) error { return fail() }, opts...)
				},
			} {
				t.Run(strings.Join([]string{how, kind, what}, " "), inBubble(func(t *testing.T) {
					var out bytes.Buffer
					b, told := breakable(&out)
					s := on(b)
					for range 5 {
						go func() { _ = topic.Emit(background, b, struct{ N int }{1}) }() // a Goexit ends it
						synctest.Wait()
					}
					if in := s.Info(); !in.Disabled || in.Failed != 2 || in.Delivered != 2 || in.Passed != 3 || in.Accepted != 2 {
						t.Errorf("%+v: want disabled, 2 failed, 2 delivered, 3 passed", in)
					}
					if len(*told) != 1 {
						t.Errorf("told %d times", len(*told))
					}
					closeBus(t, b)
				}))
			}
		}
	}
}

// B32: what its queue holds is dropped, and the figures add up.
func TestB32_WhatIsQueuedIsDropped(t *testing.T) {
	for kind, opt := range map[string]events.Option{
		"one": events.Async(), "workers": events.Async(events.Workers(3)), "keyed": events.Async(events.Keyed(func(e events.Event) string { return e.Source })),
	} {
		t.Run(kind, inBubble(func(t *testing.T) {
			var out bytes.Buffer
			b, _ := breakable(&out)
			gate := make(chan struct{})
			s := b.On("a", func(context.Context, events.Event) error { <-gate; return errBoom }, opt, events.DisableAfter(1))
			for i := range 100 {
				mustEmit(t, b.As(fmt.Sprint(i%7)), "a", nil)
			}
			close(gate)
			if err := b.Drain(background); err != nil {
				t.Fatal(err)
			}
			in := s.Info()
			if in.Accepted != 100 || in.Delivered+in.Dropped != 100 || in.Pending != 0 || in.Delivered > 7 || in.Failed != in.Delivered || in.Skipped != in.Dropped {
				t.Errorf("%+v", in)
			}
			mustEmit(t, b, "a", nil)
			if in := s.Info(); in.Passed != 1 || in.Accepted != 100 {
				t.Errorf("afterwards: %+v", in)
			}
			s.Enable()
			if err := b.EmitWait(background, "a", nil); !errors.Is(err, errBoom) {
				t.Errorf("enabled, it is not called: %v", err)
			}
			closeBus(t, b)
		}))
	}
}

// B32: it is off by default, and neither a predicate's panic nor an event that
// does not fit is the listener's failure.
func TestB32_OffByDefault(t *testing.T) {
	var out bytes.Buffer
	b, told := breakable(&out)
	topic := typed.NewTopic[struct{ N int }]("a")
	plain := b.On("a", fails(errBoom))
	misfit := topic.On(b, func(context.Context, struct{ N int }) error { return nil }, events.DisableAfter(1))
	picky := b.On("a", discard, events.Predicate(func(events.Event) bool { panic("boom") }), events.DisableAfter(1))
	for range 1000 {
		mustEmit(t, b, "a", events.Payload{"N": "no number"})
	}
	for _, s := range []*events.Subscription{plain, misfit, picky} {
		if in := s.Info(); in.Disabled || in.Passed != 0 {
			t.Errorf("disabled: %+v", in)
		}
	}
	if len(*told) != 0 || plain.Enable() {
		t.Error("something was disabled")
	}
}

// B32: however many fail at once, it is disabled once.
func TestB32_DisabledOnceUnderARace(t *testing.T) {
	var out bytes.Buffer
	b, told := breakable(&out)
	var calls atomic.Int32
	s := b.On("a", func(context.Context, events.Event) error { calls.Add(1); return errBoom }, events.DisableAfter(10))
	var all sync.WaitGroup
	for range 16 {
		all.Go(func() {
			for range 200 {
				_ = b.Emit(background, "a", nil)
			}
		})
	}
	all.Wait()
	if in := s.Info(); len(*told) != 1 || in.Delivered != uint64(calls.Load()) || in.Delivered+in.Passed != 3200 || calls.Load() < 10 || calls.Load() > 25 {
		t.Errorf("told %d times, %d calls, %+v", len(*told), calls.Load(), in)
	}
}

func TestDisableAfterNoFailures(t *testing.T) {
	for _, n := range []int{0, -1} {
		wantText(t, mustPanic(t, func() { events.DisableAfter(n) }), fmt.Sprintf("DisableAfter(%d)", n), "pass at least 1")
	}
}

// B32: while it runs, it is shown as running, though its rounds count no calls.
func TestB32_RunningIsShown(t *testing.T) {
	for name, opt := range map[string]events.Option{
		"breaker": events.DisableAfter(3), "once": events.Once(), "predicate": events.Predicate(func(events.Event) bool { return true }),
	} {
		t.Run(name, inBubble(func(t *testing.T) {
			b := events.New(events.WithSlowThreshold(time.Second), events.WithLogger(slog.New(slog.DiscardHandler)))
			s := b.On("a", func(context.Context, events.Event) error { time.Sleep(time.Minute); return nil }, opt)
			go func() { _ = b.Emit(background, "a", nil) }()
			time.Sleep(10 * time.Second)
			if in := s.Info(); in.Running != 1 || in.RunningSince.IsZero() || in.Delivered != 0 {
				t.Errorf("meanwhile: %+v", in)
			}
			closeBus(t, b)
			if in := s.Info(); in.Running != 0 || in.Delivered != 1 {
				t.Errorf("afterwards: %+v", in)
			}
		}))
	}
}

// B32: who is off, by its own hand or since it was to get one event, is not
// disabled beside.
func TestB32_WhoIsOffIsNotDisabled(t *testing.T) {
	var out bytes.Buffer
	b, told := breakable(&out)
	once := b.On("a", fails(errBoom), events.Once(), events.DisableAfter(1))
	var off *events.Subscription
	off = b.On("a", func(context.Context, events.Event) error { off.Off(); return errBoom }, events.DisableAfter(1))
	mustEmit(t, b, "a", nil)
	for _, s := range []*events.Subscription{once, off} {
		if in := s.Info(); in.Disabled || in.Failed != 1 || s.Enable() {
			t.Errorf("%+v", in)
		}
	}
	if len(*told) != 0 {
		t.Errorf("told of %v", *told)
	}
}

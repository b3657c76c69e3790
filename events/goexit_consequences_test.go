package events_test

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"runtime"
	"testing"
	"testing/synctest"
	"time"

	"github.com/fastpluggy/eventbus/events"
	"github.com/fastpluggy/eventbus/typed"
)

// B24, B26: an error handler that ends the goroutine keeps no later failure from
// being reported.
func TestB26_NextFailureAfterGoexitIsReported(t *testing.T) {
	reports := 0
	b := events.New(events.WithLogger(slog.New(slog.DiscardHandler)), events.WithErrorHandler(
		func(context.Context, events.Event, events.ListenerInfo, error) {
			if reports++; reports == 1 {
				runtime.Goexit()
			}
		}))
	b.On("a", func(context.Context, events.Event) error { panic("first") })
	second := b.On("a", func(context.Context, events.Event) error { panic("second") })
	over := make(chan struct{})
	go func() { defer close(over); _ = b.Emit(background, "a", nil) }()
	<-over
	if reports != 2 || second.Info().Failed != 1 {
		t.Errorf("%d reports, the second failed %d times; want 2 and 1", reports, second.Info().Failed)
	}
}

// B42: after Goexit, what is left of a round waits for the rounds of others.
func TestB42_DrainAfterGoexitWaitsForOthers(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		b := events.New(events.WithLogger(slog.New(slog.DiscardHandler)))
		other := make(chan struct{})
		b.On("a", func(_ context.Context, e events.Event) error {
			if _, slow := e.Get("slow"); slow {
				<-other
				return nil
			}
			runtime.Goexit()
			return nil
		})
		drained := false
		b.On("a", func(ctx context.Context, e events.Event) error {
			if _, slow := e.Get("slow"); !slow {
				_ = b.Drain(ctx)
				drained = true
			}
			return nil
		})
		go func() { _ = b.Emit(background, "a", events.Payload{"slow": true}) }()
		synctest.Wait()
		go func() { _ = b.Emit(background, "a", nil) }()
		synctest.Wait()
		if drained {
			t.Error("Drain returned while another round was under way")
		}
		close(other)
		synctest.Wait()
		if !drained {
			t.Error("Drain does not return")
		}
	})
}

// B24: user code beside handlers ends goroutines in the same way: predicates,
// key functions, error handlers. The listeners that have nothing to do with it
// get the event.
func TestB24_GoexitBesideHandlers(t *testing.T) {
	for _, exit := range exits {
		for name, on := range map[string]func(b *events.Bus) *events.Subscription{
			"predicate": func(b *events.Bus) *events.Subscription {
				return b.On("a.b", discard, events.Predicate(func(events.Event) bool { exit.exit(); return true }))
			},
			"predicate of once": func(b *events.Bus) *events.Subscription {
				return b.On("a.b", discard, events.Once(), events.Predicate(func(events.Event) bool { exit.exit(); return true }))
			},
			"typed predicate": func(b *events.Bus) *events.Subscription {
				return matrixTopic.On(b, func(context.Context, nothing) error { return nil },
					matrixTopic.When(func(typed.Event[nothing]) bool { exit.exit(); return true }))
			},
			"key": func(b *events.Bus) *events.Subscription {
				return b.On("a.b", discard, events.Async(events.Keyed(func(events.Event) string { exit.exit(); return "" })))
			},
			"error handler": func(b *events.Bus) *events.Subscription {
				b.OnError(func(context.Context, events.Event, events.ListenerInfo, error) { exit.exit() })
				return b.On("a.b", fails(errBoom))
			},
			"error handler of an asynchronous listener": func(b *events.Bus) *events.Subscription {
				b.OnError(func(context.Context, events.Event, events.ListenerInfo, error) { exit.exit() })
				return b.On("a.b", fails(errBoom), events.Async())
			},
		} {
			t.Run(exit.name+", "+name, inBounds(func(t *testing.T) {
				b := events.New(events.WithSlowThreshold(0), events.WithLogger(slog.New(slog.DiscardHandler)))
				s := on(b)
				later := 0
				b.On("a.b", func(context.Context, events.Event) error { later++; return nil })
				apart(func() { mustEmit(t, b, "a.b", nil) })
				apart(func() { mustEmit(t, b, "a.b", nil) })
				wantDrained(t, b)
				if later != 2 {
					t.Errorf("%d of 2 later calls", later)
				}
				wantSettled(t, s.Info())
				wantAllQuiet(t, b, s)
			}))
		}
	}
}

// A loop over a stream is the program's own goroutine: a Goexit in its body
// ends it, and takes the listener off.
func TestB24_GoexitInTheBodyOfAStream(t *testing.T) {
	for _, exit := range exits {
		t.Run(exit.name, inBounds(func(t *testing.T) {
			b := unwatched()
			done := make(chan struct{})
			go func() {
				defer close(done)
				defer func() { _ = recover() }()
				for range b.Stream(background, "a.b") {
					exit.exit()
				}
			}()
			time.Sleep(time.Second)
			mustEmit(t, b, "a.b", nil)
			<-done
			if n := b.ListenerCount(); n != 0 {
				t.Errorf("%d listeners are on", n)
			}
			wantDrained(t, b)
			wantClosed(t, b)
		}))
	}
}

// A handler that returns events.ErrGoexit, which another bus's error handler
// gave it for instance, has returned an error: its round goes on, and a wait
// in a later listener does not wait for its own caller.
func TestReturnedErrGoexitIsAnError(t *testing.T) {
	wrapped := fmt.Errorf("the other bus: %w", events.ErrGoexit)
	for _, returned := range []error{events.ErrGoexit, wrapped, &events.ListenerError{Err: events.ErrGoexit}} {
		for _, path := range exitPaths {
			t.Run(fmt.Sprintf("%T, %s", returned, path.name), inBounds(func(t *testing.T) {
				b, told := watched()
				s := path.on(b, func() error { return returned }, path.opts...)
				var waited []error
				path.on(b, func() error {
					ctx, cancel := context.WithTimeout(background, time.Second)
					defer cancel()
					waited = append(waited, b.Drain(ctx), s.OffWait(ctx))
					return nil
				}, events.Priority(-1))
				finished := false
				apart(func() { _ = path.emit(b); finished = true })
				if err := errors.Join(waited...); err != nil || len(waited) != 2 {
					t.Errorf("waits in the next listener: %v", waited)
				}
				if !finished {
					t.Error("the emit's goroutine has ended")
				}
				if len(told.all) != 1 || told.all[0].err != returned {
					t.Errorf("told %v, want %v", told.all, returned)
				}
				wantClosed(t, b)
			}))
		}
	}
}

// So it is with an asynchronous listener, and its worker goes on.
func TestReturnedErrGoexitIsAnErrorInAQueue(t *testing.T) {
	for name, opts := range map[string][]events.AsyncOption{
		"one worker": nil, "workers": {events.Workers(2)}, "keyed": {events.Keyed(keyOf)},
	} {
		t.Run(name, inBounds(func(t *testing.T) {
			b, told := watched()
			s := b.On("a.b", fails(events.ErrGoexit), events.Async(opts...))
			for range 3 {
				if err := b.EmitWait(background, "a.b", nil); !errors.Is(err, events.ErrGoexit) {
					t.Errorf("EmitWait: %v", err)
				}
			}
			if i := s.Info(); len(told.all) != 3 || i.Failed != 3 || i.Delivered != 3 {
				t.Errorf("%d reports, %+v", len(told.all), figuresOf(s))
			}
			wantAllQuiet(t, b, s)
		}))
	}
}

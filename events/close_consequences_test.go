package events_test

import (
	"context"
	"errors"
	"sync/atomic"
	"testing"
	"testing/synctest"
	"time"

	"github.com/fastpluggy/eventbus/events"
)

// consequences are listeners whose handlers emit "then" while the bus closes.
var consequences = []struct {
	name string
	on   func(b *events.Bus, h events.Handler) *events.Subscription
}{
	{"async", func(b *events.Bus, h events.Handler) *events.Subscription { return b.On("x", h, events.Async()) }},
	{"workers", func(b *events.Bus, h events.Handler) *events.Subscription {
		return b.On("x", h, events.Async(events.Workers(2)))
	}},
	{"keyed", func(b *events.Bus, h events.Handler) *events.Subscription {
		return b.On("x", h, events.Async(events.Keyed(func(e events.Event) string { return e.Source })))
	}},
	{"once", func(b *events.Bus, h events.Handler) *events.Subscription {
		return b.On("x", h, events.Async(), events.Once())
	}},
	{"namespace", func(b *events.Bus, h events.Handler) *events.Subscription {
		return b.OnAny(func(ctx context.Context, e events.Event) error {
			if e.Name != "x" {
				return nil
			}
			return h(ctx, e)
		}, events.Async())
	}},
}

// Closing lets what is in flight finish its consequences: an event that a
// listener of an accepted event emits is delivered, and Close waits for it.
// Emits from outside are refused at once.
func TestCloseDeliversConsequences(t *testing.T) {
	for _, first := range consequences {
		for then, opts := range map[string][]events.Option{"sync": nil, "async": {events.Async()}} {
			t.Run(first.name+", then "+then, inBounds(func(t *testing.T) {
				b := unwatched()
				var emitted, heard, last atomic.Int32
				s := first.on(b.As("p"), func(ctx context.Context, _ events.Event) error {
					time.Sleep(100 * time.Millisecond)
					emitted.Add(1)
					return b.As("p").Emit(ctx, "then", nil)
				})
				b.On("then", func(context.Context, events.Event) error {
					time.Sleep(10 * time.Millisecond)
					heard.Add(1)
					return b.Emit(background, "last", nil) // with another context
				}, opts...)
				b.On("last", counts(&last), events.Async())
				for range 50 {
					mustEmit(t, b, "x", nil)
				}
				closed := make(chan error, 1)
				go func() { closed <- b.Close(background) }()
				time.Sleep(time.Millisecond)
				if err := b.Emit(background, "x", nil); !errors.Is(err, events.ErrClosed) {
					t.Errorf("an emit from outside: %v, want ErrClosed", err)
				}
				if err := <-closed; err != nil {
					t.Errorf("Close: %v", err)
				}
				want := int32(50)
				if first.name == "once" {
					want = 1
				}
				if n := s.Info().Failed; emitted.Load() != want || heard.Load() != want || last.Load() != want || n != 0 {
					t.Errorf("%d emitted, %d and %d of them heard, want %d; %d failed", emitted.Load(), heard.Load(), last.Load(), want, n)
				}
				if err := b.Emit(background, "then", nil); !errors.Is(err, events.ErrClosed) {
					t.Errorf("an emit after Close: %v, want ErrClosed", err)
				}
			}))
		}
	}
}

// At its deadline Close says what of the consequences was left.
func TestCloseSaysWhichConsequencesAreLeft(t *testing.T) {
	bounded(t, func(t *testing.T) {
		b := unwatched()
		b.On("x", func(ctx context.Context, _ events.Event) error {
			for range 5 {
				_ = b.Emit(ctx, "then", nil)
			}
			return nil
		}, events.Async(), events.Label("first"))
		b.On("then", func(context.Context, events.Event) error { time.Sleep(time.Minute); return nil }, events.Async(), events.Label("second"))
		mustEmit(t, b, "x", nil)
		ctx, cancel := context.WithTimeout(background, 90*time.Second)
		defer cancel()
		left, ok := errors.AsType[*events.CloseError](b.Close(ctx))
		if !ok || left.Abandoned != 3 || len(left.Running) != 1 {
			t.Fatalf("Close: %v; want 3 events and the second listener", left)
		}
		wantText(t, left.Running[0], "second")
		time.Sleep(time.Hour)
	})
}

// A circle of consequences ends with Close's context, and not before Close says so.
func TestCloseEndsACircleOfConsequences(t *testing.T) {
	bounded(t, func(t *testing.T) {
		b := unwatched()
		for name, next := range map[string]string{"ping": "pong", "pong": "ping"} {
			b.On(name, func(ctx context.Context, _ events.Event) error {
				time.Sleep(10 * time.Millisecond)
				return b.Emit(ctx, next, nil)
			}, events.Async())
		}
		mustEmit(t, b, "ping", nil)
		time.Sleep(time.Second)
		ctx, cancel := context.WithTimeout(background, 10*time.Second)
		defer cancel()
		began := time.Now()
		err := b.Close(ctx)
		if took := time.Since(began); took > 11*time.Second {
			t.Errorf("Close took %v", took)
		}
		if err != nil && !errors.Is(err, context.DeadlineExceeded) {
			t.Errorf("Close: %v", err)
		}
		time.Sleep(time.Minute)
		synctest.Wait()
	})
}

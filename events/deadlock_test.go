package events_test

import (
	"context"
	"errors"
	"sync/atomic"
	"testing"
	"testing/synctest"
	"time"

	"github.com/fastpluggy/eventbus/events"
	"github.com/fastpluggy/eventbus/typed"
)

// B42: a handler that waits does not wait for itself, whatever kind it is.
func TestB42_WaitsInsideAHandlerEnd(t *testing.T) {
	for _, kind := range [][]events.Option{{}, {events.Async()}, {events.Once()}, {events.Async(), events.Once()}} {
		synctest.Test(t, func(t *testing.T) {
			b := events.New()
			var s *events.Subscription
			var errs []error
			s = b.On("a", func(ctx context.Context, _ events.Event) error {
				errs = append(errs, b.Drain(ctx), s.OffWait(ctx), b.Close(ctx), b.Close(ctx))
				return nil
			}, kind...)
			mustEmit(t, b, "a", nil)
			synctest.Wait()
			if err := errors.Join(errs...); err != nil || len(errs) != 4 {
				t.Errorf("%d calls returned: %v", len(errs), err)
			}
		})
	}
}

// B42: what is queued behind the handler that closes can't be waited for; it
// is not lost silently.
func TestB42_CloseInAHandlerSaysWhatItAbandons(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		b := events.New()
		var err error
		n := 0
		b.On("a", func(ctx context.Context, _ events.Event) error {
			if n++; n == 1 {
				time.Sleep(time.Second)
				err = b.Close(ctx)
			}
			return nil
		}, events.Async())
		for range 3 {
			mustEmit(t, b, "a", nil)
		}
		time.Sleep(time.Minute)
		synctest.Wait()
		left, ok := errors.AsType[*events.CloseError](err)
		if n != 3 && (!ok || left.Abandoned != 3-n || !errors.Is(err, events.ErrWouldDeadlock)) {
			t.Errorf("%d of 3 delivered; Close: %v", n, err)
		}
	})
}

// B42, across buses: two handlers, each of which drains the other's bus.
func TestB42_MutualDrainsEnd(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		a, b := events.New(), events.New()
		a.On("x", func(ctx context.Context, _ events.Event) error { time.Sleep(time.Second); return b.Drain(ctx) }, events.Async())
		b.On("x", func(ctx context.Context, _ events.Event) error { time.Sleep(time.Second); return a.Drain(ctx) }, events.Async())
		mustEmit(t, a, "x", nil)
		mustEmit(t, b, "x", nil)
		closeBus(t, a)
		closeBus(t, b)
	})
}

// B61, across synctest bubbles: a wait in one test neither wakes nor
// disturbs those of another, which the runtime would kill the process for.
func TestB42_WaitsInParallelBubbles(t *testing.T) {
	for range 2 {
		t.Run("", func(t *testing.T) {
			t.Parallel()
			for range 200 {
				synctest.Test(t, func(t *testing.T) {
					b := events.New()
					var n atomic.Int32
					b.On("a", slow(time.Second, &n), events.Async())
					go func() { _ = b.Drain(background) }()
					if err := b.EmitWait(background, "a", nil); err != nil {
						t.Error(err)
					}
					closeBus(t, b)
				})
			}
		})
	}
}

// B42: an emit that waits for room behind the handler that closes or drains is
// not a reason for that handler to wait for ever.
func TestB42_WaitsInAHandlerWithAFullQueueEnd(t *testing.T) {
	for name, wait := range map[string]func(context.Context, *events.Bus, *events.Subscription) error{
		"Drain":   func(ctx context.Context, b *events.Bus, _ *events.Subscription) error { return b.Drain(ctx) },
		"Close":   func(ctx context.Context, b *events.Bus, _ *events.Subscription) error { return b.Close(ctx) },
		"OffWait": func(ctx context.Context, _ *events.Bus, s *events.Subscription) error { return s.OffWait(ctx) },
	} {
		t.Run(name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				b := events.New()
				other := b.On("a", discard, events.Priority(-1))
				var once atomic.Bool
				b.On("a", func(context.Context, events.Event) error {
					if once.Swap(true) {
						return nil
					}
					time.Sleep(time.Second)
					ctx, cancel := context.WithTimeout(background, time.Minute)
					defer cancel()
					if err := wait(ctx, b, other); errors.Is(err, context.DeadlineExceeded) {
						t.Errorf("%s in the handler waited for what waits for the handler", name)
					}
					return nil
				}, events.Async(events.Buffer(1)))
				for range 4 {
					go func() { _ = b.Emit(background, "a", nil) }()
				}
				time.Sleep(time.Hour)
				_ = b.Close(background)
			})
		})
	}
}

// for that queue then, whose call waits for the turn that the emitter has.
func TestB61_AForwardedEventClosesACircle(t *testing.T) {
	from, to := typed.NewTopic[nothing]("circle.old"), typed.NewTopic[nothing]("circle.new")
	for name, wait := range map[string]func(b *events.Bus, s *events.Subscription) error{
		"turn":    func(b *events.Bus, _ *events.Subscription) error { return b.Emit(background, "serial", nil) },
		"OffWait": func(_ *events.Bus, s *events.Subscription) error { return s.OffWait(background) },
	} {
		t.Run(name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				b, convert, proceed, first := unwatched(), make(chan int), make(chan int), true
				typed.Forward(b, from, to, func(n nothing) (nothing, error) { <-convert; return n, nil }, events.Async())
				serial := b.On("serial", func(context.Context, events.Event) error {
					if !first {
						return nil
					}
					first = false
					began := time.Now()
					err := from.EmitWait(minute(t), b, nothing{})
					if time.Since(began) > 0 || err != nil && !errors.Is(err, events.ErrWouldDeadlock) {
						t.Errorf("EmitWait: %v after %v", err, time.Since(began))
					}
					return nil
				}, events.Serial())
				to.On(b, func(context.Context, nothing) error { <-proceed; return wait(b, serial) }, events.Async())
				must(t, to.Emit(background, b, nothing{}))
				go func() { mustEmit(t, b, "serial", nil) }()
				synctest.Wait()
				close(proceed)
				synctest.Wait()
				close(convert)
				must(t, b.Close(background))
			})
		})
	}
}

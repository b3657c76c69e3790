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

// background is the context of tests that have nothing to cancel.
var background = context.Background()

// discard is a handler that does nothing.
func discard(context.Context, events.Event) error { return nil }

// slow is a handler that takes as long as it is told, on the bubble's clock.
func slow(d time.Duration, n *atomic.Int32) events.Handler {
	return func(context.Context, events.Event) error {
		time.Sleep(d)
		n.Add(1)
		return nil
	}
}

// mustEmit fails the test where the event was not accepted.
func mustEmit(t *testing.T, b *events.Bus, name string, p events.Payload) {
	t.Helper()
	if err := b.Emit(background, name, p); err != nil {
		t.Fatalf("Emit(%q): %v", name, err)
	}
}

// closeBus fails the test where Close left something undone.
func closeBus(t *testing.T, b *events.Bus) {
	t.Helper()
	if err := b.Close(background); err != nil {
		t.Errorf("Close: %v", err)
	}
}

// B39: Drain waits for what is queued and what runs, and refuses nothing.
func TestB39_DrainWaitsForQueuedAndRunning(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		b := events.New()
		var n atomic.Int32
		b.On("a", slow(time.Second, &n), events.Async())
		for range 5 {
			mustEmit(t, b, "a", nil)
		}
		if err := b.Drain(background); err != nil || n.Load() != 5 {
			t.Errorf("Drain: %v after %d of 5 calls", err, n.Load())
		}
		mustEmit(t, b, "a", nil) // Drain refuses nothing
		closeBus(t, b)
	})
}

// B39: at the end of its context Drain says how much is left.
func TestB39_DrainAtItsDeadlineSaysWhatIsLeft(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		b := events.New()
		var n atomic.Int32
		b.On("a", slow(time.Second, &n), events.Async())
		for range 3 {
			mustEmit(t, b, "a", nil)
		}
		ctx, cancel := context.WithTimeout(background, time.Second/2)
		defer cancel()
		err := b.Drain(ctx)
		left, ok := errors.AsType[*events.DrainError](err)
		if !ok || !errors.Is(err, context.DeadlineExceeded) || left.Pending != 2 || left.Running != 1 {
			t.Errorf("Drain: %v; want 2 pending, 1 running, and the deadline", err)
		}
		wantText(t, err.Error(), "2 events queued", "1 calls running", "deadline exceeded")
		closeBus(t, b)
	})
}

// B39, B43: a once-listener is off before its queued event is delivered; it is
// waited for all the same.
func TestB39_DrainWaitsForAsyncOnce(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		b := events.New()
		var n atomic.Int32
		b.On("a", slow(time.Second, &n), events.Async(), events.Once())
		mustEmit(t, b, "a", nil)
		if err := b.Drain(background); err != nil || n.Load() != 1 {
			t.Errorf("Drain: %v after %d of 1 calls", err, n.Load())
		}
		closeBus(t, b)
	})
}

// B39, B43: what runs is waited for, though its subscription is off.
func TestB39_CloseWaitsForCallsOfListenersThatAreOff(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		b := events.New()
		var n atomic.Int32
		s := b.On("a", slow(time.Second, &n), events.Async())
		mustEmit(t, b, "a", nil)
		synctest.Wait()
		s.Off()
		closeBus(t, b)
		if n.Load() != 1 {
			t.Error("Close returned while a handler ran")
		}
	})
}

// B39: an emit that waits for room was accepted when Close began: Close either
// delivers its event or says so.
func TestB39_CloseWaitsForEmitsThatWaitForRoom(t *testing.T) {
	for range 20 {
		synctest.Test(t, func(t *testing.T) {
			b := events.New()
			var n, accepted atomic.Int32
			b.On("a", slow(time.Second, &n), events.Async(events.Buffer(1)))
			for range 10 {
				go func() {
					if b.Emit(background, "a", nil) == nil {
						accepted.Add(1)
					}
				}()
			}
			synctest.Wait()
			closeBus(t, b)
			synctest.Wait()
			if n.Load() != accepted.Load() {
				t.Errorf("%d accepted, %d delivered", accepted.Load(), n.Load())
			}
		})
	}
}

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

// Promise 13, across synctest bubbles: a wait in one test neither wakes nor
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
// no reason for that handler to wait for ever.
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

// B39: Drain of a view waits for its owner's listeners alone, and counts only
// those at its deadline.
func TestB39_DrainOfAView(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		b := events.New()
		var n atomic.Int32
		b.As("slow").On("a", slow(time.Hour, &n), events.Async())
		b.As("slower").On("a", slow(2*time.Hour, &n), events.Async())
		mustEmit(t, b, "a", nil)
		mustEmit(t, b, "a", nil)
		start := time.Now()
		if err := b.As("idle").Drain(background); err != nil || time.Since(start) != 0 {
			t.Errorf("Drain of an idle owner: %v after %v", err, time.Since(start))
		}
		ctx, cancel := context.WithTimeout(background, time.Minute)
		defer cancel()
		left, ok := errors.AsType[*events.DrainError](b.As("slow").Drain(ctx))
		if !ok || left.Pending != 1 || left.Running != 1 {
			t.Errorf("Drain of the slow one at its deadline: %+v; want 1 and 1", left)
		}
		if err := b.As("slow").Drain(background); err != nil || time.Since(start) != 2*time.Hour {
			t.Errorf("Drain of the slow one: %v after %v", err, time.Since(start))
		}
		closeBus(t, b)
	})
}

// B39: at its deadline Drain counts the calls of listeners that are off too,
// since it waits for them.
func TestB39_DrainCountsCallsOfListenersThatAreOff(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		b := events.New()
		var n atomic.Int32
		s := b.On("a", slow(time.Hour, &n), events.Async())
		mustEmit(t, b, "a", nil)
		synctest.Wait()
		s.Off()
		ctx, cancel := context.WithTimeout(background, time.Second)
		defer cancel()
		if left, ok := errors.AsType[*events.DrainError](b.Drain(ctx)); !ok || left.Running != 1 {
			t.Errorf("Drain: %+v; want 1 running", left)
		}
		closeBus(t, b)
	})
}

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

// EmitWait waits for the asynchronous listeners, or until its context ends;
// then they go on.
func TestEmitWaitWaits(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		b := events.New()
		var n atomic.Int32
		b.On("a", slow(time.Second, &n), events.Async())
		if err := b.EmitWait(background, "a", nil); err != nil || n.Load() != 1 {
			t.Errorf("EmitWait: %v after %d calls", err, n.Load())
		}
		ctx, cancel := context.WithTimeout(background, time.Millisecond)
		defer cancel()
		if err := b.EmitWait(ctx, "a", nil); !errors.Is(err, context.DeadlineExceeded) || n.Load() != 1 {
			t.Errorf("EmitWait: %v after %d calls, want the deadline after 1", err, n.Load())
		}
		closeBus(t, b)
		if n.Load() != 2 {
			t.Error("the event was lost when its emitter stopped waiting")
		}
	})
}

// EmitWait ends when the listener is taken off with its event in the queue, and
// says that the event was dropped.
func TestEmitWaitEndsWithTheListener(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		b := events.New()
		var n atomic.Int32
		s := b.On("a", slow(time.Second, &n), events.Async())
		mustEmit(t, b, "a", nil)
		synctest.Wait()
		go func() { time.Sleep(time.Millisecond); s.Off() }()
		start := time.Now()
		if err := b.EmitWait(background, "a", nil); !errors.Is(err, events.ErrDropped) || time.Since(start) > time.Second/2 {
			t.Errorf("EmitWait: %v after %v", err, time.Since(start))
		}
		closeBus(t, b)
	})
}

// B61: an asynchronous listener that would wait for the others gets
// ErrWouldDeadlock at once, and they have the event.
func TestEmitWaitInAnAsyncListener(t *testing.T) {
	for name, emit := range map[string]func(*events.Bus, context.Context) error{
		"EmitWait": func(b *events.Bus, ctx context.Context) error { return b.EmitWait(ctx, "b", nil) },
		"Blocking": func(b *events.Bus, ctx context.Context) error { return b.Emit(events.Blocking(ctx), "b", nil) },
	} {
		t.Run(name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				b := events.New()
				j := &journal{}
				var told error
				b.On("a", func(ctx context.Context, _ events.Event) error { told = emit(b, ctx); return nil }, events.Async())
				b.On("b", func(ctx context.Context, e events.Event) error {
					time.Sleep(time.Second) // otherwise it may be done before the wait begins
					return j.writes("queued")(ctx, e)
				}, events.Async())
				b.On("b", j.writes("direct"))
				mustEmit(t, b, "a", nil)
				synctest.Wait()
				closeBus(t, b)
				if !errors.Is(told, events.ErrWouldDeadlock) {
					t.Errorf("%s: %v", name, told)
				}
				if len(j.lines) != 2 {
					t.Errorf("heard by %v", j)
				}
			})
		})
	}
}

// In Blocking, Emit waits for asynchronous listeners, and still keeps their
// failures from the emitter.
func TestBlockingWaits(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		b, f := watched()
		b.On("a", func(context.Context, events.Event) error { time.Sleep(time.Second); return errBoom }, events.Async())
		start := time.Now()
		if err := b.Emit(events.Blocking(background), "a", nil); err != nil || time.Since(start) != time.Second {
			t.Errorf("Emit: %v after %v, want nil after 1s", err, time.Since(start))
		}
		f.one(t)
		mustEmit(t, b, "a", nil)
		if time.Since(start) != time.Second {
			t.Error("Emit waited without Blocking")
		}
		closeBus(t, b)
	})
}

// A synchronous listener gets the emitter's context as it is: in Blocking, its
// own emits wait, too.
func TestBlockingReachesSynchronousListeners(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		b := events.New()
		var n atomic.Int32
		b.On("b", slow(time.Second, &n), events.Async())
		b.On("a", func(ctx context.Context, _ events.Event) error {
			defer func() {
				if n.Load() != 1 {
					t.Error("the nested emit did not wait")
				}
			}()
			return b.Emit(ctx, "b", nil)
		})
		if err := b.Emit(events.Blocking(background), "a", nil); err != nil {
			t.Error(err)
		}
		closeBus(t, b)
	})
}

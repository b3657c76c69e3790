package events_test

import (
	"context"
	"errors"
	"testing"
	"testing/synctest"
	"time"

	"github.com/fastpluggy/eventbus/events"
)

var (
	errSynchronous  = errors.New("the synchronous listener failed")
	errAsynchronous = errors.New("the asynchronous listener failed")
)

// At its deadline EmitWait returns the context's error and the failures that are
// known by then. The listeners go on, and later failures are reported.
func TestEmitWaitReturnsKnownFailuresAtTheDeadline(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		var reported []error
		b := events.New(events.WithErrorHandler(func(_ context.Context, _ events.Event, _ events.ListenerInfo, err error) {
			reported = append(reported, err)
		}))
		b.On("a", func(context.Context, events.Event) error { return errSynchronous })
		b.On("a", func(ctx context.Context, _ events.Event) error {
			time.Sleep(time.Second)
			return errors.Join(errAsynchronous, ctx.Err())
		}, events.Async())
		ctx, cancel := context.WithTimeout(t.Context(), time.Millisecond)
		defer cancel()

		err := b.EmitWait(ctx, "a", nil)
		if !errors.Is(err, context.DeadlineExceeded) || !errors.Is(err, errSynchronous) || errors.Is(err, errAsynchronous) {
			t.Errorf("EmitWait: %v, want the deadline and the synchronous listener's error", err)
		}
		closeBus(t, b)
		if len(reported) != 2 || !errors.Is(reported[0], errSynchronous) || !errors.Is(reported[1], errAsynchronous) {
			t.Errorf("reported %v, want both errors", reported)
		} else if errors.Is(reported[1], context.DeadlineExceeded) {
			t.Error("the asynchronous listener's context ended with the emitter's")
		}
	})
}

// With synchronous listeners alone there is nothing to wait for: all are called,
// and a context that has ended is not an error.
func TestEmitWaitOfSynchronousListenersOutlastsTheDeadline(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		b := events.New()
		called := 0
		for range 2 {
			b.On("a", func(context.Context, events.Event) error {
				time.Sleep(time.Second)
				called++
				return nil
			})
		}
		ctx, cancel := context.WithTimeout(t.Context(), time.Millisecond)
		defer cancel()
		for want := 2; want <= 4; want += 2 {
			if err := b.EmitWait(ctx, "a", nil); err != nil || called != want {
				t.Errorf("EmitWait: %v after %d calls, want none after %d", err, called, want)
			}
		}
		closeBus(t, b)
	})
}

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

// These end where others of their kind would wait for ever: a call that is
// stuck keeps the watch's timer alive, and so the clock of a bubble goes on.

// B33: a key is served again when a call for it has ended.
func TestB33_AKeyIsServedAgain(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		b := events.New()
		var n atomic.Int32
		b.On("a", counts(&n), events.Async(events.Keyed(func(events.Event) string { return "key" })))
		for range 3 {
			mustEmit(t, b, "a", nil)
			mustEmit(t, b, "a", nil)
			synctest.Wait()
		}
		if n.Load() != 6 {
			t.Errorf("%d of 6 events of one key were delivered", n.Load())
		}
		mustCloseInTime(t, b)
	})
}

func mustCloseInTime(t *testing.T, b *events.Bus) {
	t.Helper()
	ctx, cancel := context.WithTimeout(background, time.Minute)
	defer cancel()
	if err := b.Close(ctx); err != nil {
		t.Errorf("Close: %v", err)
	}
}

// B12, B39, B40: OffWait, Drain and Close know what keyed listeners have to do.
func TestKeyedWaits(t *testing.T) {
	for name, tt := range map[string]struct {
		wait func(context.Context, *events.Bus, *keyedLog) error
		last figures
	}{
		"OffWait": {func(ctx context.Context, _ *events.Bus, l *keyedLog) error { return l.OffWait(ctx) }, figures{8, 2, 6, 0, 0}},
		"Drain":   {func(ctx context.Context, b *events.Bus, _ *keyedLog) error { return b.Drain(ctx) }, figures{8, 8, 0, 0, 0}},
		"Close":   {func(ctx context.Context, b *events.Bus, _ *keyedLog) error { return b.Close(ctx) }, figures{8, 8, 0, 0, 0}},
	} {
		t.Run(name, inBubble(func(t *testing.T) {
			b := events.New()
			l := newKeyedLog(b, []string{"x", "y"}, events.Workers(3))
			for n := range 4 {
				mustEmit(t, b, "a", item("x", n))
				mustEmit(t, b, "a", item("y", n))
			}
			synctest.Wait()
			figuresOf(l.Subscription).wants(t, figures{8, 0, 0, 6, 2})
			waited := make(chan error, 1)
			go func() { waited <- tt.wait(background, b, l) }()
			synctest.Wait()
			close(l.next["x"])
			synctest.Wait()
			if len(waited) != 0 {
				t.Fatalf("%s returned %v while a call ran", name, <-waited)
			}
			close(l.next["y"])
			if err := <-waited; err != nil {
				t.Error(err)
			}
			figuresOf(l.Subscription).wants(t, tt.last)
		}))
	}
}

// B42, B61: a keyed handler that waits does not wait for itself, nor for
// events of its key behind it.
func TestB42_KeyedHandlerWaits(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		b := events.New()
		ctx, cancel := context.WithTimeout(background, time.Minute)
		defer cancel()
		var got []error
		b.On("a", func(_ context.Context, e events.Event) error {
			if n, _ := e.Get("n"); n == 0 {
				time.Sleep(time.Second)
				got = append(got, b.EmitWait(ctx, "a", item("x", 3)), b.Drain(ctx))
			}
			return nil
		}, events.Async(events.Keyed(keyOf), events.Workers(4)))
		for n := range 3 {
			mustEmit(t, b, "a", item("x", n))
		}
		time.Sleep(time.Hour)
		synctest.Wait()
		if len(got) != 2 || !errors.Is(got[0], events.ErrWouldDeadlock) || errors.Is(got[1], context.DeadlineExceeded) {
			t.Errorf("EmitWait and Drain in the handler: %v", got)
		}
		closeBus(t, b)
	})
}

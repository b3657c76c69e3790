package events_test

import (
	"context"
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

// B36: a listener that emits into a full queue does not use up its patience.
func TestB36_AListenerThatEmitsReturnsAtOnce(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		b := events.New()
		c := full(t, b)
		b.On("go", func(ctx context.Context, _ events.Event) error {
			ctx, cancel := context.WithTimeout(ctx, time.Second)
			defer cancel()
			return b.Emit(ctx, "a", number(2))
		})
		began := time.Now()
		if err := b.EmitWait(background, "go", nil); err != nil || time.Since(began) != 0 {
			t.Errorf("the listener's emit took %v: %v", time.Since(began), err)
		}
		close(c.next)
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

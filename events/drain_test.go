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

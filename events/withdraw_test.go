package events_test

import (
	"context"
	"errors"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"testing/synctest"
	"time"

	"github.com/fastpluggy/eventbus/events"
	"github.com/fastpluggy/eventbus/internal/dispatch"
)

func withdraw(ctx context.Context, b *events.Bus) error { return (*dispatch.Bus)(b).Withdraw(ctx) }

// A withdrawn listener finishes what it has accepted and gets nothing more; the
// view stays open for emits and for new listeners, also during that time.
func TestWithdrawFinishesAndLeavesTheViewOpen(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		b := events.New()
		view := b.As("x")
		var old, fresh, others atomic.Int32
		b.As("y").On("echo", func(context.Context, events.Event) error { others.Add(1); return nil })
		view.On("a", func(ctx context.Context, _ events.Event) error {
			time.Sleep(time.Second)
			if old.Add(1) == 1 {
				view.On("a", func(context.Context, events.Event) error { fresh.Add(1); return nil }, events.Async())
			}
			return view.Emit(ctx, "echo", nil)
		}, events.Async())
		for range 3 {
			mustEmit(t, b, "a", nil)
		}
		done := make(chan error)
		go func() { done <- withdraw(t.Context(), view) }()
		synctest.Wait()
		mustEmit(t, b, "a", nil) // no listener is left
		time.Sleep(1500 * time.Millisecond)
		mustEmit(t, b, "a", nil) // the new listener alone
		if err := <-done; err != nil || old.Load() != 3 || others.Load() != 3 {
			t.Errorf("Withdraw: %v; %d of 3 were done, of which others heard %d", err, old.Load(), others.Load())
		}
		mustEmit(t, b, "a", nil)
		synctest.Wait()
		if fresh.Load() != 2 || old.Load() != 3 || b.ListenerCount() != 2 {
			t.Errorf("the new listener heard %d events, the old one %d; %d are on", fresh.Load(), old.Load(), b.ListenerCount())
		}
		closeBus(t, b)
	})
}

// At the end of its context it names who hangs and counts what is abandoned.
func TestWithdrawGivesUp(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		b, stop := events.New(), make(chan struct{})
		view := b.As("x")
		view.On("a", func(context.Context, events.Event) error { <-stop; return nil }, events.Async(), events.Label("stuck"))
		view.On("a", discard, events.Async(), events.Label("fine"))
		for range 4 {
			mustEmit(t, b, "a", nil)
		}
		ctx, cancel := context.WithTimeout(background, time.Second)
		defer cancel()
		err := withdraw(ctx, view)
		left, ok := errors.AsType[*events.CloseError](err)
		if !ok || left.Abandoned != 3 || len(left.Running) != 1 || !strings.Contains(left.Running[0], "stuck") || !errors.Is(err, context.DeadlineExceeded) {
			t.Errorf("Withdraw: %v; want the stuck listener and 3 abandoned", err)
		}
		if b.ListenerCount() != 0 {
			t.Error("a listener is still on")
		}
		close(stop)
	})
}

// Under emits that go on and on, each event is done or was never accepted.
func TestWithdrawUnderEmitsLosesNothing(t *testing.T) {
	for range 300 {
		b := events.New(events.WithSlowThreshold(0))
		view := b.As("x")
		s := view.On("a", discard, events.Async(events.Buffer(8)))
		once := view.On("a", discard, events.Async(), events.Once())
		var stop atomic.Bool
		var emitters sync.WaitGroup
		for range 2 {
			emitters.Go(func() {
				for !stop.Load() {
					_ = b.Emit(background, "a", nil)
				}
			})
		}
		err := withdraw(background, view)
		stop.Store(true)
		emitters.Wait()
		for _, s := range []*events.Subscription{s, once} {
			if in := s.Info(); err != nil || in.Dropped != 0 || in.Accepted != in.Delivered {
				t.Fatalf("Withdraw: %v; %d accepted, %d delivered, %d dropped", err, in.Accepted, in.Delivered, in.Dropped)
			}
		}
	}
}

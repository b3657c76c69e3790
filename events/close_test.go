package events_test

import (
	"context"
	"errors"
	"log/slog"
	"runtime"
	"strings"
	"sync/atomic"
	"testing"
	"testing/synctest"
	"time"

	"github.com/fastpluggy/eventbus/events"
)

func TestB40_CloseDrains(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		b := events.New()
		var n atomic.Int32
		b.On("a", slow(time.Millisecond, &n), events.Async())
		for range 100 {
			mustEmit(t, b, "a", nil)
		}
		closeBus(t, b)
		if n.Load() != 100 || b.ListenerCount() != 0 {
			t.Errorf("%d of 100 delivered, %d listeners left", n.Load(), b.ListenerCount())
		}
	})
}

func TestB40_CloseAtItsDeadlineNamesWhoIsStuck(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		b := events.New()
		stop := make(chan struct{})
		b.On("a", func(context.Context, events.Event) error { <-stop; return nil }, events.Async(), events.Label("stuck"))
		b.On("a", discard, events.Async(), events.Label("fine"))
		for range 4 {
			mustEmit(t, b, "a", nil)
		}
		ctx, cancel := context.WithTimeout(background, time.Second)
		defer cancel()
		err := b.Close(ctx)
		left, ok := errors.AsType[*events.CloseError](err)
		if !ok || left.Abandoned != 3 || len(left.Running) != 1 || !strings.Contains(left.Running[0], "stuck") {
			t.Errorf("Close: %v; want the stuck listener and 3 abandoned", err)
		}
		if !errors.Is(err, context.DeadlineExceeded) {
			t.Errorf("Close: %v; want the deadline", err)
		}
		wantText(t, err.Error(), "3 events not delivered", "a → stuck", "deadline exceeded")
		if again := b.Close(background); again != err {
			t.Errorf("Close again: %v; want the first one's result", again)
		}
		close(stop)
	})
}

func TestB40_ConcurrentClosersGetOneResult(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		b := events.New()
		stop := make(chan struct{})
		b.On("a", func(context.Context, events.Event) error { <-stop; return nil }, events.Async())
		mustEmit(t, b, "a", nil)
		results := make(chan error, 5)
		ctx, cancel := context.WithTimeout(background, time.Second)
		defer cancel()
		go func() { results <- b.Close(ctx) }()
		synctest.Wait()
		for range 4 {
			go func() { results <- b.Close(background) }()
		}
		first := <-results
		if first == nil {
			t.Error("the first Close succeeded though a listener is stuck")
		}
		for range 4 {
			if err := <-results; err != first {
				t.Errorf("another closer got %v; want %v", err, first)
			}
		}
		close(stop)
	})
}

func TestB41_AfterClose(t *testing.T) {
	var told []error
	b := events.New(events.WithErrorHandler(func(_ context.Context, _ events.Event, l events.ListenerInfo, err error) {
		if l.Name != "late" {
			t.Errorf("the report names %q", l.Name)
		}
		told = append(told, err)
	}))
	s := b.On("a", discard)
	closeBus(t, b)
	if err := b.Emit(background, "a", nil); !errors.Is(err, events.ErrClosed) {
		t.Errorf("Emit: %v; want ErrClosed", err)
	}
	if err := b.EmitWait(background, "a", nil); !errors.Is(err, events.ErrClosed) {
		t.Errorf("EmitWait: %v; want ErrClosed", err)
	}
	if s.Off() {
		t.Error("Close left a listener on")
	}
	late := b.On("a", discard, events.Label("late"), events.Until(t.Context()))
	if late.Off() || len(told) != 1 || !errors.Is(told[0], events.ErrClosed) {
		t.Errorf("On: want a subscription that is off and one report of ErrClosed, got %v", told)
	}
	wantText(t, told[0].Error(), "the listener was registered after Close, and gets no events")
	for range b.Stream(background, "a", events.Label("late")) {
		t.Error("a stream of a closed bus yields")
	}
	if len(told) != 2 {
		t.Errorf("a stream of a closed bus was reported %d times; want 1", len(told)-1)
	}
	if err := b.Drain(background); err != nil {
		t.Errorf("Drain: %v", err)
	}
	if err := b.As("x").Emit(background, "a", nil); !errors.Is(err, events.ErrClosed) {
		t.Errorf("Emit through a new view: %v; want ErrClosed", err)
	}
}

// B43: no goroutine is left after Close. The bubble would fail for one that is
// blocked; what is on its way out has gone after Wait.
func TestB43_NoGoroutineAfterClose(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		before := goroutines()
		b := events.New()
		for range 50 {
			b.On("a", discard, events.Async(), events.Until(t.Context()))
		}
		for range 10 {
			mustEmit(t, b, "a", nil)
		}
		closeBus(t, b)
		synctest.Wait()
		if n := goroutines(); n != before {
			t.Errorf("%d goroutines before, %d after Close", before, n)
		}
	})
}

func TestB43_HandlersAreCollectableAfterClose(t *testing.T) {
	b := events.New()
	var freed atomic.Int32
	for _, opts := range [][]events.Option{{}, {events.Async()}, {events.Once()}, {events.Until(t.Context())}} {
		held := new([64]byte)
		runtime.AddCleanup(held, func(int) { freed.Add(1) }, 0)
		b.On("a", func(context.Context, events.Event) error { held[0]++; return nil }, opts...)
	}
	mustEmit(t, b, "a", nil)
	closeBus(t, b)
	for range 100 {
		if runtime.GC(); freed.Load() == 4 {
			break
		}
		runtime.Gosched()
	}
	if n := freed.Load(); n != 4 {
		t.Errorf("%d of 4 handlers were collected", n)
	}
	runtime.KeepAlive(b)
}

// B40 and B41: the others of a view go on, and their emits don't keep
// its Close from ending.
func TestB40_CloseOfAViewEndsUnderTraffic(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		b := events.New()
		var mine, others atomic.Int32
		plugin := b.As("plugin")
		plugin.On("a", slow(time.Second, &mine), events.Async())
		b.As("other").On("a", slow(0, &others))
		ctx, stop := context.WithCancel(background)
		go func() {
			for ctx.Err() == nil {
				_ = b.Emit(ctx, "a", nil)
				time.Sleep(time.Second / 2)
			}
		}()
		time.Sleep(10 * time.Second)
		synctest.Wait()
		accepted := others.Load()
		if err := plugin.Close(background); err != nil || mine.Load() != accepted {
			t.Errorf("Close: %v after %d of %d events", err, mine.Load(), accepted)
		}
		if err := plugin.Emit(background, "a", nil); !errors.Is(err, events.ErrClosed) {
			t.Errorf("Emit through the view: %v; want ErrClosed", err)
		}
		time.Sleep(time.Second)
		if synctest.Wait(); others.Load() == accepted || b.ListenerCount() != 1 {
			t.Error("the other owner's listener no longer hears")
		}
		stop()
		time.Sleep(time.Second)
		closeBus(t, b)
	})
}

// B40: a synchronous listener that is stuck is named too.
func TestB40_CloseNamesASyncListenerThatIsStuck(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		b := events.New()
		stop := make(chan struct{})
		b.On("a", func(context.Context, events.Event) error { <-stop; return nil }, events.Label("stuck"))
		go func() { _ = b.Emit(background, "a", nil) }()
		synctest.Wait()
		ctx, cancel := context.WithTimeout(background, time.Second)
		defer cancel()
		left, ok := errors.AsType[*events.CloseError](b.Close(ctx))
		if !ok || len(left.Running) != 1 || left.Running[0] != "a → stuck" || left.Abandoned != 0 {
			t.Errorf("Close: %v; want the stuck listener", left)
		}
		close(stop)
	})
}

// B39, B40: who is stuck is named, and those beside it are not.
func TestB40_CloseNamesTheGuiltyOnly(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		b := events.New(events.WithLogger(slog.New(slog.DiscardHandler)))
		stop := make(chan struct{})
		b.On("a", discard, events.Label("first"))
		b.On("a", func(context.Context, events.Event) error { <-stop; return nil }, events.Label("stuck"))
		b.On("a", discard, events.Label("last"))
		go func() { _ = b.Emit(background, "a", nil) }()
		synctest.Wait()
		ctx, cancel := context.WithTimeout(background, time.Second)
		defer cancel()
		left, _ := errors.AsType[*events.DrainError](b.Drain(ctx))
		if left == nil || left.Running != 1 {
			t.Errorf("Drain: %v; want 1 running", left)
		}
		stuck, _ := errors.AsType[*events.CloseError](b.Close(ctx))
		if stuck == nil || len(stuck.Running) != 1 || !strings.Contains(stuck.Running[0], "stuck") {
			t.Errorf("Close: %v; want the stuck listener alone", stuck)
		}
		close(stop)
	})
}

package events_test

import (
	"context"
	"runtime"
	"sync"
	"sync/atomic"
	"testing"
	"testing/synctest"
	"time"

	"github.com/fastpluggy/eventbus/events"
)

// loads are ways to keep a bus busy: at every moment something runs or waits.
var loads = []struct {
	name string
	on   func(b *events.Bus, h events.Handler)
}{
	{"sync", func(b *events.Bus, h events.Handler) { b.On("x", h) }},
	{"async", func(b *events.Bus, h events.Handler) { b.On("x", h, events.Async()) }},
	{"workers", func(b *events.Bus, h events.Handler) { b.On("x", h, events.Async(events.Workers(3))) }},
	{"keyed", func(b *events.Bus, h events.Handler) {
		b.On("x", h, events.Async(events.Keyed(func(events.Event) string { return "k" })))
	}},
	{"latest", func(b *events.Bus, h events.Handler) { b.On("x", h, events.Async(events.WhenFull(events.Latest))) }},
	{"small buffer", func(b *events.Bus, h events.Handler) { b.On("x", h, events.Async(events.Buffer(1))) }},
}

// steadily emits x from three goroutines, whose emits overlap, until stop is
// called.
func steadily(b *events.Bus) (stop func()) {
	end := make(chan struct{})
	done := make(chan struct{})
	for i := range 3 {
		go func() {
			defer func() { done <- struct{}{} }()
			time.Sleep(time.Duration(i) * 3 * time.Millisecond)
			for {
				select {
				case <-end:
					return
				case <-time.After(time.Millisecond):
					_ = b.Emit(background, "x", nil)
				}
			}
		}()
	}
	return func() {
		close(end)
		for range 3 {
			<-done
		}
	}
}

// Drain waits for those that were inside when it began, and so ends under a
// steady load; what comes later is not its business.
func TestDrainEndsUnderASteadyLoad(t *testing.T) {
	for _, load := range loads {
		for _, owner := range []string{"", "p"} {
			t.Run(load.name+" of "+owner, inBounds(func(t *testing.T) {
				b := unwatched()
				var first atomic.Bool
				load.on(b.As("p"), func(_ context.Context, e events.Event) error {
					time.Sleep(10 * time.Millisecond)
					if e.Source == "first" {
						first.Store(true)
					}
					return nil
				})
				stop := steadily(b)
				time.Sleep(time.Second)
				if load.name != "latest" {
					go func() { _ = b.Emit(background, "x", nil, events.From("first")) }()
					time.Sleep(time.Microsecond)
				}
				ctx, cancel := context.WithTimeout(background, time.Minute)
				defer cancel()
				began := time.Now()
				view := b
				if owner != "" {
					view = b.As(owner)
				}
				if err := view.Drain(ctx); err != nil {
					t.Errorf("Drain after %v: %v", time.Since(began), err)
				}
				if !first.Load() && load.name != "latest" && load.name != "small buffer" {
					t.Error("Drain has not waited for an event that was in when it began")
				}
				stop()
				time.Sleep(time.Hour)
				wantClosed(t, b)
			}))
		}
	}
}

// Close of a view ends under a steady load of others.
func TestCloseOfAViewEndsUnderASteadyLoad(t *testing.T) {
	for _, load := range loads {
		t.Run(load.name, inBounds(func(t *testing.T) {
			b := unwatched()
			busy := func(context.Context, events.Event) error { time.Sleep(10 * time.Millisecond); return nil }
			load.on(b.As("p"), busy)
			load.on(b.As("q"), busy)
			stop := steadily(b)
			time.Sleep(time.Second)
			ctx, cancel := context.WithTimeout(background, time.Minute)
			defer cancel()
			if err := b.As("p").Close(ctx); err != nil {
				t.Errorf("Close: %v", err)
			}
			stop()
			synctest.Wait()
			time.Sleep(time.Hour)
			wantClosed(t, b)
		}))
	}
}

// also while others emit on and on, and the worker is just between two calls.
func TestB39_DrainWaitsForTheLastCallUnderLoad(t *testing.T) {
	b, stop := unwatched(), make(chan int)
	var done atomic.Int64
	b.On("x", func(_ context.Context, e events.Event) error {
		if n, ok := e.Payload()["n"].(int64); ok {
			for range 3 {
				runtime.Gosched()
			}
			done.Store(n)
		}
		return nil
	}, events.Async())
	var all sync.WaitGroup
	all.Go(func() {
		for {
			select {
			case <-stop:
				return
			default:
				mustEmit(t, b, "x", nil)
			}
		}
	})
	for began, n := time.Now(), int64(1); time.Since(began) < 300*time.Millisecond; n++ {
		mustEmit(t, b, "x", events.Payload{"n": n})
		must(t, b.Drain(background))
		if got := done.Load(); got != n {
			t.Fatalf("Drain returned after event %d of %d", got, n)
		}
	}
	close(stop)
	all.Wait()
	must(t, b.Close(background))
}

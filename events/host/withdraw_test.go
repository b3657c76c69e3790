package host_test

import (
	"context"
	"errors"
	"fmt"
	"sync"
	"sync/atomic"
	"testing"
	"testing/synctest"
	"time"

	"github.com/fastpluggy/eventbus/events"
	"github.com/fastpluggy/eventbus/events/host"
)

// hears is a plugin whose asynchronous listener does what it is given.
func hears(name, event string, h func(ctx context.Context, bus *events.Bus) error) *fake {
	return &fake{bare: bare{name}, init: func(_ context.Context, env *host.Env) error {
		env.Events().On(event, func(ctx context.Context, _ events.Event) error { return h(ctx, env.Events()) }, events.Async())
		return nil
	}}
}

// An event that a plugin's listener accepts while the host is closed is done before
// OnUnload, or counted in the error: nothing is lost silently.
func TestCloseLosesNothingThatWasAccepted(t *testing.T) {
	for range 100 {
		b := events.New(events.WithSlowThreshold(0))
		var listener *events.Subscription
		var stop, unloaded atomic.Bool
		h := host.New(b)
		mustLoad(t, h, &fake{
			bare: bare{"a"},
			init: func(_ context.Context, env *host.Env) error {
				listener = env.Events().On("x", func(context.Context, events.Event) error {
					if unloaded.Load() {
						t.Error("a listener runs after OnUnload")
					}
					return nil
				}, events.Async())
				return nil
			},
			unload: func(context.Context) error { unloaded.Store(true); return nil },
		})
		var emitters sync.WaitGroup
		for range 2 {
			emitters.Go(func() {
				for !stop.Load() {
					_ = b.Emit(context.Background(), "x", nil)
				}
			})
		}
		ctx, cancel := context.WithTimeout(t.Context(), 20*time.Millisecond)
		err := h.Close(ctx)
		cancel()
		stop.Store(true)
		emitters.Wait()
		in := listener.Info()
		if in.Accepted != in.Delivered+in.Dropped || err == nil && in.Dropped != 0 {
			t.Fatalf("Close: %v; of %d events that were accepted %d were delivered and %d dropped", err, in.Accepted, in.Delivered, in.Dropped)
		}
		if left, ok := errors.AsType[*events.CloseError](err); ok && left.Abandoned != int(in.Dropped) {
			t.Fatalf("Close: %v; %d were dropped", err, in.Dropped)
		}
	}
}

// Events that draining handlers emit reach the other plugins, in whichever order
// they were loaded, and along chains.
func TestWhatDrainingHandlersEmitIsHeard(t *testing.T) {
	for _, order := range [][]int{{0, 1, 2, 3}, {3, 2, 1, 0}, {2, 0, 3, 1}, {1, 3, 0, 2}} {
		synctest.Test(t, func(t *testing.T) {
			b := events.New()
			var heard [5]atomic.Int32
			plugins := make([]host.Plugin, 4)
			for place, i := range order {
				plugins[place] = hears(fmt.Sprintf("p%d", i), fmt.Sprintf("e%d", i), func(ctx context.Context, bus *events.Bus) error {
					time.Sleep(time.Duration(i+1) * time.Millisecond)
					heard[i].Add(1)
					return bus.Emit(ctx, fmt.Sprintf("e%d", i+1), nil)
				})
			}
			h := host.New(b)
			mustLoad(t, h, plugins...)
			for range 50 {
				_ = b.Emit(t.Context(), "e0", nil)
			}
			ctx, cancel := context.WithTimeout(t.Context(), time.Minute)
			defer cancel()
			if err := h.Close(ctx); err != nil {
				t.Errorf("Close: %v", err)
			}
			for i := range 4 {
				if n := heard[i].Load(); n != 50 {
					t.Errorf("order %v: plugin %d heard %d of 50 events", order, i, n)
				}
			}
		})
	}
}

// A listener that is slow, and done just in time, is not cut off: what Close
// keeps for later steps is little.
func TestCloseWaitsAsLongAsItMay(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		b := events.New(events.WithSlowThreshold(0))
		slow := host.New(b)
		mustLoad(t, slow, bare{"first"}, hears("slow", "x", func(context.Context, *events.Bus) error { time.Sleep(9 * time.Second); return nil }))
		_ = b.Emit(t.Context(), "x", nil)
		ctx, cancel := context.WithTimeout(t.Context(), 10*time.Second)
		defer cancel()
		if err := slow.Close(ctx); err != nil {
			t.Errorf("Close: %v", err)
		}
	})
}

// A handler may close the host: neither Close nor what OnUnload waits for waits
// for it.
func TestCloseInsideAHandler(t *testing.T) {
	for _, async := range []bool{false, true} {
		synctest.Test(t, func(t *testing.T) {
			b := events.New()
			h := host.New(b)
			var view *events.Bus
			closed := error(errSad)
			var opts []events.Option
			if async {
				opts = append(opts, events.Async())
			}
			mustLoad(t, h, &fake{
				bare: bare{"a"},
				init: func(_ context.Context, env *host.Env) error {
					view = env.Events()
					view.On("shut.down", func(ctx context.Context, _ events.Event) error { closed = h.Close(ctx); return nil }, opts...)
					return nil
				},
				unload: func(ctx context.Context) error { return errors.Join(view.Drain(ctx), b.Drain(ctx)) },
			})
			start := time.Now()
			_ = b.EmitWait(t.Context(), "shut.down", nil)
			if closed != nil || time.Since(start) > 0 {
				t.Errorf("async %v: Close returned %v after %v", async, closed, time.Since(start))
			}
		})
	}
}

// After Close the plugins' declarations are gone, so that another version of
// them may be loaded; those of others stay.
func TestCloseTakesDeclarationsBack(t *testing.T) {
	b := events.New()
	if err := b.As("main").Declare(events.EventSpec{Name: "main.ready"}); err != nil {
		t.Fatal(err)
	}
	for _, hint := range []string{"int64", "string"} {
		spec := events.EventSpec{Name: "cart.paid", Payload: events.Schema{"total": hint}}
		h := host.New(b)
		err := h.Load(t.Context(),
			&fake{bare: bare{"shop"}, emits: []events.EventSpec{spec}},
			&fake{bare: bare{"sad"}, emits: []events.EventSpec{{Name: "sad.one"}}, init: listening(sad)})
		wantFaults(t, err, "sad/init")
		if n := len(b.Catalog()); n != 7 { // with four of the host
			t.Errorf("%d declarations while the host runs, want 7", n)
		}
		if err := h.Close(t.Context()); err != nil {
			t.Errorf("Close: %v", err)
		}
		if n := len(b.Catalog()); n != 5 {
			t.Errorf("%d declarations after Close, want those of main and of the host", n)
		}
	}
}

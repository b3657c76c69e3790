package host_test

import (
	"context"
	"errors"
	"runtime"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"testing/synctest"
	"time"

	"github.com/fastpluggy/eventbus/events"
	"github.com/fastpluggy/eventbus/events/host"
)

func TestCloseOrder(t *testing.T) {
	var d diary
	b := events.New()
	plugin := func(name string) *fake {
		var env *host.Env
		return &fake{
			bare: bare{name},
			init: func(_ context.Context, e *host.Env) error {
				env = e
				e.Events().On("plugin.bye", d.hear(name))
				return nil
			},
			unload: func(ctx context.Context) error {
				d.note("unload %s", name)
				return env.Events().Emit(ctx, "plugin.bye", nil)
			},
		}
	}
	h := host.New(b)
	mustLoad(t, h, plugin("one"), bare{"plain"}, plugin("two"))
	if err := h.Close(t.Context()); err != nil {
		t.Errorf("Close: %v", err)
	}
	if n := b.ListenerCount(); n != 0 {
		t.Errorf("%d listeners are left", n)
	}
	if err := h.Close(t.Context()); err != nil {
		t.Errorf("second Close: %v", err)
	}
	d.is(t, "unload two", "one hears plugin.bye from two map[]", "unload one")
}

// The plugin's database may be closed in OnUnload: no event comes after it.
func TestUnloadWaitsForAsyncListeners(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		var d diary
		b := events.New()
		h := host.New(b)
		mustLoad(t, h, &fake{
			bare: bare{"audit"},
			init: func(_ context.Context, env *host.Env) error {
				env.Events().On("user.login", func(context.Context, events.Event) error {
					time.Sleep(time.Second)
					d.note("written")
					return nil
				}, events.Async())
				return nil
			},
			unload: func(context.Context) error { d.note("closed"); return nil },
		})
		for range 3 {
			if err := b.Emit(t.Context(), "user.login", nil); err != nil {
				t.Fatal(err)
			}
		}
		if err := h.Close(t.Context()); err != nil {
			t.Errorf("Close: %v", err)
		}
		d.is(t, "written", "written", "written", "closed")
	})
}

// Calls by emits on other goroutines have ended before OnUnload.
func TestNothingRunsInOnUnload(t *testing.T) {
	for range 100 {
		b := events.New()
		var unloaded, late, stop atomic.Bool
		h := host.New(b)
		mustLoad(t, h, &fake{
			bare: bare{"a"},
			init: func(_ context.Context, env *host.Env) error {
				env.Events().On("any.thing", func(context.Context, events.Event) error {
					for range 20 {
						runtime.Gosched()
					}
					late.Store(late.Load() || unloaded.Load())
					return nil
				})
				return nil
			},
			unload: func(context.Context) error { unloaded.Store(true); return nil },
		})
		var emitter sync.WaitGroup
		emitter.Go(func() {
			for !stop.Load() {
				_ = b.Emit(context.Background(), "any.thing", nil)
			}
		})
		if err := h.Close(t.Context()); err != nil {
			t.Error(err)
		}
		stop.Store(true)
		emitter.Wait()
		if late.Load() {
			t.Fatal("a listener was running when OnUnload was called")
		}
	}
}

func TestCloseGivesUpWithItsContext(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		var d diary
		b := events.New()
		h := host.New(b)
		mustLoad(t, h,
			&fake{bare: bare{"good"}, unload: func(context.Context) error { d.note("good closed"); return nil }},
			&fake{
				bare: bare{"slow"},
				init: func(_ context.Context, env *host.Env) error {
					env.Events().On("user.login", func(context.Context, events.Event) error {
						time.Sleep(time.Hour)
						return nil
					}, events.Async())
					return nil
				},
				unload: func(context.Context) error { d.note("slow closed"); return nil },
			})
		if err := b.Emit(t.Context(), "user.login", nil); err != nil {
			t.Fatal(err)
		}
		ctx, cancel := context.WithTimeout(t.Context(), time.Second)
		defer cancel()
		err := h.Close(ctx)
		wantFaults(t, err, "slow/"+host.StageUnload)
		if !errors.Is(err, context.DeadlineExceeded) {
			t.Errorf("Close: %v, want the context's error in it", err)
		}
		d.is(t, "slow closed", "good closed")
		time.Sleep(time.Hour) // let the slow one end: goroutines must be gone
	})
}

func TestPluginThatFailsToUnloadIsAlone(t *testing.T) {
	var d diary
	h := host.New(events.New())
	mustLoad(t, h,
		&fake{bare: bare{"good"}, unload: func(context.Context) error { d.note("good closed"); return nil }},
		&fake{bare: bare{"sad"}, unload: func(context.Context) error { return errSad }},
		&fake{bare: bare{"burst"}, unload: func(context.Context) error { return burst() }},
	)
	err := h.Close(t.Context())
	wantFaults(t, err, "burst/unload", "sad/unload")
	d.is(t, "good closed")
}

// A listener that OnUnload itself adds does not stay either.
func TestListenerAddedInOnUnload(t *testing.T) {
	b := events.New()
	var env *host.Env
	h := host.New(b)
	mustLoad(t, h, &fake{
		bare: bare{"a"},
		init: func(_ context.Context, e *host.Env) error { env = e; return nil },
		unload: func(context.Context) error {
			env.Events().On("any.thing", func(context.Context, events.Event) error { return nil })
			return nil
		},
	})
	if err := h.Close(t.Context()); err != nil {
		t.Errorf("Close: %v", err)
	}
	if n := b.ListenerCount(); n != 0 {
		t.Errorf("%d listeners are left", n)
	}
}

func TestCloseWhileLoading(t *testing.T) {
	h := host.New(events.New())
	mustLoad(t, h, &fake{bare: bare{"a"}, init: func(ctx context.Context, _ *host.Env) error {
		if err := h.Close(ctx); !errors.Is(err, host.ErrLoading) {
			t.Errorf("Close inside Load: %v, want ErrLoading", err)
		}
		return nil
	}})
}

func TestNextHostOnTheSameBus(t *testing.T) {
	b := events.New()
	for range 2 {
		h := host.New(b)
		mustLoad(t, h, &fake{bare: bare{"a"}, init: listening(fine)})
		if got := strings.Join(owners(b), " "); got != "a" {
			t.Errorf("listeners of %q are on, want those of a, once", got)
		}
		if err := h.Close(t.Context()); err != nil {
			t.Errorf("Close: %v", err)
		}
	}
}

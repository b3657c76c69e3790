package host_test

import (
	"context"
	"errors"
	"io/fs"
	"net/http"
	"runtime"
	"strings"
	"sync/atomic"
	"testing"
	"testing/synctest"
	"time"

	"github.com/fastpluggy/eventbus/events"
	"github.com/fastpluggy/eventbus/events/host"
)

// strange is a plugin whose first methods do what they want.
type strange struct {
	*fake
	name, version func() string
	specs         func() []events.EventSpec
	hears         func() []events.EventSpec
}

func newStrange() *strange {
	specs := func() []events.EventSpec { return nil }
	return &strange{fake: &fake{}, name: func() string { return "strange" }, version: func() string { return "1" }, specs: specs, hears: specs}
}

func (p *strange) Name() string                { return p.name() }
func (p *strange) Version() string             { return p.version() }
func (p *strange) Emits() []events.EventSpec   { return p.specs() }
func (p *strange) Listens() []events.EventSpec { return p.hears() }

// Each method of a plugin that does bad, with what the host calls it.
var methods = []struct {
	method, stage string
	set           func(p *strange, bad func())
}{
	{"Name", host.StageIdentify, func(p *strange, bad func()) { p.name = func() string { bad(); return "strange" } }},
	{"Version", host.StageIdentify, func(p *strange, bad func()) { p.version = func() string { bad(); return "1" } }},
	{"Emits", host.StageDeclare, func(p *strange, bad func()) { p.specs = func() []events.EventSpec { bad(); return nil } }},
	{"Listens", host.StageDeclare, func(p *strange, bad func()) { p.hears = func() []events.EventSpec { bad(); return nil } }},
	{"Init", host.StageInit, func(p *strange, bad func()) { p.init = func(context.Context, *host.Env) error { bad(); return nil } }},
	{"Routes", host.StageRoutes, func(p *strange, bad func()) { p.routes = func(*http.ServeMux) { bad() } }},
	{"Templates", host.StageTemplates, func(p *strange, bad func()) { p.templates = badFS(bad) }},
	{"OnLoadComplete", host.StageComplete, func(p *strange, bad func()) {
		p.complete = func(context.Context, *host.Env) error { bad(); return nil }
	}},
	{"OnUnload", host.StageUnload, func(p *strange, bad func()) { p.unload = func(context.Context) error { bad(); return nil } }},
}

type badFS func()

func (f badFS) Open(string) (fs.File, error) { f(); return nil, fs.ErrNotExist }

// loadAndClose loads a good plugin and p, closes the host, and returns the error
// of the one or the other.
func loadAndClose(t *testing.T, b *events.Bus, limit time.Duration, p host.Plugin) error {
	t.Helper()
	unloaded := false
	h := host.New(b)
	ctx, cancel := context.WithTimeout(t.Context(), limit)
	defer cancel()
	err := h.Load(ctx, &fake{bare: bare{"good"}, init: listening(fine), unload: func(context.Context) error { unloaded = true; return nil }}, p)
	ctx, cancel = context.WithTimeout(t.Context(), limit)
	defer cancel()
	err = errors.Join(err, h.Close(ctx))
	if !unloaded {
		t.Error("the other plugin was not unloaded")
	}
	if n := b.ListenerCount(); n != 0 {
		t.Errorf("%d listeners are left", n)
	}
	return err
}

// A method that never returns is given up when the context has ended, and is
// named; the others are loaded and unloaded.
func TestMethodThatHangsIsGivenUp(t *testing.T) {
	for _, m := range methods {
		t.Run(m.method, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				b, gate := events.New(), make(chan struct{})
				p := newStrange()
				m.set(p, func() { <-gate })
				start := time.Now()
				err := loadAndClose(t, b, 10*time.Second, p)
				if took := time.Since(start); took > 25*time.Second {
					t.Errorf("it took %v", took)
				}
				hang, ok := errors.AsType[*host.HangError](err)
				if !ok || hang.Method != m.method || !errors.Is(hang, context.DeadlineExceeded) {
					t.Errorf("%v\nwant a *HangError of %s", err, m.method)
				}
				if p, ok := errors.AsType[*host.PluginError](err); !ok || p.Stage != m.stage || p.Plugin != "strange" && m.stage != host.StageIdentify {
					t.Errorf("%v\nwant a *PluginError with the stage %q", err, m.stage)
				}
				close(gate)
			})
		})
	}
}

// A method that ends its goroutine, as t.FailNow does, or panics is reported.
func TestMethodThatExitsOrPanicsIsReported(t *testing.T) {
	for _, m := range methods {
		for what, bad := range map[string]func(){"exit": runtime.Goexit, "panic": func() { panic(errSad) }, "panic(nil)": func() { panic(nil) }} {
			t.Run(m.method+" "+what, func(t *testing.T) {
				p := newStrange()
				m.set(p, bad)
				err := loadAndClose(t, events.New(), time.Minute, p)
				if fault, ok := errors.AsType[*host.PluginError](err); !ok || fault.Stage != m.stage {
					t.Errorf("%v\nwant a *PluginError with the stage %q", err, m.stage)
				}
				if _, panicked := errors.AsType[*events.PanicError](err); panicked == (what == "exit") || errors.Is(err, events.ErrGoexit) != (what == "exit") {
					t.Errorf("%v\nwant what became of it: %s", err, what)
				}
			})
		}
	}
}

// A method that ends with its context tells its own error.
func TestMethodThatEndsWithItsContextIsNotGivenUp(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		p := newStrange()
		p.unload = func(ctx context.Context) error { <-ctx.Done(); return errSad }
		err := loadAndClose(t, events.New(), time.Second, p)
		if _, hangs := errors.AsType[*host.HangError](err); hangs || !errors.Is(err, errSad) {
			t.Errorf("%v; want the method's own error", err)
		}
	})
}

// A listener that is added by a method which the host has given up does not stay,
// before and after Close.
func TestMethodThatReturnsLateLeavesNothing(t *testing.T) {
	for _, closeFirst := range []bool{false, true} {
		synctest.Test(t, func(t *testing.T) {
			b, gate := events.New(), make(chan struct{})
			h := host.New(b)
			ctx, cancel := context.WithTimeout(t.Context(), time.Second)
			defer cancel()
			err := h.Load(ctx, &fake{bare: bare{"late"}, init: func(_ context.Context, env *host.Env) error {
				<-gate
				env.Events().On("x", func(context.Context, events.Event) error { return nil })
				return nil
			}})
			if _, hangs := errors.AsType[*host.HangError](err); !hangs {
				t.Errorf("Load: %v", err)
			}
			steps := []func(){func() { close(gate); synctest.Wait() }, func() { _ = h.Close(t.Context()) }}
			if closeFirst {
				steps[0], steps[1] = steps[1], steps[0]
			}
			for _, step := range steps {
				step()
			}
			if n := b.ListenerCount(); n != 0 {
				t.Errorf("close first: %v: %d listeners are left", closeFirst, n)
			}
			mustLoad(t, host.New(b), bare{"late"}) // the name is free
		})
	}
}

// Plugins that hang, in whatever they do, cost the others no event.
func TestPluginsThatHangCostOthersNothing(t *testing.T) {
	for name, context := range map[string]func(context.Context) (context.Context, context.CancelFunc){
		"deadline": func(ctx context.Context) (context.Context, context.CancelFunc) {
			return context.WithTimeout(ctx, 2*time.Second)
		},
		"cancel": func(ctx context.Context) (context.Context, context.CancelFunc) {
			ctx, cancel := context.WithCancel(ctx)
			time.AfterFunc(2*time.Second, cancel)
			return ctx, cancel
		},
		"ended": func(ctx context.Context) (context.Context, context.CancelFunc) {
			ctx, cancel := context.WithCancel(ctx)
			cancel()
			return ctx, cancel
		},
	} {
		t.Run(name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) { hangThree(t, context) })
		})
	}
}

func hangThree(t *testing.T, limit func(context.Context) (context.Context, context.CancelFunc)) {
	b, gate := events.New(events.WithSlowThreshold(0)), make(chan struct{})
	var written atomic.Int32
	plugins := []host.Plugin{&fake{bare: bare{"audit"}, init: func(_ context.Context, env *host.Env) error {
		env.Events().On("row", func(context.Context, events.Event) error {
			time.Sleep(time.Millisecond)
			written.Add(1)
			return nil
		}, events.Async())
		return nil
	}}}
	for _, name := range []string{"one", "two", "three"} {
		plugins = append(plugins, &fake{
			bare: bare{name},
			init: func(_ context.Context, env *host.Env) error {
				env.Events().On("stick", func(context.Context, events.Event) error { <-gate; return nil }, events.Async())
				return nil
			},
			unload: func(ctx context.Context) error {
				for range 10 {
					_ = b.Emit(ctx, "row", nil)
				}
				<-gate
				return nil
			},
		})
	}
	h := host.New(b)
	mustLoad(t, h, plugins...)
	for range 3 {
		_ = b.Emit(t.Context(), "stick", nil)
	}
	ctx, cancel := limit(t.Context())
	defer cancel()
	start := time.Now()
	err := h.Close(ctx)
	if took := time.Since(start); took > 4*time.Second {
		t.Errorf("Close took %v", took)
	}
	if n := written.Load(); n != 30 {
		t.Errorf("audit wrote %d of 30 events", n)
	}
	wantFaults(t, err, "three/unload", "three/unload", "two/unload", "two/unload", "one/unload", "one/unload")
	if left, ok := errors.AsType[*events.CloseError](err); !ok || left.Abandoned != 2 || !strings.Contains(err.Error(), "stick") {
		t.Errorf("%v; want the listener that hangs and 2 events that it did not hear", err)
	}
	close(gate)
}

// A plugin that hangs leaves the others time for more than a moment, also for what
// it emits just before it is given up.
func TestPluginThatHangsLeavesTimeForTheOthers(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		b, gate := events.New(events.WithSlowThreshold(0)), make(chan struct{})
		written := 0
		h := host.New(b)
		mustLoad(t, h,
			hears("audit", "row", func(context.Context, *events.Bus) error {
				time.Sleep(10 * time.Millisecond)
				written++
				return nil
			}),
			&fake{bare: bare{"hangs"}, unload: func(ctx context.Context) error {
				<-ctx.Done() // and then, at the last moment
				for range 20 {
					_ = b.Emit(context.WithoutCancel(ctx), "row", nil)
				}
				<-gate
				return nil
			}})
		ctx, cancel := context.WithTimeout(t.Context(), 10*time.Second)
		defer cancel()
		wantFaults(t, h.Close(ctx), "hangs/"+host.StageUnload)
		if written != 20 {
			t.Errorf("audit wrote %d of 20 rows", written)
		}
		close(gate)
	})
}

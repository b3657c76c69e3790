package host_test

import (
	"context"
	"errors"
	"io/fs"
	"net/http"
	"strings"
	"testing"
	"testing/fstest"
	"testing/synctest"
	"time"

	"github.com/fastpluggy/eventbus/events"
	"github.com/fastpluggy/eventbus/events/host"
)

var errSad = errors.New("sad")

// listening subscribes before it does the rest, to see whether that is undone.
func listening(then func() error) func(context.Context, *host.Env) error {
	return func(_ context.Context, env *host.Env) error {
		env.Events().On("any.thing", func(context.Context, events.Event) error { return nil })
		return then()
	}
}

func fine() error  { return nil }
func sad() error   { return errSad }
func burst() error { panic(errSad) }

// In every stage, an error and a panic are that plugin's alone.
func TestPluginThatFailsIsAlone(t *testing.T) {
	for _, tt := range []struct {
		name, stage string
		plugin      *fake
		panics      bool
		unloads     int
	}{
		{"init error", host.StageInit, &fake{init: listening(sad)}, false, 0},
		{"init panic", host.StageInit, &fake{init: listening(burst)}, true, 0},
		{"routes panic", host.StageRoutes, &fake{init: listening(fine), routes: func(*http.ServeMux) { burst() }}, true, 1},
		{"templates error", host.StageTemplates, &fake{init: listening(fine), templates: brokenFS{sad}}, false, 1},
		{"templates panic", host.StageTemplates, &fake{init: listening(fine), templates: brokenFS{burst}}, true, 1},
		{"complete error", host.StageComplete, &fake{init: listening(fine), complete: listening(sad)}, false, 1},
		{"complete panic", host.StageComplete, &fake{init: listening(fine), complete: listening(burst)}, true, 1},
	} {
		t.Run(tt.name, func(t *testing.T) {
			unloads := 0
			tt.plugin.bare = bare{"bad"}
			tt.plugin.unload = func(context.Context) error { unloads++; return nil }
			if tt.plugin.routes == nil {
				tt.plugin.routes = func(mux *http.ServeMux) { mux.HandleFunc("GET /bad", answer("bad")) }
			}
			good := &fake{
				bare:   bare{"good"},
				init:   listening(fine),
				routes: func(mux *http.ServeMux) { mux.HandleFunc("GET /good", answer("good")) },
			}
			b := events.New()
			ready := false
			b.OnAny(func(_ context.Context, e events.Event) error {
				ready = ready || e.Name == "fp.app_ready"
				return nil
			})
			h := host.New(b)
			err := h.Load(t.Context(), tt.plugin, good)
			wantFaults(t, err, "bad/"+tt.stage)
			if !errors.Is(err, errSad) && !tt.panics {
				t.Errorf("%v does not wrap the plugin's own error", err)
			}
			if _, ok := errors.AsType[*events.PanicError](err); ok != tt.panics {
				t.Errorf("%v: a *events.PanicError is in it: %v, want %v", err, ok, tt.panics)
			}
			if got := strings.Join(owners(b), " "); got != "good" {
				t.Errorf("listeners of %q are on, want those of good", got)
			}
			if !ready || unloads != tt.unloads {
				t.Errorf("app ready: %v, want true; bad was unloaded %d times, want %d", ready, unloads, tt.unloads)
			}
			if got := get(h.Handler(), "/good"); got != "200 good" {
				t.Errorf("GET /good: %s", got)
			}
			if got := get(h.Handler(), "/bad"); !strings.HasPrefix(got, "404") {
				t.Errorf("GET /bad: %s, want 404", got)
			}
			if err := h.Close(t.Context()); err != nil || unloads != tt.unloads {
				t.Errorf("Close: %v; bad was unloaded %d times, want %d", err, unloads, tt.unloads)
			}
		})
	}
}

// As when it is closed: its listeners have finished and are off when a plugin
// that has failed is unloaded.
func TestPluginThatFailsIsUnloadedAfterItsListeners(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		b := events.New()
		unloaded, calls := false, 0
		hear := func(context.Context, events.Event) error {
			time.Sleep(time.Second)
			calls++
			if unloaded {
				t.Error("a listener is called, or still runs, after OnUnload")
			}
			return nil
		}
		bad := &fake{bare: bare{"bad"}}
		bad.init = func(ctx context.Context, env *host.Env) error {
			env.Events().On("x.sync", hear)
			env.Events().On("x.async", hear, events.Async())
			return nil
		}
		bad.complete = func(ctx context.Context, env *host.Env) error {
			return errors.Join(b.Emit(ctx, "x.async", nil), b.Emit(ctx, "x.async", nil), errSad)
		}
		bad.unload = func(ctx context.Context) error { unloaded = true; return b.Emit(ctx, "x.sync", nil) }
		wantFaults(t, host.New(b).Load(t.Context(), bad), "bad/"+host.StageComplete)
		if calls != 2 || !unloaded {
			t.Errorf("%d calls, want 2; unloaded: %v", calls, unloaded)
		}
	})
}

// Load does not wait for ever for a listener that waits for what comes later.
func TestPluginThatFailsAndHangsDoesNotHoldUpLoad(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		b, release := events.New(), make(chan struct{})
		bad := &fake{bare: bare{"bad"}}
		bad.init = func(ctx context.Context, env *host.Env) error {
			env.Events().On("x", func(context.Context, events.Event) error { <-release; return nil }, events.Async())
			return nil
		}
		bad.complete = func(ctx context.Context, env *host.Env) error { return errors.Join(b.Emit(ctx, "x", nil), errSad) }
		start := time.Now()
		wantFaults(t, host.New(b).Load(t.Context(), bad), "bad/"+host.StageComplete, "bad/"+host.StageUnload)
		if took := time.Since(start); took != 5*time.Second {
			t.Errorf("Load took %v, want 5s", took)
		}
		close(release)
	})
}

// brokenFS is a file system that fails as fail does.
type brokenFS struct{ fail func() error }

func (f brokenFS) Open(string) (fs.File, error) { return nil, f.fail() }

func TestTemplateErrorNamesFile(t *testing.T) {
	files := fstest.MapFS{"list/page.html": {Data: []byte("line one\n{{.Name")}}
	err := host.New(events.New()).Load(t.Context(), &fake{bare: bare{"shop"}, templates: files})
	wantFaults(t, err, "shop/"+host.StageTemplates)
	if !strings.Contains(err.Error(), "list/page.html:2") {
		t.Errorf("%v: want file and line", err)
	}
}

func TestFailedPluginIsNotCounted(t *testing.T) {
	b := events.New()
	var d diary
	b.OnNamespace("fp", d.hear("main"))
	err := host.New(b).Load(t.Context(), &fake{bare: bare{"bad"}, init: func(context.Context, *host.Env) error { return errSad }}, bare{"good"})
	wantFaults(t, err, "bad/init")
	d.is(t,
		"main hears fp.plugin.loaded from host map[module_name:good version:1.0]",
		"main hears fp.all_plugins_loaded from host map[plugin_count:1]",
		"main hears fp.templates_ready from host map[]",
		"main hears fp.app_ready from host map[]",
	)
}

func TestConflictingDeclarations(t *testing.T) {
	declares := func(name, hint string) *fake {
		return &fake{bare: bare{name}, emits: []events.EventSpec{{Name: "user.login", Payload: events.Schema{"user_id": hint}}}}
	}
	b := events.New()
	err := host.New(b).Load(t.Context(), declares("auth", "int64"), declares("ldap", "string"), declares("sso", "int64"))
	wantFaults(t, err, "ldap/declare")
	conflict, ok := errors.AsType[*events.ConflictError](err)
	if !ok || conflict.Name != "user.login" || conflict.Owner != "ldap" || conflict.Other != "auth" {
		t.Errorf("Load: %v, want a conflict of ldap with auth over user.login", err)
	}
}

func TestConflictWithLifecycleEvent(t *testing.T) {
	spec := events.EventSpec{Name: "fp.app_ready", Payload: events.Schema{"port": "int"}}
	err := host.New(events.New()).Load(t.Context(), &fake{bare: bare{"web"}, emits: []events.EventSpec{spec}})
	wantFaults(t, err, "web/declare")
}

type nameless struct{ bare }

func (nameless) Name() string { panic("who am I?") }

type wrongInit struct{ bare }

func (wrongInit) Init(*host.Env) error { return nil }

type byPointer struct{ bare }

func (*byPointer) Init(context.Context, *host.Env) error { return nil }

func TestRefusedPlugins(t *testing.T) {
	long := strings.Repeat("x", 10_000)
	for _, tt := range []struct {
		name   string
		plugin host.Plugin
		named  string
		want   string
	}{
		{"nil", nil, "", "argument 2 of Load's plugins is nil; leave it out"},
		{"nil pointer", (*fake)(nil), "", "argument 2 of Load's plugins (*host_test.fake)"},
		{"name panics", nameless{}, "", "who am I?"},
		{"empty name", bare{""}, "", `use letters, digits, _ and -, as in "auth_user"`},
		{"bad name", bare{"auth user"}, "auth user", `use letters, digits, _ and -, as in "auth_user"`},
		{"long name", bare{long}, long, `use letters, digits, _ and -, as in "auth_user"`},
		{"name of the host", bare{"host"}, "host", "rename the plugin"},
		{"duplicate", bare{"first"}, "first", "rename one of the two"},
		{"wrong signature", wrongInit{bare{"x"}}, "x", "method Init is a func(*host.Env) error and would never be called; make it Init(context.Context, *host.Env) error"},
		{"not a pointer", byPointer{bare{"x"}}, "x", "only *host_test.byPointer has the method Init, which would never be called; load a pointer"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			b := events.New()
			first := &fake{bare: bare{"first"}, init: listening(fine)}
			err := host.New(b).Load(t.Context(), first, tt.plugin)
			wantFaults(t, err, tt.named+"/"+host.StageIdentify)
			if !strings.Contains(err.Error(), tt.want) || len(err.Error()) > 5_000 {
				t.Errorf("Load: %v\nwant in it: %s", err, tt.want)
			}
			if got := owners(b); len(got) != 1 || got[0] != "first" {
				t.Errorf("listeners of %v are on, want those of first", got)
			}
		})
	}
}

// A failing plugin whose OnUnload fails too is reported with both.
func TestFailingUnloadOfFailedPlugin(t *testing.T) {
	err := host.New(events.New()).Load(t.Context(), &fake{
		bare:     bare{"bad"},
		complete: func(context.Context, *host.Env) error { return errSad },
		unload:   func(context.Context) error { return burst() },
	})
	wantFaults(t, err, "bad/"+host.StageComplete, "bad/"+host.StageUnload)
}

func TestLoadOnClosedBus(t *testing.T) {
	b := events.New()
	if err := b.Close(t.Context()); err != nil {
		t.Fatal(err)
	}
	err := host.New(b).Load(t.Context())
	if !errors.Is(err, events.ErrClosed) || !strings.Contains(err.Error(), `host: plugin "host": emit`) {
		t.Errorf("Load on a closed bus: %v, want ErrClosed", err)
	}
}

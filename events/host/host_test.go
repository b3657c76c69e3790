package host_test

import (
	"bytes"
	"context"
	"errors"
	"log/slog"
	"strings"
	"testing"
	"testing/fstest"

	"github.com/fastpluggy/eventbus/events"
	"github.com/fastpluggy/eventbus/events/host"
	"github.com/google/go-cmp/cmp"
)

func TestLoadOrder(t *testing.T) {
	var d diary
	b := events.New()
	b.OnAny(d.hear("main"))
	plugin := func(name string) *fake {
		return &fake{
			bare:     bare{name},
			init:     func(context.Context, *host.Env) error { d.note("init %s", name); return nil },
			complete: func(context.Context, *host.Env) error { d.note("complete %s", name); return nil },
		}
	}
	mustLoad(t, host.New(b), plugin("one"), bare{"plain"}, plugin("two"))
	d.is(t,
		"init one",
		"main hears fp.plugin.loaded from host map[module_name:one version:1.0]",
		"main hears fp.plugin.loaded from host map[module_name:plain version:1.0]",
		"init two",
		"main hears fp.plugin.loaded from host map[module_name:two version:1.0]",
		"main hears fp.all_plugins_loaded from host map[plugin_count:3]",
		"main hears fp.templates_ready from host map[]",
		"complete one",
		"complete two",
		"main hears fp.app_ready from host map[]",
	)
}

func TestWhoHearsWhat(t *testing.T) {
	var d diary
	heard := func(name string) func(context.Context, *host.Env) error {
		return func(_ context.Context, env *host.Env) error {
			env.Events().OnNamespace("fp", func(_ context.Context, e events.Event) error {
				d.note("%s: %s %s", name, e.Name, e.Payload()["module_name"])
				return nil
			})
			return nil
		}
	}
	mustLoad(t, host.New(events.New()),
		bare{"first"},
		&fake{bare: bare{"early"}, init: heard("early")},
		&fake{bare: bare{"late"}, complete: heard("late")},
	)
	d.is(t,
		"early: fp.plugin.loaded early", // its own, not that of first
		"early: fp.plugin.loaded late",
		"early: fp.all_plugins_loaded %!s(<nil>)",
		"early: fp.templates_ready %!s(<nil>)",
		"early: fp.app_ready %!s(<nil>)",
		"late: fp.app_ready %!s(<nil>)",
	)
}

func TestTypedLifecycle(t *testing.T) {
	b := events.New()
	var loaded []host.PluginLoaded
	host.PluginLoadedTopic.On(b, func(_ context.Context, p host.PluginLoaded) error {
		loaded = append(loaded, p)
		return nil
	})
	count := -1
	host.AllPluginsLoadedTopic.On(b, func(_ context.Context, p host.AllPluginsLoaded) error {
		count = p.PluginCount
		return nil
	})
	ready := 0
	host.TemplatesReadyTopic.On(b, func(context.Context, host.TemplatesReady) error { ready++; return nil })
	host.AppReadyTopic.On(b, func(context.Context, host.AppReady) error { ready++; return nil })
	mustLoad(t, host.New(b), bare{"a"}, bare{"b"})
	want := []host.PluginLoaded{{ModuleName: "a", Version: "1.0"}, {ModuleName: "b", Version: "1.0"}}
	if diff := cmp.Diff(want, loaded); diff != "" {
		t.Errorf("fp.plugin.loaded (-want +got):\n%s", diff)
	}
	if count != 2 || ready != 2 {
		t.Errorf("plugin_count %d and %d of the two ready events, want 2 and 2", count, ready)
	}
}

func TestCatalogHasLifecycleAndPlugins(t *testing.T) {
	b := events.New()
	mustLoad(t, host.New(b), &fake{bare: bare{"shop"}, emits: []events.EventSpec{{Name: "cart.paid", Payload: events.Schema{"total": "int64"}}}})
	var got []string
	for _, decl := range b.Catalog() {
		got = append(got, decl.Owner+" "+decl.Name)
	}
	want := []string{"shop cart.paid", "host fp.all_plugins_loaded", "host fp.app_ready", "host fp.plugin.loaded", "host fp.templates_ready"}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("Catalog (-want +got):\n%s", diff)
	}
}

// The generated file must be of these very declarations.
func TestGeneratedIsOfEmits(t *testing.T) {
	generated := []events.EventSpec{host.PluginLoadedTopic.Spec(), host.AllPluginsLoadedTopic.Spec(), host.TemplatesReadyTopic.Spec(), host.AppReadyTopic.Spec()}
	for i, got := range generated {
		want := host.Emits[i]
		if got.Name != want.Name || got.Description != want.Description || len(got.Payload) != len(want.Payload) {
			t.Errorf("events_gen.go has %v, emits.go has %v: run go generate", got, want)
		}
		for field, hint := range want.Payload {
			if got.Payload[field] != hint {
				t.Errorf("%s: field %s is %q in events_gen.go, %q in emits.go: run go generate", want.Name, field, got.Payload[field], hint)
			}
		}
	}
}

func TestEnv(t *testing.T) {
	b := events.New()
	var log bytes.Buffer
	var d diary
	b.On("shop.opened", d.hear("main"))
	h := host.New(b, host.WithLogger(slog.New(slog.NewTextHandler(&log, nil))))
	mustLoad(t, h, &fake{bare: bare{"shop"}, init: func(ctx context.Context, env *host.Env) error {
		env.Logger().Info("hello")
		d.note("I am %s", env.Name())
		if view, ok := events.FromContext(ctx); !ok || view != env.Events() {
			t.Error("the context of Init lacks the plugin's view of the bus")
		}
		return env.Events().Emit(ctx, "shop.opened", nil)
	}})
	d.is(t, "I am shop", "main hears shop.opened from shop map[]")
	if !strings.Contains(log.String(), "msg=hello plugin=shop") {
		t.Errorf("Env.Logger wrote %q, want plugin=shop in it", log.String())
	}
}

func TestTemplates(t *testing.T) {
	files := fstest.MapFS{
		"page.html":       {Data: []byte(`<p>{{template "parts/name.tmpl" .}}</p>`)},
		"parts/name.tmpl": {Data: []byte(`{{.}}`)},
		"style.css":       {Data: []byte(`{{ not a template`)},
	}
	b := events.New()
	var page bytes.Buffer
	var env *host.Env
	host.TemplatesReadyTopic.On(b, func(context.Context, host.TemplatesReady) error {
		return env.Templates().ExecuteTemplate(&page, "page.html", "<Ada>")
	})
	mustLoad(t, host.New(b), &fake{bare: bare{"shop"}, templates: files, init: func(_ context.Context, e *host.Env) error {
		env = e
		if e.Templates() != nil {
			t.Error("templates are there before they are parsed")
		}
		return nil
	}})
	if got, want := page.String(), "<p>&lt;Ada&gt;</p>"; got != want {
		t.Errorf("at fp.templates_ready the page is %q, want %q", got, want)
	}
}

func TestLoadOnce(t *testing.T) {
	h := host.New(events.New())
	mustLoad(t, h)
	if err := h.Load(t.Context(), bare{"late"}); !errors.Is(err, host.ErrLoadCalled) {
		t.Errorf("second Load: %v, want ErrLoadCalled", err)
	}
	closed := host.New(events.New())
	if err := closed.Close(t.Context()); err != nil {
		t.Errorf("Close of a host that loaded nothing: %v", err)
	}
	if err := closed.Load(t.Context()); !errors.Is(err, host.ErrLoadCalled) {
		t.Errorf("Load after Close: %v, want ErrLoadCalled", err)
	}
}

func TestLoadStopsWithItsContext(t *testing.T) {
	ctx, cancel := context.WithCancelCause(t.Context())
	sorry := errors.New("sorry")
	b := events.New()
	ready := false
	b.On("fp.app_ready", func(context.Context, events.Event) error { ready = true; return nil })
	var d diary
	h := host.New(b)
	err := h.Load(ctx,
		&fake{
			bare:   bare{"one"},
			init:   func(context.Context, *host.Env) error { cancel(sorry); return nil },
			unload: func(context.Context) error { d.note("unload one"); return nil },
		},
		&fake{bare: bare{"two"}, init: func(context.Context, *host.Env) error { d.note("init two"); return nil }},
	)
	if !errors.Is(err, sorry) || !strings.Contains(err.Error(), "stopped before plugin 2 of 2") {
		t.Errorf("Load: %v, want the cause and where it stopped", err)
	}
	if err := h.Close(t.Context()); err != nil {
		t.Errorf("Close: %v", err)
	}
	if ready {
		t.Error("fp.app_ready was emitted all the same")
	}
	d.is(t, "unload one")
}

func TestLoadStopsBetweenSteps(t *testing.T) {
	for at, where := range map[string]string{
		"fp.plugin.loaded":      "before the templates",
		"fp.all_plugins_loaded": "before OnLoadComplete",
	} {
		t.Run(where, func(t *testing.T) {
			ctx, cancel := context.WithCancel(t.Context())
			b := events.New()
			b.On(at, func(context.Context, events.Event) error { cancel(); return nil })
			completed := false
			err := host.New(b).Load(ctx, &fake{bare: bare{"a"}, complete: func(context.Context, *host.Env) error {
				completed = true
				return nil
			}})
			if !errors.Is(err, context.Canceled) || !strings.Contains(err.Error(), where) || completed {
				t.Errorf("Load: %v, want that it stopped %s; OnLoadComplete was called: %v", err, where, completed)
			}
		})
	}
}

func TestNilBus(t *testing.T) {
	for what, f := range map[string]func(){
		"New(nil)":        func() { host.New(nil) },
		"Middleware(nil)": func() { host.Middleware(nil) },
	} {
		t.Run(what, func(t *testing.T) {
			defer func() {
				if text, _ := recover().(string); !strings.Contains(text, what) || !strings.Contains(text, "events.New()") {
					t.Errorf("panic %q, want the mistake and its remedy", text)
				}
			}()
			f()
		})
	}
}

func TestNewWithANilOptionPanics(t *testing.T) {
	defer func() {
		if text, _ := recover().(string); !strings.Contains(text, "nil option: leave it out") {
			t.Errorf("panic %q, want the mistake and its remedy", text)
		}
	}()
	host.New(events.New(), nil)
}

package host_test

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync"
	"testing"

	"github.com/fastpluggy/eventbus/events"
	"github.com/fastpluggy/eventbus/events/host"
)

func answer(text string) http.HandlerFunc {
	return func(w http.ResponseWriter, _ *http.Request) { fmt.Fprint(w, text) }
}

// request returns status and body of the answer.
func request(h http.Handler, method, path string) string {
	w := httptest.NewRecorder()
	h.ServeHTTP(w, httptest.NewRequest(method, path, nil))
	body, _ := io.ReadAll(w.Body)
	return fmt.Sprintf("%d %s", w.Code, strings.TrimSpace(string(body)))
}

func get(h http.Handler, path string) string { return request(h, "GET", path) }

// emitting emits page.seen through whatever bus the request carries.
func emitting(t *testing.T) http.HandlerFunc {
	return func(w http.ResponseWriter, r *http.Request) {
		b, ok := events.FromContext(r.Context())
		if !ok {
			t.Error("no bus in the request's context")
			return
		}
		if err := b.Emit(r.Context(), "page.seen", events.Payload{"item": r.PathValue("item"), "pattern": r.Pattern}); err != nil {
			t.Error(err)
		}
	}
}

func TestRoutesSeeTheirPluginsBus(t *testing.T) {
	b := events.New()
	var d diary
	b.On("page.seen", d.hear("main"))
	h := host.New(b)
	mustLoad(t, h,
		&fake{bare: bare{"shop"}, routes: func(mux *http.ServeMux) { mux.HandleFunc("GET /shop/{item}", emitting(t)) }},
		&fake{bare: bare{"home"}, routes: func(mux *http.ServeMux) {
			mux.HandleFunc("GET /{$}", emitting(t))
			mux.HandleFunc("GET /shop/cart", emitting(t)) // more specific than shop's
		}},
	)
	for _, path := range []string{"/shop/tea", "/", "/shop/cart"} {
		if got := get(h.Handler(), path); !strings.HasPrefix(got, "200") {
			t.Errorf("GET %s: %s", path, got)
		}
	}
	d.is(t,
		"main hears page.seen from shop map[item:tea pattern:GET /shop/{item}]",
		"main hears page.seen from home map[item: pattern:GET /{$}]",
		"main hears page.seen from home map[item: pattern:GET /shop/cart]",
	)
}

func TestMiddleware(t *testing.T) {
	b := events.New()
	var d diary
	b.On("page.seen", d.hear("main"))
	get(host.Middleware(b.As("elsewhere"))(emitting(t)), "/")
	d.is(t, "main hears page.seen from elsewhere map[item: pattern:]")
}

func TestRoutesFollowServeMux(t *testing.T) {
	h := host.New(events.New())
	mustLoad(t, h,
		&fake{bare: bare{"reads"}, routes: func(mux *http.ServeMux) { mux.HandleFunc("GET /doc/{id}", answer("read")) }},
		&fake{bare: bare{"writes"}, routes: func(mux *http.ServeMux) { mux.HandleFunc("POST /doc/{id}", answer("written")) }},
		&fake{bare: bare{"files"}, routes: func(mux *http.ServeMux) { mux.HandleFunc("/files/", answer("files")) }},
	)
	for _, tt := range []struct{ method, path, want string }{
		{"GET", "/doc/1", "200 read"},
		{"HEAD", "/doc/1", "200 read"}, // the recorder keeps the body
		{"POST", "/doc/1", "200 written"},
		{"DELETE", "/doc/1", "405 Method Not Allowed"},
		{"GET", "/nowhere", "404 404 page not found"},
		{"GET", "/files/a/b", "200 files"},
	} {
		if got := request(h.Handler(), tt.method, tt.path); got != tt.want {
			t.Errorf("%s %s: %q, want %q", tt.method, tt.path, got, tt.want)
		}
	}
	w := httptest.NewRecorder()
	h.Handler().ServeHTTP(w, httptest.NewRequest("DELETE", "/doc/1", nil))
	if got, want := w.Header().Get("Allow"), "GET, HEAD, POST"; got != want {
		t.Errorf("405 allows %q, want %q: the methods of both plugins", got, want)
	}
	if got := get(h.Handler(), "/files"); !strings.HasPrefix(got, "301") && !strings.HasPrefix(got, "307") {
		t.Errorf("GET /files: %q, want a redirect to /files/", got)
	}
}

func TestConflictingRoutes(t *testing.T) {
	h := host.New(events.New())
	err := h.Load(t.Context(),
		&fake{bare: bare{"one"}, routes: func(mux *http.ServeMux) { mux.HandleFunc("/page/{id}", answer("one")) }},
		&fake{bare: bare{"two"}, init: listening(fine), routes: func(mux *http.ServeMux) {
			mux.HandleFunc("/free", answer("two"))
			mux.HandleFunc("/page/{name}", answer("two"))
		}},
		&fake{bare: bare{"three"}, routes: func(mux *http.ServeMux) { mux.HandleFunc("/free", answer("three")) }},
	)
	wantFaults(t, err, "two/routes")
	if _, ok := errors.AsType[*events.PanicError](err); !ok || !strings.Contains(err.Error(), "/page/{name}") {
		t.Errorf("%v: want the ServeMux's own words", err)
	}
	// Routes that two had registered before the conflict do not conflict with three's.
	if got := get(h.Handler(), "/free"); got != "200 three" {
		t.Errorf("GET /free: %s, want three's", got)
	}
	if got := get(h.Handler(), "/page/1"); got != "200 one" {
		t.Errorf("GET /page/1: %s, want one's", got)
	}
}

func TestHandlerOutsideOfLoad(t *testing.T) {
	b := events.New()
	h := host.New(b)
	handler := h.Handler()
	page := func(want string) {
		t.Helper()
		if got := get(handler, "/page"); got != want {
			t.Errorf("GET /page: %s, want %s", got, want)
		}
	}
	page("503 the plugins are not loaded")
	b.On("fp.app_ready", func(context.Context, events.Event) error { page("200 page"); return nil })
	mustLoad(t, h, &fake{
		bare:     bare{"a"},
		routes:   func(mux *http.ServeMux) { mux.HandleFunc("/page", answer("page")) },
		complete: func(context.Context, *host.Env) error { page("503 the plugins are not loaded"); return nil },
	})
	page("200 page")
	if err := h.Close(t.Context()); err != nil {
		t.Error(err)
	}
	page("503 the plugins are not loaded")
}

func TestPanickingHandlerIsLeftToNetHTTP(t *testing.T) {
	h := host.New(events.New())
	mustLoad(t, h, &fake{bare: bare{"a"}, routes: func(mux *http.ServeMux) {
		mux.HandleFunc("/", func(http.ResponseWriter, *http.Request) { panic(http.ErrAbortHandler) })
	}})
	defer func() {
		if recover() != http.ErrAbortHandler {
			t.Error("the panic did not come through, so net/http cannot abort the connection")
		}
	}()
	get(h.Handler(), "/")
}

// Routes is called again where another plugin has dropped out. A plugin that
// fails only then fails alone too.
func TestRoutesThatFailLater(t *testing.T) {
	calls := 0
	h := host.New(events.New())
	err := h.Load(t.Context(),
		&fake{
			bare:     bare{"bad"},
			routes:   func(mux *http.ServeMux) { mux.HandleFunc("/bad", answer("bad")) },
			complete: func(context.Context, *host.Env) error { return errSad },
		},
		&fake{
			bare: bare{"moody"},
			routes: func(mux *http.ServeMux) {
				if calls++; calls > 2 {
					panic("again?")
				}
				mux.HandleFunc("/moody", answer("moody"))
			},
			complete: func(context.Context, *host.Env) error {
				t.Error("OnLoadComplete of a plugin that has failed")
				return nil
			},
		},
		&fake{bare: bare{"good"}, routes: func(mux *http.ServeMux) { mux.HandleFunc("/good", answer("good")) }},
	)
	wantFaults(t, err, "bad/"+host.StageComplete, "moody/"+host.StageRoutes)
	for path, want := range map[string]string{"/good": "200 good", "/bad": "404 404 page not found", "/moody": "404 404 page not found"} {
		if got := get(h.Handler(), path); got != want {
			t.Errorf("GET %s: %s, want %s", path, got, want)
		}
	}
}

// For the race detector: the handler is in use while plugins come and go.
func TestHandlerDuringLoadAndClose(t *testing.T) {
	h := host.New(events.New())
	var requests sync.WaitGroup
	for range 4 {
		requests.Go(func() {
			for range 200 {
				if got := get(h.Handler(), "/page"); got != "200 page" && got != "503 the plugins are not loaded" {
					t.Errorf("GET /page: %s", got)
				}
			}
		})
	}
	mustLoad(t, h, &fake{bare: bare{"a"}, routes: func(mux *http.ServeMux) { mux.HandleFunc("/page", answer("page")) }})
	if err := h.Close(t.Context()); err != nil {
		t.Error(err)
	}
	requests.Wait()
}

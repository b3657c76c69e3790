package host

import (
	"net/http"

	"github.com/fastpluggy/eventbus/events"
)

// Middleware puts the bus into the context of each request, so that
// [events.FromContext] finds it: for route handlers that no plugin owns. The routes
// of plugins have their own views already. It panics if b is nil.
func Middleware(b *events.Bus) func(http.Handler) http.Handler {
	if b == nil {
		panic("host: Middleware(nil): pass the bus for events.FromContext, such as events.New()")
	}
	return func(next http.Handler) http.Handler {
		return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
			next.ServeHTTP(w, r.WithContext(events.NewContext(r.Context(), b)))
		})
	}
}

// Handler serves the routes of all plugins. It may be called before [Host.Load]:
// until the routes are open, just before fp.app_ready, and after [Host.Close] it
// answers 503. Each request asks each plugin's mux once for its matching pattern.
func (h *Host) Handler() http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if t := h.routes.Load(); t != nil {
			t.ServeHTTP(w, r)
			return
		}
		http.Error(w, "the plugins are not loaded", http.StatusServiceUnavailable)
	})
}

// routeTable serves the routes of several plugins. A ServeMux does not say whose
// pattern it has chosen, so there is one for all, which chooses, and one for each
// plugin, which serves.
type routeTable struct {
	all   *http.ServeMux
	parts []routePart
}

type routePart struct {
	mux   *http.ServeMux
	serve http.Handler // mux, with the plugin's view of the bus in the context
}

func newRouteTable(all *http.ServeMux, loaded []*pluginEntry) *routeTable {
	t := &routeTable{all: all}
	for _, e := range loaded {
		if e.mux != nil {
			t.parts = append(t.parts, routePart{e.mux, Middleware(e.env.bus)(e.mux)})
		}
	}
	return t
}

func (t *routeTable) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	t.handlerFor(r).ServeHTTP(w, r)
}

// handlerFor finds the plugin that has the chosen pattern. Equal patterns conflict,
// so there is at most one. If no pattern matches, the common mux decides between
// 404 and 405, and knows the methods of all plugins.
func (t *routeTable) handlerFor(r *http.Request) http.Handler {
	_, chosen := t.all.Handler(r)
	if chosen == "" {
		return t.all
	}
	for _, p := range t.parts {
		if _, own := p.mux.Handler(r); own == chosen {
			return p.serve
		}
	}
	return t.all
}

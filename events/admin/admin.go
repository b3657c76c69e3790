package admin

import (
	"net/http"
	"sync"

	"github.com/fastpluggy/eventbus/events"
)

// A Page is the page as a handler. Make one with [Handler]. Its methods are
// safe for concurrent use.
type Page struct {
	bus  *events.Bus
	opts Options

	sampler *sampler
	watch   *watch
}

// Handler returns the page of a bus, whoever's view b is. It starts nothing; the
// first request for a view does. It panics where b is nil or an option is less
// than nothing.
func Handler(b *events.Bus, opts Options) *Page {
	if b == nil {
		panic("admin: Handler(nil): pass the bus that the page shall show, as from events.New()")
	}
	opts = opts.withDefaults()
	return &Page{bus: b, opts: opts, sampler: newSampler(b), watch: newWatch(b, opts)}
}

// Close ends the streams and all that the page has started, and waits for it;
// from then on the page answers 503. Closing again does nothing.
//
// [http.Server.Shutdown] waits for streams: pass Close to RegisterOnShutdown.
func (p *Page) Close() {
	var both sync.WaitGroup
	both.Go(p.sampler.close)
	both.Go(p.watch.close)
	both.Wait()
}

// ServeHTTP answers one request. See the package comment for who may ask and
// what there is.
func (p *Page) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	protect(w.Header())
	if !readOnly(w, r) || !p.admit(w, r) {
		return
	}
	at := p.locate(r)
	if at.asset() {
		serveAsset(w, r, at.name)
		return
	}
	if p.watch.closed() {
		refuse(w, http.StatusServiceUnavailable, "this page is closed")
		return
	}
	if at.name == "health" {
		p.health(w, r)
		return
	}
	if at.name == "stream" {
		p.sampler.touch()
		p.stream(w, r)
		return
	}
	part, ok := parts[at.name]
	if !ok {
		refuse(w, http.StatusNotFound, "there is no such page: the pages are now, catalog, map, findings and live")
		return
	}
	p.sampler.touch()
	p.watch.touch()
	p.show(w, r, at, part)
}

// A part is one view of the page: what it shows, for HTML and for JSON.
type part struct {
	title string
	look  func(p *Page, q query, m *model) any
	// eventsAlone says that it shows what was seen and not the bus: look needs no model.
	eventsAlone bool
}

var parts = map[string]part{
	"now":      {title: "Now", look: (*Page).lookNow},
	"catalog":  {title: "Catalog", look: (*Page).lookCatalog},
	"map":      {title: "Map", look: (*Page).lookMap},
	"findings": {title: "Findings", look: (*Page).lookFindings},
	"live":     {title: "Live", look: (*Page).lookLive, eventsAlone: true},
}

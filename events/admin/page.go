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

	sampler  *sampler
	observer *busObserver
}

// Handler returns the page of a bus, whoever's view b is. It starts nothing; the
// first request for a view does. It panics where b is nil or an option is less
// than nothing.
func Handler(b *events.Bus, opts Options) *Page {
	if b == nil {
		panic("admin: Handler(nil): pass the bus that the page shall show, as from events.New()")
	}
	opts = opts.withDefaults()
	return &Page{bus: b, opts: opts, sampler: newSampler(b), observer: newObserver(b, opts)}
}

// Close ends the streams and all that the page has started, and waits for it;
// from then on the page answers 503. Closing again does nothing.
//
// [http.Server.Shutdown] waits for streams: pass Close to RegisterOnShutdown.
func (p *Page) Close() {
	var both sync.WaitGroup
	both.Go(p.sampler.close)
	both.Go(p.observer.close)
	both.Wait()
}

// ServeHTTP answers one request. See the package comment for who may ask and
// what there is.
func (p *Page) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	setSecurityHeaders(w.Header())
	if !readOnly(w, r) || !p.checkAccess(w, r) {
		return
	}
	at := p.resolvePath(r)
	if at.isAsset() {
		serveAsset(w, r, at.name)
		return
	}
	if p.observer.wasClosed() {
		refuse(w, http.StatusServiceUnavailable, "this page is closed")
		return
	}
	if at.name == "health" {
		p.serveHealth(w, r)
		return
	}
	if at.name == "stream" {
		p.sampler.noteRequest()
		p.serveStream(w, r)
		return
	}
	part, ok := pageViews[at.name]
	if !ok {
		refuse(w, http.StatusNotFound, "there is no such page: the pages are now, catalog, map, findings and live")
		return
	}
	p.sampler.noteRequest()
	p.observer.noteRequest()
	p.serveView(w, r, at, part)
}

// A pageView is one view of the page: what it shows, for HTML and for JSON.
type pageView struct {
	title string
	build func(p *Page, q viewQuery, m *snapshot) any
	// needsNoSnapshot says that it shows what was seen and not the bus: look needs no model.
	needsNoSnapshot bool
}

var pageViews = map[string]pageView{
	"now":      {title: "Now", build: (*Page).buildNow},
	"catalog":  {title: "Catalog", build: (*Page).buildCatalog},
	"map":      {title: "Map", build: (*Page).buildMap},
	"findings": {title: "Findings", build: (*Page).buildFindings},
	"live":     {title: "Live", build: (*Page).buildLive, needsNoSnapshot: true},
}

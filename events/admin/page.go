package admin

import (
	"net/http"
	"sync"

	"github.com/fastpluggy/eventbus/events"
)

// A Page is the admin page as an [http.Handler]. [Handler] makes one. Its methods
// are safe for concurrent use.
type Page struct {
	bus  *events.Bus
	opts Options

	sampler  *sampler
	observer *busObserver
}

// Handler returns the admin page of a bus. b may be the view of any owner: the
// page shows the whole bus. Handler starts nothing; the first request for a view
// does. It panics if b is nil or an option is negative.
func Handler(b *events.Bus, opts Options) *Page {
	if b == nil {
		panic("admin: Handler(nil): pass the bus that the page should show, for example from events.New()")
	}
	opts = opts.withDefaults()
	return &Page{bus: b, opts: opts, sampler: newSampler(b), observer: newObserver(b, opts)}
}

// Close ends all streams and goroutines of the page and waits for them. After that
// the page answers 503. A second call does nothing.
//
// [http.Server.Shutdown] waits for open streams: pass Close to
// [http.Server.RegisterOnShutdown].
func (p *Page) Close() {
	var both sync.WaitGroup
	both.Go(p.sampler.close)
	both.Go(p.observer.close)
	both.Wait()
}

// ServeHTTP answers one request. The package comment says who may read the page
// and which paths it has.
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
	view, ok := pageViews[at.name]
	if !ok {
		refuse(w, http.StatusNotFound, "no such page: the pages are now, catalog, map, findings and live")
		return
	}
	p.sampler.noteRequest()
	p.observer.noteRequest()
	p.serveView(w, r, at, view)
}

// A pageView is one view of the page. The HTML template and the JSON encoder show
// what build returns.
type pageView struct {
	title string
	build func(p *Page, q viewQuery, snap *snapshot) any
	// needsNoSnapshot is set if the view shows recorded events, not the bus. For
	// its JSON build gets no snapshot.
	needsNoSnapshot bool
}

var pageViews = map[string]pageView{
	"now":      {title: "Now", build: (*Page).buildNow},
	"catalog":  {title: "Catalog", build: (*Page).buildCatalog},
	"map":      {title: "Map", build: (*Page).buildMap},
	"findings": {title: "Findings", build: (*Page).buildFindings},
	"live":     {title: "Live", build: (*Page).buildLive, needsNoSnapshot: true},
}

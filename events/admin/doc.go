// Package admin is a page that shows a bus at work: who listens to what, what is
// declared, what fails, and what is happening right now. [Handler] makes it.
//
//	page := admin.Handler(bus, admin.Options{})
//	mux.Handle("/admin/events/", page)
//	server.RegisterOnShutdown(page.Close) // its streams would hold up Shutdown
//
// # Views
//
// Now, at the page's own path, has every name that is declared or listened to,
// with its listeners in the order in which an event reaches them: those of the
// name, of its namespaces and of everything. Names that nobody hears come last.
// Catalog has the declared events by owner, with their fields, who hears and
// expects them, and code that subscribes. Map draws who emits and who hears. Findings say what seems to be
// wrong, where, and what to do. Live shows events as they happen, and the last
// ones, which are kept: a reload shows them.
//
// An address holds the whole view: its search, page, focus and filters. A page
// that is open follows the bus, and keeps where its reader is: what is being
// typed, the focus, what is opened, selected and scrolled to. A search is never
// lost to a refresh. All but the live parts works without JavaScript. Long lists come a page at a time, and
// a search goes through all of them.
//
// # Where it is mounted
//
// Links are relative, so the page may stand anywhere. What comes before its own
// paths is found in this order: the pattern of an [http.ServeMux] up to its
// first wildcard, [Options.Prefix], and nothing, as behind [http.StripPrefix].
//
// # Who may read it
//
// GET and HEAD are served; other methods get 405. Without [Options.Authorize] a
// request must come from a loopback address, must not have come through a proxy,
// and must name localhost, a loopback address or one of [Options.Hosts] as its
// host; others get 403. A stream is refused with 403 if a browser says that
// another site asks for it. A policy forbids all scripts and styles but the
// page's own.
//
// A request came through a proxy if it has a header that proxies add. The
// presence of the name decides: the value may be empty, and the name may be
// spelled in any case. These are the names with "forward" in them
// (X-Forwarded-For, Forwarded), those of a client's address (X-Real-IP,
// X-Client-IP, X-Cluster-Client-IP, True-Client-IP, CF-Connecting-IP), Via, and
// those that nginx, HAProxy, Traefik, Envoy, Caddy, Apache, IIS, Azure,
// Cloudflare, Fastly, Akamai, CloudFront and others add. Set Authorize behind
// any proxy on the same machine: one that adds no header at all, as nginx does
// if it is not told to, can't be seen, and its requests look local.
//
// Values of payloads are not shown, unless [Options.Payloads] says so. Then they
// are hidden where the name of a field or of a type speaks of a secret, nested
// ones too, and all values of an event are cut at 4 KB together. No method of a
// value is called but those of the standard library's times and addresses. In
// texts, such as errors, what follows a secret's name is hidden: "password=…".
// Of a text the first 4 KB are read and 2 KB are shown; the cut shows no half of
// a secret. Redaction takes a time that grows with the length of the text,
// whatever it says, and a request redacts only the texts that it shows: health,
// the map and the page of the catalog show none.
//
// # What it costs
//
// Handler starts nothing. The first request for a view starts a goroutine that
// reads the counters of the bus once a second, until nobody has asked for ten
// minutes. While a stream is open, and for a minute after the last request for a
// view, the bus is observed: see [events.Bus.Observe]. Otherwise an emit costs
// what it always does. Health and the page's own files start nothing.
//
// At most 32 streams are open at once ([Options.Streams]); others get 503. A
// reader that does not take what is written for five seconds is cut. Readers
// have places of their own in what is kept, so none delays an emit or another
// reader. A stream shows at most 50 events at once, failures first, and counts
// the others. It is written ten times a second, and four times a second while
// more than 150 come in between.
//
// [Page.Close] ends the streams and the goroutines.
//
// # For programs
//
// Each view is JSON where the Accept header prefers application/json, or where
// .json is added to its name: now.json, catalog.json, map.json, findings.json,
// live.json. The shapes are [Now], [Catalog], [Map], [Findings] and [Live]. Each
// has a version, which is 1; fields may be added to it. The queries are those of
// the page: q searches; page counts from 1; focus is "topic:" or "owner:" and a
// name; kind is one of the kinds of findings; topic and source are parts of
// names, and failing=1 keeps what failed.
//
// The path health gives [Health], with 503 where the bus is closed.
//
// The path stream gives server-sent events: an [Entry] for each event, with its
// id, and now and then an event of the type skipped with {"count": n}. It takes
// the filters topic, source and failing. It goes on after the id in the header
// Last-Event-ID, or in the query since, as far as that is kept.
package admin

// Package admin is a web page that shows a bus at work: which listeners an event
// has, what is declared, what fails, and what is happening right now. [Handler]
// makes it.
//
//	page := admin.Handler(bus, admin.Options{})
//	mux.Handle("/admin/events/", page)
//	server.RegisterOnShutdown(page.Close) // otherwise Shutdown waits for its streams
//
// # Views
//
// The page has five views:
//
//   - Now, at the path of the page itself, lists every name that is declared or
//     listened to. The listeners are in the order in which an event reaches them:
//     those of the name, of its namespaces, and catch-all listeners. Names without
//     listeners come last.
//   - Catalog lists the declared events by owner, with their fields, their
//     listeners, the plugins that expect them, and code that subscribes.
//   - Map draws which owners emit and listen to which events.
//   - Findings lists likely problems: what is wrong, where, and what to do.
//   - Live shows events as they happen, after the last ones, which are kept.
//
// The address holds the whole view: its search, page, focus and filters. An open
// page follows the bus without disturbing its reader: the text being typed, the
// focus, the selection, opened details and the scroll position stay, and a
// refresh never loses a search. Everything except live updates works without
// JavaScript. Long lists are split into pages; a search covers all of them.
//
// # Where it is mounted
//
// Links are relative, so the page can be mounted at any path. The path of the
// mount point is the pattern of an [http.ServeMux] up to its first wildcard, or
// [Options.Prefix], or empty, as behind [http.StripPrefix]. The first of these
// that the request's path begins with is taken.
//
// # Who may read it
//
// GET and HEAD are served; other methods get 405. Without [Options.Authorize] a
// request must come from a loopback address, must not have come through a proxy,
// and must name localhost, a loopback address or one of [Options.Hosts] as its
// host; others get 403. A stream is refused with 403 if a browser says that
// another site asks for it. A content security policy forbids all scripts and
// styles but the page's own.
//
// A request came through a proxy if it has a header that proxies add. The
// presence of the name decides: the value may be empty, and the name may be
// in upper or lower case. These are the names with "forward" in them
// (X-Forwarded-For, Forwarded), those of a client's address (X-Real-IP,
// X-Client-IP, X-Cluster-Client-IP, True-Client-IP, CF-Connecting-IP), Via, and
// those that nginx, HAProxy, Traefik, Envoy, Caddy, Apache, IIS, Azure,
// Cloudflare, Fastly, Akamai, CloudFront and others add. Set Authorize behind
// any proxy on the same machine: a proxy that adds no header at all, as nginx
// does by default, cannot be detected, and its requests look local.
//
// Values of payloads are not shown unless [Options.Payloads] is set. Even then a
// value is hidden if the name of its field or type suggests a secret, at any
// depth, and all values of an event are cut at 4 KB together. The page calls no
// method of a value except those of the standard library's times and addresses.
// In texts, such as errors, the text after the name of a secret is hidden:
// "password=…". The page reads the first 4 KB of a text and shows 2 KB; the cut
// shows no half of a secret. Redaction takes time linear in the length of the
// text, whatever it says, and a request redacts only the texts that it shows:
// health, the map and the page of the catalog show none.
//
// # What it costs
//
// Handler starts nothing. The first request for a view starts a goroutine that
// reads the counters of the bus once a second, until ten minutes after the last
// request. While a stream is open, and for a minute after the last request for a
// view, the bus is observed: see [events.Bus.Observe]. At all other times an
// emit costs what it does without the page. Health and the page's own files
// start nothing.
//
// At most 32 streams are open at once ([Options.Streams]); further requests get
// 503. A stream whose reader accepts no data for five seconds is closed. Each
// stream has its own position in the recorded events, so no reader delays an
// emit or another reader. A stream is written ten times a second, and four times
// a second while more than 150 events come between two writes. One write has at
// most 50 events, failures first, and the number of those left out.
//
// [Page.Close] ends the streams and the goroutines.
//
// # For programs
//
// A view is JSON if the Accept header prefers application/json, or if .json is
// added to its name: now.json, catalog.json, map.json, findings.json, live.json.
// The shapes are [Now], [Catalog], [Map], [Findings] and [Live]. Each has a
// version, which is 1; fields may be added to it. The queries are those of the
// page: q searches; page counts from 1; focus is "topic:" or "owner:" and a
// name; kind is one of the kinds of findings; topic and source are parts of
// names, and failing=1 selects events that failed.
//
// The path health gives [Health], with 503 if the bus is closed.
//
// The path stream gives server-sent events: an [Entry] for each event, with its
// id, and now and then an event of the type skipped with {"count": n}. It takes
// the filters topic, source and failing. It continues after the id in the header
// Last-Event-ID, or in the query since, as far as those events are kept.
package admin

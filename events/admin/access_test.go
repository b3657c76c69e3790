package admin_test

import (
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"

	"github.com/fastpluggy/eventbus/events"
	"github.com/fastpluggy/eventbus/events/admin"
)

// B56: the page is read-only on every path, also if a mux redirects first.
func TestOnlyGetAndHeadAreServed(t *testing.T) {
	mux := http.NewServeMux()
	mux.Handle("/admin/events/", admin.Handler(events.New(), admin.Options{}))
	server := httptest.NewServer(mux)
	defer server.Close()
	for _, path := range []string{"/admin/events", "/admin/events/", "/admin/events/live", "/admin/events/stream", "/admin/events/page.js", "/admin/events/health", "/admin/events/none"} {
		for _, method := range []string{"POST", "PUT", "PATCH", "DELETE", "OPTIONS", "TRACE", "PROPFIND"} {
			r, err := http.NewRequestWithContext(t.Context(), method, server.URL+path, nil)
			check(t, err)
			res, err := http.DefaultClient.Do(r)
			check(t, err)
			res.Body.Close()
			if res.StatusCode != http.StatusMethodNotAllowed || res.Header.Get("Allow") != "GET, HEAD" {
				t.Errorf("%s %s = %d, Allow %q; want 405, GET and HEAD", method, path, res.StatusCode, res.Header.Get("Allow"))
			}
		}
	}
	http.DefaultClient.CloseIdleConnections()
}

func TestHeadHasTheHeadersAlone(t *testing.T) {
	page := admin.Handler(town(t), admin.Options{})
	defer page.Close()
	for _, path := range append(views, "now.json", "health", "style.css", "stream") {
		got, head := serve(page, request("HEAD", "/admin/events/"+path)), http.Header(nil)
		if got.Body.Len() > 0 || got.Code != http.StatusOK {
			t.Errorf("HEAD %s = %d with %d bytes", path, got.Code, got.Body.Len())
		}
		if path == "stream" {
			continue
		}
		if head = serve(page, request("GET", "/admin/events/"+path)).Header(); head.Get("Content-Type") != got.Header().Get("Content-Type") {
			t.Errorf("HEAD %s: %q, GET: %q", path, got.Header().Get("Content-Type"), head.Get("Content-Type"))
		}
	}
}

// B56, B58: every response has the security headers, also a refusal.
func TestEveryAnswerIsProtected(t *testing.T) {
	page := admin.Handler(town(t), admin.Options{})
	defer page.Close()
	for _, r := range []*http.Request{
		request("GET", "/admin/events/"), request("GET", "/admin/events/now.json"), request("GET", "/admin/events/page.js"), request("GET", "/admin/events/none"),
		request("POST", "/admin/events/"), request("GET", "/admin/events/", "Host", "evil.example"), request("HEAD", "/admin/events/stream"), request("GET", "/admin/events/health"),
	} {
		h := serve(page, r).Header()
		csp := h.Get("Content-Security-Policy")
		has(t, csp, "default-src 'none'", "script-src 'self'", "style-src 'self'", "base-uri 'none'", "frame-ancestors 'none'")
		if strings.Contains(csp, "unsafe") || strings.Contains(csp, "http") {
			t.Errorf("%s %s: the policy is loose: %s", r.Method, r.URL, csp)
		}
		for name, want := range map[string]string{"X-Content-Type-Options": "nosniff", "Referrer-Policy": "no-referrer", "Cross-Origin-Resource-Policy": "same-origin"} {
			if h.Get(name) != want {
				t.Errorf("%s %s: %s is %q, want %q", r.Method, r.URL, name, h.Get(name), want)
			}
		}
		if h.Get("Cache-Control") == "" {
			t.Errorf("%s %s may be kept by caches", r.Method, r.URL)
		}
	}
}

func TestNoInlineScriptOrStyle(t *testing.T) {
	page := admin.Handler(town(t), admin.Options{})
	defer page.Close()
	for _, view := range views {
		text := get(t, page, view)
		for _, bad := range []string{"<style", " style=", "<script>", " onclick=", " onload=", "javascript:", "http://", "https://"} {
			if strings.Contains(text, bad) {
				t.Errorf("%s contains %q", view, bad)
			}
		}
	}
}

// B57, B58: without Authorize, the page admits requests from this machine whose
// host is a name of it.
func TestLoopbackOnly(t *testing.T) {
	listed := admin.Options{Hosts: []string{"bus.internal", "Other.Example:8080"}}
	for _, tt := range []struct {
		from, host string
		opts       admin.Options
		want       int
		reason     string
	}{
		{"127.0.0.1:1", "localhost", admin.Options{}, 200, "this machine by name"},
		{"127.0.0.1:1", "LOCALHOST:8080", admin.Options{}, 200, "in any case of letters, with a port"},
		{"127.0.0.1:1", "localhost.:8080", admin.Options{}, 200, "the same name, spelt to its end"},
		{"127.8.9.1:1", "127.0.0.1:8080", admin.Options{}, 200, "all of 127 is loopback"},
		{"[::1]:1", "[::1]:8080", admin.Options{}, 200, "IPv6"},
		{"[::1]:1", "[::1]", admin.Options{}, 200, "IPv6 without a port"},
		{"[::ffff:127.0.0.1]:1", "localhost", admin.Options{}, 200, "IPv4 in IPv6"},
		{"192.0.2.1:1", "localhost", admin.Options{}, 403, "from elsewhere"},
		{"10.0.0.1:1", "localhost", admin.Options{}, 403, "from next door"},
		{"[fe80::1]:1", "localhost", admin.Options{}, 403, "from the same link"},
		{"0.0.0.0:1", "localhost", admin.Options{}, 403, "no address"},
		{"@", "localhost", admin.Options{}, 403, "a unix socket may be anybody"},
		{"", "localhost", admin.Options{}, 403, "unknown"},
		{"127.0.0.1:1", "evil.example", admin.Options{}, 403, "DNS rebinding"},
		{"127.0.0.1:1", "evil.example:8080", admin.Options{}, 403, "DNS rebinding with a port"},
		{"127.0.0.1:1", "localhost.evil.example", admin.Options{}, 403, "begins like this machine"},
		{"127.0.0.1:1", "127.0.0.1.evil.example", admin.Options{}, 403, "begins like an address"},
		{"127.0.0.1:1", "", admin.Options{}, 403, "no host"},
		{"127.0.0.1:1", "0.0.0.0:8080", admin.Options{}, 403, "browsers take it for this machine, but it is not its name"},
		{"127.0.0.1:1", "192.0.2.7", admin.Options{}, 403, "not loopback"},
		{"127.0.0.1:1", "bus.internal:9", listed, 200, "listed"},
		{"127.0.0.1:1", "BUS.internal", listed, 200, "listed in other letters"},
		{"127.0.0.1:1", "other.example", listed, 200, "listed with a port"},
		{"192.0.2.1:1", "bus.internal", listed, 403, "a listed name from elsewhere"},
		{"127.0.0.1:1", "evil.example", listed, 403, "not listed"},
	} {
		page := admin.Handler(events.New(), tt.opts)
		for _, path := range []string{"", "now.json", "health", "page.js", "live"} {
			got := serve(page, request("GET", "/admin/events/"+path, "RemoteAddr", tt.from, "Host", tt.host)).Code
			if got != tt.want {
				t.Errorf("%q from %q for %q = %d, want %d: %s", path, tt.from, tt.host, got, tt.want, tt.reason)
			}
		}
		page.Close()
	}
}

func TestAuthorizeDecidesAlone(t *testing.T) {
	ada := func(r *http.Request) bool { return r.Header.Get("X-User") == "ada" }
	for _, tt := range []struct {
		user, host string
		hosts      []string
		want       int
	}{
		{"ada", "example.com", nil, 200},
		{"eve", "example.com", nil, 403},
		{"eve", "localhost", nil, 403},
		{"ada", "bus.example", []string{"bus.example"}, 200},
		{"ada", "evil.example", []string{"bus.example"}, 403},
	} {
		page := admin.Handler(events.New(), admin.Options{Authorize: ada, Hosts: tt.hosts})
		got := serve(page, request("GET", "/admin/events/now", "RemoteAddr", "192.0.2.1:7", "Host", tt.host, "X-User", tt.user, "X-Forwarded-For", "192.0.2.9")).Code
		if got != tt.want {
			t.Errorf("%s for %s, hosts %q = %d, want %d", tt.user, tt.host, tt.hosts, got, tt.want)
		}
		page.Close()
	}
}

// B58: a page of another site does not get the stream.
func TestStreamIsForThisPageAlone(t *testing.T) {
	page := admin.Handler(events.New(), admin.Options{})
	defer page.Close()
	for _, tt := range []struct {
		origin, site string
		want         int
	}{
		{"", "", 200},
		{"http://localhost:8080", "", 200},
		{"http://LOCALHOST:8080", "same-origin", 200},
		{"", "same-origin", 200},
		{"", "none", 200},
		{"http://localhost:9090", "", 403},
		{"http://localhost", "", 403},
		{"http://evil.example", "", 403},
		{"http://localhost:8080.evil.example", "", 403},
		{"null", "", 403},
		{"::", "", 403},
		{"", "cross-site", 403},
		{"", "same-site", 403},
		{"http://localhost:8080", "cross-site", 403},
	} {
		var headers []string
		if tt.origin != "" {
			headers = append(headers, "Origin", tt.origin)
		}
		if tt.site != "" {
			headers = append(headers, "Sec-Fetch-Site", tt.site)
		}
		if got := serve(page, request("HEAD", "/admin/events/stream", headers...)).Code; got != tt.want {
			t.Errorf("origin %q, site %q = %d, want %d", tt.origin, tt.site, got, tt.want)
		}
	}
}

// B58: every line of a header counts, not only the first.
func TestStreamHeedsEveryLine(t *testing.T) {
	page := admin.Handler(events.New(), admin.Options{})
	defer page.Close()
	const own, foreign = "http://localhost:8080", "http://evil.example"
	for _, tt := range []struct {
		name  string
		lines []string
		want  int
	}{
		{"Origin", []string{own, foreign}, 403},
		{"Origin", []string{""}, 403},
		{"Origin", []string{own, own}, 200},
		{"origin", []string{foreign}, 403},
		{"Sec-Fetch-Site", []string{"", "cross-site"}, 403},
		{"Sec-Fetch-Site", []string{"same-origin", "cross-site"}, 403},
		{"sec-fetch-site", []string{"cross-site"}, 403},
		{"Sec-Fetch-Site", []string{"same-origin"}, 200},
	} {
		r := request("HEAD", "/admin/events/stream")
		r.Header[tt.name] = tt.lines
		if got := serve(page, r).Code; got != tt.want {
			t.Errorf("%s: %q = %d, want %d", tt.name, tt.lines, got, tt.want)
		}
	}
}

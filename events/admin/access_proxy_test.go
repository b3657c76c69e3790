package admin_test

import (
	"bufio"
	"io"
	"net"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"

	"github.com/fastpluggy/eventbus/events"
	"github.com/fastpluggy/eventbus/events/admin"
)

// forwarding are the headers that proxies add to a request, by proxy.
var forwarding = map[string][]string{
	"the standards":  {"Forwarded", "Via", "CDN-Loop", "Max-Forwards", "Proxy-Connection", "Proxy-Authorization"},
	"most proxies":   {"X-Forwarded-For", "X-Forwarded-Host", "X-Forwarded-Proto", "X-Forwarded-Port", "X-Forwarded-Server", "X-Forwarded-Prefix", "X-Forwarded-By", "X-Forwarded-Ssl", "X-Forwarded-Scheme", "X-Forwarded", "Forwarded-For", "X-Forwarder-For"},
	"nginx":          {"X-Real-IP", "X-Scheme", "X-Original-Forwarded-For", "X-Original-URI", "X-NginX-Proxy", "X-Real-Port"},
	"HAProxy":        {"X-Original-To", "X-Client-IP", "X-HAProxy-Server-State"},
	"Traefik":        {"X-Forwarded-Tls-Client-Cert", "X-Forwarded-Uri", "X-Forwarded-Method", "X-Replaced-Path"},
	"Envoy":          {"X-Envoy-External-Address", "X-Envoy-Internal", "X-Envoy-Original-Path", "X-Forwarded-Client-Cert"},
	"Apache, Squid":  {"X-Forwarded-Server", "Via", "Client-IP", "X-ProxyUser-IP", "X-Proxy-ID"},
	"WebLogic":       {"Proxy-Client-IP", "WL-Proxy-Client-IP", "WL-Proxy-SSL"},
	"Riverbed":       {"X-Cluster-Client-IP"},
	"IIS":            {"X-ARR-LOG-ID", "X-ARR-SSL", "X-Original-URL", "Front-End-Https"},
	"Azure":          {"X-Azure-ClientIP", "X-Azure-SocketIP", "X-Azure-Ref", "X-Original-Host", "X-AppGW-Trace-Id", "X-MS-Forwarded-Client-IP", "Disguised-Host"},
	"Cloudflare":     {"CF-Connecting-IP", "CF-Connecting-IPv6", "CF-Ray", "CF-Visitor", "CF-IPCountry", "True-Client-IP"},
	"Fastly":         {"Fastly-Client-IP", "Fastly-FF", "X-Varnish"},
	"Akamai":         {"Akamai-Origin-Hop", "X-Akamai-Edgescape", "True-Client-IP"},
	"other networks": {"Fly-Client-IP", "Incap-Client-IP", "X-Sucuri-ClientIP", "CloudFront-Viewer-Address", "X-Amz-Cf-Id", "X-Appengine-User-IP", "DO-Connecting-IP", "Ali-CDN-Real-IP", "X-NF-Client-Connection-IP", "X-Vercel-IP-Country", "Tailscale-User-Login", "X-Kong-Request-ID"},
	"home-made":      {"X-Originating-IP", "X-Remote-IP", "X-Remote-Addr", "Remote-Addr", "X-Host", "X-Url-Scheme", "X_Forwarded_For", "X_Real_IP"},
}

// Behind a proxy on this machine every client has a loopback address. The presence
// of a header shows that there is a proxy, whatever the header's value and the
// case of its name, and also if only a later line has a value.
func TestProxiedRequestsAreRefused(t *testing.T) {
	page := admin.Handler(events.New(), admin.Options{})
	defer page.Close()
	for proxy, names := range forwarding {
		for _, name := range names {
			for _, spelt := range []string{name, strings.ToLower(name), strings.ToUpper(name), http.CanonicalHeaderKey(name)} {
				for _, lines := range [][]string{{"192.0.2.1"}, {""}, {" "}, {"", "192.0.2.1"}, {"192.0.2.1", ""}, {"127.0.0.1"}, {"unknown"}, nil} {
					r := request("GET", "/admin/events/")
					r.Header[spelt] = lines
					if got := serve(page, r).Code; got != http.StatusForbidden {
						t.Errorf("%s: with %s: %q = %d, want 403", proxy, spelt, lines, got)
					}
				}
			}
		}
	}
}

// The same over a real connection, where the server parses the lines.
func TestProxiedRequestsAreRefusedOnTheWire(t *testing.T) {
	page := admin.Handler(events.New(), admin.Options{})
	server := httptest.NewServer(page)
	defer server.Close()
	defer page.Close()
	for header, want := range map[string]int{
		"": http.StatusOK,
		"X-Forwarded-For:\r\nX-Forwarded-For: 192.0.2.1\r\n": http.StatusForbidden,
		"x-forwarded-for:\r\n":                               http.StatusForbidden,
		"VIA: \r\n":                                          http.StatusForbidden,
		"X-Real-IP:\r\nForwarded: for=192.0.2.1\r\n":         http.StatusForbidden,
	} {
		if got := onTheWire(t, server.Listener.Addr().String(), header); got != want {
			t.Errorf("with %q = %d, want %d", header, got, want)
		}
	}
}

// onTheWire sends a request with these header lines.
func onTheWire(t *testing.T, addr, header string) int {
	t.Helper()
	conn, err := net.Dial("tcp", addr)
	check(t, err)
	defer conn.Close()
	_, err = io.WriteString(conn, "GET /health HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n"+header+"\r\n")
	check(t, err)
	res, err := http.ReadResponse(bufio.NewReader(conn), nil)
	check(t, err)
	return res.StatusCode
}

// The headers that browsers and tools on this machine send are not taken for a
// proxy's.
func TestOrdinaryHeadersAreNoProxy(t *testing.T) {
	page := admin.Handler(events.New(), admin.Options{})
	defer page.Close()
	r := request("GET", "/admin/events/")
	for _, name := range []string{
		"Accept", "Accept-Encoding", "Accept-Language", "Authorization", "Cache-Control", "Connection", "Content-Length", "Content-Type", "Cookie", "DNT", "If-None-Match", "Keep-Alive",
		"Last-Event-ID", "Pragma", "Priority", "Range", "Referer", "Sec-CH-UA", "Sec-CH-UA-Platform", "Sec-Fetch-Dest", "Sec-Fetch-Mode", "Sec-Fetch-User", "Sec-GPC", "TE", "Traceparent",
		"Upgrade-Insecure-Requests", "User-Agent", "X-B3-TraceId", "X-Purpose", "X-Requested-With", "X-Request-ID", "X-Device-ID", "X-API-Key",
	} {
		r.Header.Set(name, "1")
	}
	if w := serve(page, r); w.Code != http.StatusOK {
		t.Errorf("= %d: %s", w.Code, w.Body)
	}
}

// A refusal names the header that caused it.
func TestRefusalNamesTheHeader(t *testing.T) {
	page := admin.Handler(events.New(), admin.Options{})
	defer page.Close()
	w := serve(page, request("GET", "/admin/events/", "X-Forwarded-For", ""))
	has(t, w.Body.String(), "X-Forwarded-For", "Options.Authorize")
}

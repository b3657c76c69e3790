package admin

import (
	"net"
	"net/http"
	"net/netip"
	"net/url"
	"slices"
	"strings"
)

// contentPolicy allows the page's own files only. Forms may submit only to the
// page.
const contentPolicy = "default-src 'none'; script-src 'self'; style-src 'self'; connect-src 'self'; img-src 'self'; " +
	"base-uri 'none'; form-action 'self'; frame-ancestors 'none'"

// setSecurityHeaders sets the headers of every response, including refusals.
func setSecurityHeaders(h http.Header) {
	h.Set("Content-Security-Policy", contentPolicy)
	h.Set("X-Content-Type-Options", "nosniff")
	h.Set("Referrer-Policy", "no-referrer")
	h.Set("Cross-Origin-Resource-Policy", "same-origin")
	h.Set("Cross-Origin-Opener-Policy", "same-origin")
	h.Set("Cache-Control", "no-store")
}

// refuse answers with a status and one line of plain text.
func refuse(w http.ResponseWriter, status int, reason string) {
	http.Error(w, reason, status)
}

// readOnly refuses every method except GET and HEAD. The page changes nothing, so
// no other site can make a reader's browser change something.
func readOnly(w http.ResponseWriter, r *http.Request) bool {
	if r.Method == http.MethodGet || r.Method == http.MethodHead {
		return true
	}
	w.Header().Set("Allow", "GET, HEAD")
	refuse(w, http.StatusMethodNotAllowed, "this page is read-only: use GET or HEAD")
	return false
}

// checkAccess refuses a request that may not read the page.
func (p *Page) checkAccess(w http.ResponseWriter, r *http.Request) bool {
	if reason := p.refusalReason(r); reason != "" {
		refuse(w, http.StatusForbidden, reason)
		return false
	}
	return true
}

// refusalReason returns why a request may not read the page, or "".
func (p *Page) refusalReason(r *http.Request) string {
	if p.opts.Authorize != nil {
		switch {
		case len(p.opts.Hosts) > 0 && !p.ownHost(r.Host):
			return "the host of the request is not one of Options.Hosts"
		case !p.opts.Authorize(r):
			return "you are not authorized to read this page"
		}
		return ""
	}
	header := forwardedBy(r.Header)
	switch {
	case !isLoopback(hostOf(r.RemoteAddr)):
		return "this page can only be read from the machine it runs on: set Options.Authorize to admit others"
	case header != "":
		return "this request came through a proxy: it has the header " + cutText(header, 64) + "; set Options.Authorize to say who may read the page"
	case !p.ownHost(r.Host):
		// DNS rebinding: another site may point its own name at this machine and
		// then read the page with a browser of this machine.
		return "the host of the request is neither localhost nor one of Options.Hosts"
	}
	return ""
}

// ownHost reports whether host is localhost, a loopback address or one of
// Options.Hosts.
func (p *Page) ownHost(host string) bool {
	host = hostOf(host)
	same := func(listed string) bool { return strings.EqualFold(hostOf(listed), host) }
	return strings.EqualFold(host, "localhost") || isLoopback(host) || slices.ContainsFunc(p.opts.Hosts, same)
}

// hostOf returns a host without its port.
func hostOf(hostport string) string {
	if host, _, err := net.SplitHostPort(hostport); err == nil {
		return strings.TrimSuffix(host, ".")
	}
	return strings.TrimSuffix(strings.Trim(hostport, "[]"), ".")
}

func isLoopback(host string) bool {
	addr, err := netip.ParseAddr(host)
	return err == nil && addr.Unmap().IsLoopback()
}

// sameOrigin reports whether a request comes from this page. Browsers send at
// least one of the two headers, programs send neither. Every line of a header
// counts, since a proxy may add one.
func sameOrigin(r *http.Request) bool {
	for _, site := range linesOf(r.Header, "Sec-Fetch-Site") {
		if site != "same-origin" && site != "none" {
			return false
		}
	}
	for _, line := range linesOf(r.Header, "Origin") {
		origin, err := url.Parse(line)
		if err != nil || origin.Host == "" || !strings.EqualFold(origin.Host, r.Host) {
			return false
		}
	}
	return true
}

// Behind a proxy on this machine every client has a loopback address. Only the
// headers that the proxy adds show that it is there. Their values don't help:
// they may be empty, forged, or hidden (HAProxy sends an empty X-Forwarded-For line
// before its own). So one such name is enough to refuse a request. A false alarm
// costs an Authorize function; a miss opens the page to the world.

// forwardingParts mark a header as a proxy's if its name contains one of them.
var forwardingParts = []string{
	"forward", // X-Forwarded-For and its family, Forwarded, Max-Forwards, X-Original-Forwarded-For
	"client-ip", "clientip", "client-address", "client-connection-ip", "client-host", "client-port", "connecting-ip",
	"real-ip", "real-port", "remote-ip", "remote-addr", "remote-host", "originating-ip", "user-ip", "userip", "socketip",
	"viewer-address", "external-address",
}

// forwardingFamilies mark a header as a proxy's if its name begins with one of
// them.
var forwardingFamilies = []string{
	"via", "proxy-", "x-proxy", "wl-proxy-", "x-original-", "x-replaced-", "x-scheme", "x-url-scheme", "x-host", "front-end-https",
	"x-nginx", "x-haproxy", "x-envoy-", "x-varnish", "x-kong-", "x-arr-", "x-azure-", "x-fd-", "x-appgw-", "disguised-host", "was-default-hostname",
	"cf-", "cdn-", "fastly-", "akamai-", "x-akamai-", "cloudfront-", "x-amz-cf-", "fly-", "x-appengine-", "x-vercel-", "x-nf-", "x-sucuri-", "incap-", "ali-cdn-", "tailscale-",
}

// forwardedBy returns the name of a header that a proxy has added, or "" if there
// is none. Of several it returns the alphabetically first.
func forwardedBy(h http.Header) string {
	first := ""
	for name := range h { // not Get: a name may be in any case, and its value empty
		if isForwarding(name) && (first == "" || name < first) {
			first = name
		}
	}
	return first
}

func isForwarding(header string) bool {
	name := strings.ReplaceAll(strings.ToLower(header), "_", "-")
	for _, part := range forwardingParts {
		if strings.Contains(name, part) {
			return true
		}
	}
	for _, family := range forwardingFamilies {
		if strings.HasPrefix(name, family) {
			return true
		}
	}
	return false
}

// linesOf returns all lines of a header, in whatever case its name is written.
func linesOf(h http.Header, header string) (lines []string) {
	for name, values := range h {
		if strings.EqualFold(name, header) {
			lines = append(lines, values...)
		}
	}
	return lines
}

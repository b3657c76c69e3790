package admin

import (
	"net"
	"net/http"
	"net/netip"
	"net/url"
	"slices"
	"strings"
)

// policy allows nothing but this page's own files; forms go back to it.
const policy = "default-src 'none'; script-src 'self'; style-src 'self'; connect-src 'self'; img-src 'self'; " +
	"base-uri 'none'; form-action 'self'; frame-ancestors 'none'"

// protect sets what every answer has, refusals too.
func protect(h http.Header) {
	h.Set("Content-Security-Policy", policy)
	h.Set("X-Content-Type-Options", "nosniff")
	h.Set("Referrer-Policy", "no-referrer")
	h.Set("Cross-Origin-Resource-Policy", "same-origin")
	h.Set("Cross-Origin-Opener-Policy", "same-origin")
	h.Set("Cache-Control", "no-store")
}

// refuse answers with one line of plain text.
func refuse(w http.ResponseWriter, status int, reason string) {
	http.Error(w, reason, status)
}

// readOnly refuses every verb that could change something: the page changes
// nothing, so nobody can be made to.
func readOnly(w http.ResponseWriter, r *http.Request) bool {
	if r.Method == http.MethodGet || r.Method == http.MethodHead {
		return true
	}
	w.Header().Set("Allow", "GET, HEAD")
	refuse(w, http.StatusMethodNotAllowed, "this page can be read only: use GET or HEAD")
	return false
}

// admit refuses who may not read the page.
func (p *Page) admit(w http.ResponseWriter, r *http.Request) bool {
	if reason := p.refusal(r); reason != "" {
		refuse(w, http.StatusForbidden, reason)
		return false
	}
	return true
}

func (p *Page) refusal(r *http.Request) string {
	if p.opts.Authorize != nil {
		switch {
		case len(p.opts.Hosts) > 0 && !p.ownHost(r.Host):
			return "this host is not one of Options.Hosts"
		case !p.opts.Authorize(r):
			return "you may not read this page"
		}
		return ""
	}
	header := forwardedBy(r.Header)
	switch {
	case !isLoopback(hostOf(r.RemoteAddr)):
		return "this page is read from the machine itself: give Options.Authorize to let others in"
	case header != "":
		return "this request came through a proxy, since it has the header " + cut(header, 64) + ": give Options.Authorize to say who may read the page"
	case !p.ownHost(r.Host):
		// A page elsewhere may let its own name lead to this machine, and so
		// speak to it in a browser's name: DNS rebinding.
		return "this host is neither localhost nor one of Options.Hosts"
	}
	return ""
}

// ownHost reports whether host is a name of this machine, or listed.
func (p *Page) ownHost(host string) bool {
	host = hostOf(host)
	same := func(listed string) bool { return strings.EqualFold(hostOf(listed), host) }
	return strings.EqualFold(host, "localhost") || isLoopback(host) || slices.ContainsFunc(p.opts.Hosts, same)
}

// hostOf cuts the port off.
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

// sameOrigin reports whether a browser asks for this page itself; a program
// sends neither header. Every line counts, since a proxy may add one.
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

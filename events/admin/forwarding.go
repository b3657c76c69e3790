package admin

import (
	"net/http"
	"strings"
)

// A proxy on this machine makes every client's address a loopback one. What
// gives the proxy away are the headers that it adds. Their values say nothing:
// they may be empty, forged, or hidden (HAProxy sends an empty X-Forwarded-For
// line before its own). So the presence of one name is enough. A false alarm
// costs the reader an Authorize function, a miss opens the page to everybody.

// forwardingParts mark a header if its name contains one of them.
var forwardingParts = []string{
	"forward", // X-Forwarded-For and its family, Forwarded, Max-Forwards, X-Original-Forwarded-For
	"client-ip", "clientip", "client-address", "client-connection-ip", "client-host", "client-port", "connecting-ip",
	"real-ip", "real-port", "remote-ip", "remote-addr", "remote-host", "originating-ip", "user-ip", "userip", "socketip",
	"viewer-address", "external-address",
}

// forwardingFamilies mark a header if its name begins with one of them.
var forwardingFamilies = []string{
	"via", "proxy-", "x-proxy", "wl-proxy-", "x-original-", "x-replaced-", "x-scheme", "x-url-scheme", "x-host", "front-end-https",
	"x-nginx", "x-haproxy", "x-envoy-", "x-varnish", "x-kong-", "x-arr-", "x-azure-", "x-fd-", "x-appgw-", "disguised-host", "was-default-hostname",
	"cf-", "cdn-", "fastly-", "akamai-", "x-akamai-", "cloudfront-", "x-amz-cf-", "fly-", "x-appengine-", "x-vercel-", "x-nf-", "x-sucuri-", "incap-", "ali-cdn-", "tailscale-",
}

// forwardedBy returns the name of a header that a proxy has added, or "" if
// there is none.
func forwardedBy(h http.Header) string {
	first := ""
	for name := range h { // not Get: a name may be spelt in any way, and a value be empty
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

// linesOf returns all lines of a header, however its name is spelt.
func linesOf(h http.Header, header string) (lines []string) {
	for name, values := range h {
		if strings.EqualFold(name, header) {
			lines = append(lines, values...)
		}
	}
	return lines
}

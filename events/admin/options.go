package admin

import (
	"fmt"
	"net/http"
)

// Options configure a page. The zero value is ready to use: only this machine may
// read the page, and it shows no values of payloads.
type Options struct {
	// Authorize reports whether a request may read the page. It is called for
	// every request and must be safe for concurrent use. If Hosts is set, the
	// host of the request must be one of them as well.
	//
	// If Authorize is nil, only this machine may read the page. The request must
	// come from a loopback address, its host must be localhost, a loopback
	// address or one of Hosts, and it must have no header that a proxy adds, such
	// as X-Forwarded-For or Via, not even an empty one. A proxy on the same
	// machine that adds no header cannot be detected: set Authorize behind one.
	Authorize func(*http.Request) bool
	// Hosts are names of this server, without a port, in addition to localhost
	// and the loopback addresses.
	Hosts []string
	// Prefix is the path at which the page is mounted. The default is
	// "/admin/events". It is needed only if the page is mounted elsewhere and
	// neither the pattern of an [http.ServeMux] nor an [http.StripPrefix] says
	// where.
	Prefix string
	// Payloads shows the values of payloads, at most 4 KB per event. Values of
	// fields whose names suggest a secret stay hidden. The values are read
	// shortly after the emit, pointers included: do not set Payloads in a program
	// that modifies what it has emitted.
	Payloads bool
	// Hide lists parts of field names whose values are hidden, in addition to
	// "password", "token" and the other built-in ones.
	Hide []string
	// Keep is the number of events that the live view keeps. The default is 200.
	Keep int
	// Streams is the number of streams that may be open at once; more get 503.
	// The default is 32.
	Streams int
}

func (o Options) withDefaults() Options {
	if o.Keep < 0 || o.Streams < 0 {
		panic(fmt.Sprintf("admin: Options{Keep: %d, Streams: %d}: negative; use 0 for the default", o.Keep, o.Streams))
	}
	if o.Keep == 0 {
		o.Keep = 200
	}
	if o.Streams == 0 {
		o.Streams = 32
	}
	if o.Prefix == "" {
		o.Prefix = "/admin/events"
	}
	return o
}

package admin

import (
	"fmt"
	"net/http"
)

// Options configure a page. The zero value is ready to use: read by this
// machine alone, without the values of payloads.
type Options struct {
	// Authorize says who may read the page. Nil means: requests from this
	// machine, which name it (localhost or a loopback address) or one of Hosts
	// as their host, and have no header that a proxy adds, such as
	// X-Forwarded-For or Via, not even an empty one. A proxy on this machine that
	// adds none can't be seen: set Authorize behind one. With a function it alone
	// decides, except that Hosts still count if there are any. It is called for
	// every request, at the same time as itself.
	Authorize func(*http.Request) bool
	// Hosts are names of this server other than the loopback ones, without a port.
	Hosts []string
	// Prefix is the path that the page is mounted at, as in "/admin/events". It
	// is needed only where neither the pattern of an [http.ServeMux] nor an
	// [http.StripPrefix] says so, and by default "/admin/events".
	Prefix string
	// Payloads shows the values of payloads, less those of fields whose names
	// speak of secrets, cut at 4 KB an event. What a payload leads to is read a
	// moment after the emit: do not switch it on in a program that goes on
	// writing to what it has emitted.
	Payloads bool
	// Hide are parts of field names to hide beside "password", "token" and the others.
	Hide []string
	// Keep is how many events the live view keeps. The default is 200.
	Keep int
	// Streams is how many streams may be open at once; further ones get 503. The
	// default is 32.
	Streams int
}

func (o Options) withDefaults() Options {
	if o.Keep < 0 || o.Streams < 0 {
		panic(fmt.Sprintf("admin: Options{Keep: %d, Streams: %d}: there is no less than 0, which means the default", o.Keep, o.Streams))
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

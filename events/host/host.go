package host

import (
	"context"
	"log/slog"
	"net/http"
	"sync"
	"sync/atomic"

	"github.com/fastpluggy/eventbus/events"
	"github.com/fastpluggy/eventbus/internal/errtext"
)

// The sources of what the library itself emits, and so no plugins' names.
const (
	hostName = "host"   // of the lifecycle events
	busName  = "events" // of events.ListenerDisabled
)

// Host loads plugins onto one bus. Make one with [New]. Its methods are safe for
// concurrent use, and call no plugin under a lock.
type Host struct {
	bus    *events.Bus // as given: each plugin gets its own view of it
	own    *events.Bus // the host's view
	log    *slog.Logger
	routes atomic.Pointer[routeTable] // nil unless the routes are open

	mu     sync.Mutex
	phase  phase
	all    []*entry // whose names the host has claimed, also those that failed
	loaded []*entry // in the order loaded
}

type phase int

const (
	idle phase = iota
	loading
	running
	closed
)

// New returns a host for plugins on b. It panics if b or an option is nil. The host does
// not own the bus: close the host first, then the bus.
func New(b *events.Bus, opts ...Option) *Host {
	if b == nil {
		panic("host: New(nil): pass the bus that the plugins shall share, as from events.New()")
	}
	h := &Host{bus: b, own: b.As(hostName)}
	for _, o := range opts {
		if o == nil {
			panic("host: New with a nil option: leave it out")
		}
		o.applyHost(h)
	}
	if h.log == nil {
		h.log = slog.Default()
	}
	return h
}

// Load loads the plugins, in order, as the package comment tells, and returns
// when fp.app_ready has been emitted. Plugins that fail are reported together,
// each as a [*PluginError]; the others are loaded all the same, so an error is
// no reason not to call [Host.Close]. Where a plugin listens to fields that their
// emitter declares otherwise, or not at all, there is one with [StageCompare] for
// each field, around an [*events.ContractError] that names both owners: of those
// the plugins are loaded, too.
//
// Where ctx ends, Load stops before the next step and says so; what was loaded
// by then stays until Close. A plugin's method that has not returned 100 ms later
// is given up with a [*HangError], and its plugin is dropped. Load may be called
// once: a second call does nothing and returns [ErrLoadCalled].
//
// A context whose methods panic or end the goroutine ends this call alone: the plugins
// that were loaded by then are unloaded by Close.
//
// While a host has a plugin, also one that failed, its name is refused to all
// other hosts on the bus. It is free when the host is closed.
func (h *Host) Load(ctx context.Context, plugins ...Plugin) error {
	if ctx == nil {
		ctx = context.Background()
	}
	ctx = holdContext(ctx)
	if err := h.enter(); err != nil {
		return err
	}
	l := &loader{host: h, ctx: ctx, mux: http.NewServeMux(), names: map[string]bool{}}
	defer func() { h.leave(l.all, l.standing()) }()
	l.run(plugins)
	return errtext.Join("host: ", l.errs...)
}

func (h *Host) enter() error {
	h.mu.Lock()
	defer h.mu.Unlock()
	if h.phase != idle {
		return ErrLoadCalled
	}
	h.phase = loading
	return nil
}

func (h *Host) leave(all, loaded []*entry) {
	h.mu.Lock()
	defer h.mu.Unlock()
	h.phase, h.all, h.loaded = running, all, loaded
}

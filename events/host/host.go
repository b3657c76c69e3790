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

// The sources of the library's own events, which no plugin may have as its name.
const (
	hostName = "host"   // of the lifecycle events
	busName  = "events" // of events.ListenerDisabled
)

// A Host loads plugins onto one bus. Make one with [New]. Its methods are safe for
// concurrent use, and call no plugin under a lock.
type Host struct {
	bus    *events.Bus // as given: each plugin gets its own view of it
	own    *events.Bus // the host's view
	log    *slog.Logger
	routes atomic.Pointer[routeTable] // nil unless the routes are open

	mu     sync.Mutex
	phase  hostPhase
	all    []*pluginEntry // all plugins whose names the host has claimed, also those that failed
	loaded []*pluginEntry // in the order loaded
}

type hostPhase int

const (
	phaseNew hostPhase = iota
	phaseLoading
	phaseRunning
	phaseClosed
)

// New returns a host for plugins on b. It panics if b or an option is nil. The
// host does not own the bus: close the host first, then the bus.
func New(b *events.Bus, opts ...Option) *Host {
	if b == nil {
		panic("host: New(nil): pass the bus of the plugins, such as events.New()")
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

// Load loads the plugins, in order, as the package comment says, and returns when
// fp.app_ready has been emitted. Plugins that fail are reported together, each as a
// [*PluginError]; the others are loaded all the same, so call [Host.Close] even
// after an error. For each field that a plugin listens for and its emitter declares
// differently, or not at all, there is one with [StageCompare] around an
// [*events.ContractError] that names both owners; those plugins are loaded, too.
//
// If ctx ends, Load stops before the next step and says so; what was loaded by then
// stays until Close. If a plugin's method has not returned 100 ms later, the host
// gives it up with a [*HangError] and drops the plugin. Load may be called once: a
// second call does nothing and returns [ErrLoadCalled].
//
// A context whose methods panic or end the goroutine ends only this call: Close
// unloads the plugins that were loaded by then.
//
// While a host has a plugin, also one that failed, its name is refused to all other
// hosts on the bus. It is free when the host is closed.
func (h *Host) Load(ctx context.Context, plugins ...Plugin) error {
	if ctx == nil {
		ctx = context.Background()
	}
	ctx = readContext(ctx)
	if err := h.beginLoad(); err != nil {
		return err
	}
	l := &loader{host: h, ctx: ctx, mux: http.NewServeMux(), names: map[string]bool{}}
	defer func() { h.endLoad(l.all, l.toUnload()) }()
	l.run(plugins)
	return errtext.Join("host: ", l.errs...)
}

func (h *Host) beginLoad() error {
	h.mu.Lock()
	defer h.mu.Unlock()
	if h.phase != phaseNew {
		return ErrLoadCalled
	}
	h.phase = phaseLoading
	return nil
}

func (h *Host) endLoad(all, loaded []*pluginEntry) {
	h.mu.Lock()
	defer h.mu.Unlock()
	h.phase, h.all, h.loaded = phaseRunning, all, loaded
}

package host

import (
	"context"
	"log/slog"
	"net/http"
	"slices"
	"sync"
	"sync/atomic"

	"github.com/fastpluggy/eventbus/events"
	"github.com/fastpluggy/eventbus/internal/errtext"
)

// hostName is the source of the lifecycle events, and so no plugin's name.
const hostName = "host"

// Host loads plugins onto one bus. Make one with [New]. Its methods are safe for
// concurrent use, and call no plugin under a lock.
type Host struct {
	bus    *events.Bus // as given: each plugin gets its own view of it
	own    *events.Bus // the host's view
	log    *slog.Logger
	routes atomic.Pointer[routeTable] // nil unless the routes are open

	mu     sync.Mutex
	phase  phase
	loaded []*entry // in the order loaded
}

type phase int

const (
	idle phase = iota
	loading
	running
	closed
)

// New returns a host for plugins on b. It panics where b is nil. The host does
// not own the bus: close the host first, then the bus.
func New(b *events.Bus, opts ...Option) *Host {
	if b == nil {
		panic("host: New(nil): pass the bus that the plugins shall share, as from events.New()")
	}
	h := &Host{bus: b, own: b.As(hostName)}
	for _, o := range opts {
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
// by then stays until Close. Load may be called once: a second call does nothing
// and returns [ErrLoadCalled].
func (h *Host) Load(ctx context.Context, plugins ...Plugin) error {
	if err := h.enter(); err != nil {
		return err
	}
	l := &loader{host: h, ctx: ctx, mux: http.NewServeMux(), names: map[string]bool{}}
	defer func() { h.leave(l.loaded) }()
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

func (h *Host) leave(loaded []*entry) {
	h.mu.Lock()
	defer h.mu.Unlock()
	h.phase, h.loaded = running, loaded
}

// Close unloads the plugins in reverse order: the routes are closed, and for
// each plugin its listeners finish what they have accepted and are taken off,
// then its OnUnload is called. The context bounds each
// wait; a plugin that fails, panics or is not done in time is reported as a
// [*PluginError], and the next one has its turn.
//
// Requests that are running are not waited for: shut the server down first.
// Each plugin is unloaded once; a further Close does nothing and returns nil.
func (h *Host) Close(ctx context.Context) error {
	plugins, err := h.takeAll()
	if err != nil {
		return err
	}
	h.routes.Store(nil)
	var errs []error
	for _, e := range slices.Backward(plugins) {
		errs = append(errs, h.unload(ctx, e)...)
		h.log.Debug("host: plugin unloaded", "plugin", e.name)
	}
	return errtext.Join("host: ", errs...)
}

func (h *Host) takeAll() ([]*entry, error) {
	h.mu.Lock()
	defer h.mu.Unlock()
	if h.phase == loading {
		return nil, ErrLoading
	}
	taken := h.loaded
	h.phase, h.loaded = closed, nil
	return taken, nil
}

// unload lets the plugin finish before it gives back what its listeners use,
// such as a database. The second Drain is the barrier: an emit that was under
// way on another goroutine may still have been about to call one of them.
func (h *Host) unload(ctx context.Context, e *entry) []error {
	bus := e.env.bus
	drained := bus.Drain(ctx)
	bus.OffAll()
	if drained == nil {
		drained = bus.Drain(ctx)
	}
	errs := []error{e.onUnload(ctx)}
	bus.OffAll() // what OnUnload has added
	if drained != nil {
		errs = append(errs, &PluginError{e.name, StageUnload, drained})
	}
	return errs
}

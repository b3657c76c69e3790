package audit

import (
	"context"

	"github.com/fastpluggy/eventbus/events"
	"github.com/fastpluggy/eventbus/events/host"
)

// Namespace is the part of the bus that is recorded: "user.login", and also
// what nobody has thought of yet below "user".
const Namespace = "user"

// A Plugin records events in a [Store] and shows them.
type Plugin struct {
	store *Store
	env   *host.Env
}

// New returns a plugin that records in store, which stays the caller's: he
// closes it after the bus.
func New(store *Store) *Plugin { return &Plugin{store: store} }

// Name is the owner of this plugin's listener.
func (p *Plugin) Name() string { return "audit" }

// Version is the version of the plugin.
func (p *Plugin) Version() string { return "1.0.0" }

// Init subscribes. It does so here and not in OnLoadComplete, so that no event
// of another plugin is missed, whenever it is emitted.
func (p *Plugin) Init(_ context.Context, env *host.Env) error {
	p.env = env
	// One worker waits for one commit. As many workers as a batch has rows let
	// the rows come together; their order is then that of the store.
	env.Events().OnNamespace(Namespace, p.record, events.Label("audit log"), events.Async(events.Workers(batchRows)))
	return nil
}

// OnLoadComplete has nothing left to do.
func (p *Plugin) OnLoadComplete(context.Context, *host.Env) error { return nil }

// record returns when the event's row is committed. Its error goes to the bus's
// error handler, and to who emits with EmitWait.
func (p *Plugin) record(ctx context.Context, e events.Event) error {
	return p.store.Append(ctx, rowOf(e))
}

package audit

import (
	"context"

	"github.com/fastpluggy/eventbus/events"
	"github.com/fastpluggy/eventbus/events/host"
)

// Namespace is the namespace that is recorded: "user.login" and every other event
// below "user", whatever plugins are added.
const Namespace = "user"

// A Plugin records events in a [Store] and shows them.
type Plugin struct {
	store *Store
	env   *host.Env
}

// New returns a plugin that records in store. The caller closes store after the
// bus.
func New(store *Store) *Plugin { return &Plugin{store: store} }

// Name is the owner of this plugin's listener.
func (p *Plugin) Name() string { return "audit" }

// Version is the version of the plugin.
func (p *Plugin) Version() string { return "1.0.0" }

// Init subscribes. It does so here and not in OnLoadComplete, so that no event of
// another plugin is missed, however early it is emitted.
func (p *Plugin) Init(_ context.Context, env *host.Env) error {
	p.env = env
	// Each worker waits for the commit of its row. With as many workers as a batch
	// has rows, one commit can take a full batch. The store puts its rows in order.
	env.Events().OnNamespace(Namespace, p.recordEvent, events.Label("audit log"), events.Async(events.Workers(batchRows)))
	return nil
}

// OnLoadComplete has nothing left to do.
func (p *Plugin) OnLoadComplete(context.Context, *host.Env) error { return nil }

// recordEvent returns after the event's row is committed. Its error goes to the
// bus's error handler, and to the caller of EmitWait.
func (p *Plugin) recordEvent(ctx context.Context, e events.Event) error {
	return p.store.Append(ctx, rowOf(e))
}

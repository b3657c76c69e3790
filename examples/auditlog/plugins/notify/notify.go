// Package notify is a plugin that tells somebody when a user signs in; here, the
// program's log. It shows how a plugin joins: it was added to the list in main,
// and no other plugin was touched. It imports none of them either, so it reads
// the payload by field names.
package notify

import (
	"context"

	"github.com/fastpluggy/eventbus/events"
	"github.com/fastpluggy/eventbus/events/host"
)

// A Plugin logs each login.
type Plugin struct{ env *host.Env }

// New returns the plugin.
func New() *Plugin { return &Plugin{} }

// Name is the owner of this plugin's listener.
func (p *Plugin) Name() string { return "notify" }

// Version is the version of the plugin.
func (p *Plugin) Version() string { return "1.0.0" }

// OnLoadComplete subscribes: nobody signs in before the routes are open, which
// comes after it. The listener is asynchronous, so no login waits for it.
func (p *Plugin) OnLoadComplete(_ context.Context, env *host.Env) error {
	p.env = env
	env.Events().On("user.login", p.greet, events.Async())
	return nil
}

// greet returns an error where the payload is not what it expects; the bus
// reports it, and the login and the other listeners go on.
func (p *Plugin) greet(ctx context.Context, e events.Event) error {
	id, err := events.Field[int64](e, "user_id")
	if err != nil {
		return err
	}
	name, err := events.Field[string](e, "username")
	if err != nil {
		return err
	}
	p.env.Logger().InfoContext(ctx, "user signed in", "user_id", id, "username", name)
	return nil
}

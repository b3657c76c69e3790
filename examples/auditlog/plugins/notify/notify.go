// Package notify is a plugin that greets users who sign in, by a mail that goes
// to the program's log. It shows how a plugin joins: it was added to the list in
// app.go, and no other plugin was touched. It imports none of them either. What it
// needs of user.login it declares itself, and so gets a type of its own for it.
//
// Grace has no address. Her greeting fails, which no other plugin notices, and
// which the bus reports.
package notify

import (
	"context"
	"fmt"

	"github.com/fastpluggy/eventbus/events"
	"github.com/fastpluggy/eventbus/events/host"
)

// A Plugin greets who signs in.
type Plugin struct {
	env       *host.Env
	addresses map[string]string // by user name
}

// New returns the plugin, with the address of the one user who has told it.
func New() *Plugin {
	return &Plugin{addresses: map[string]string{"ada": "ada@example.org"}}
}

// Name is the owner of this plugin's listener, and the source of its events.
func (p *Plugin) Name() string { return "notify" }

// Version is the version of the plugin.
func (p *Plugin) Version() string { return "1.0.0" }

// Emits returns the declarations of this plugin's events, for the catalog.
func (p *Plugin) Emits() []events.EventSpec { return Emits }

// Listens returns what this plugin needs of the events of others, for the catalog.
func (p *Plugin) Listens() []events.EventSpec { return Listens }

// OnLoadComplete subscribes: nobody signs in before the routes are open, which
// comes after it. The listener is asynchronous, so no login waits for it.
func (p *Plugin) OnLoadComplete(_ context.Context, env *host.Env) error {
	p.env = env
	UserLoginTopic.On(env.Events(), p.greet, events.Async(), events.Label("greet"))
	return nil
}

// greet returns an error where nothing can be sent; the bus reports it, and the
// login and the other listeners go on. It is not called for a payload that lacks
// what it needs: that is reported too.
func (p *Plugin) greet(ctx context.Context, login UserLogin) error {
	to, ok := p.addresses[login.Username]
	if !ok {
		return fmt.Errorf("no address is known for %s (user %d)", login.Username, login.UserID)
	}
	p.env.Logger().InfoContext(ctx, "greeting sent", "user_id", login.UserID, "username", login.Username, "to", to)
	return MailSentTopic.Emit(ctx, p.env.Events(), MailSent{UserID: login.UserID, To: to})
}

// Package notify is a plugin that greets users who sign in, with a mail that it
// writes to the program's log. It shows how to add a plugin: it is in the list in
// app.go, and no other plugin had to change. It imports no other plugin either. It
// declares the fields of user.login that it needs, and evgen generates a type for
// them.
//
// Grace has no address, so her greeting fails. The bus reports the failure, and no
// other plugin is affected.
package notify

import (
	"context"
	"fmt"

	"github.com/fastpluggy/eventbus/events"
	"github.com/fastpluggy/eventbus/events/host"
)

// A Plugin greets users who sign in.
type Plugin struct {
	env       *host.Env
	addresses map[string]string // by user name
}

// New returns the plugin. It knows the address of one user only.
func New() *Plugin {
	return &Plugin{addresses: map[string]string{"ada": "ada@example.org"}}
}

// Name is the owner of this plugin's listener, and the source of its events.
func (p *Plugin) Name() string { return "notify" }

// Version is the version of the plugin.
func (p *Plugin) Version() string { return "1.0.0" }

// Emits returns the declarations of this plugin's events, for the catalog.
func (p *Plugin) Emits() []events.EventSpec { return Emits }

// Listens returns what this plugin needs of other plugins' events, for the
// catalog.
func (p *Plugin) Listens() []events.EventSpec { return Listens }

// OnLoadComplete subscribes. That is early enough: the routes are opened later, so
// no user can have signed in before. The listener is asynchronous, so no login
// waits for it.
func (p *Plugin) OnLoadComplete(_ context.Context, env *host.Env) error {
	p.env = env
	UserLoginTopic.On(env.Events(), p.greetUser, events.Async(), events.Label("greet"))
	return nil
}

// greetUser returns an error if there is no address to send to. The bus reports
// the error; the login and the other listeners are not affected. If a payload
// lacks a field that this plugin needs, the bus reports that instead of calling
// greetUser.
func (p *Plugin) greetUser(ctx context.Context, login UserLogin) error {
	to, ok := p.addresses[login.Username]
	if !ok {
		return fmt.Errorf("no address is known for %s (user %d)", login.Username, login.UserID)
	}
	p.env.Logger().InfoContext(ctx, "greeting sent", "user_id", login.UserID, "username", login.Username, "to", to)
	return MailSentTopic.Emit(ctx, p.env.Events(), MailSent{UserID: login.UserID, To: to})
}

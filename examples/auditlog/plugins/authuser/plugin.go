package authuser

import (
	"context"

	"github.com/fastpluggy/eventbus/events"
	"github.com/fastpluggy/eventbus/events/host"
)

// A Plugin signs users in and out.
type Plugin struct {
	env      *host.Env
	bus      *events.Bus // this plugin's view: its events have the source "auth_user"
	users    userDirectory
	sessions *sessionStore
}

// New returns the plugin, with its two users.
func New() *Plugin {
	return &Plugin{users: demoUsers(), sessions: newSessions()}
}

// Name is the source of this plugin's events.
func (p *Plugin) Name() string { return "auth_user" }

// Version is the version of the plugin.
func (p *Plugin) Version() string { return "1.0.0" }

// Emits returns the declarations of this plugin's events, for the catalog.
func (p *Plugin) Emits() []events.EventSpec { return Emits }

// Init keeps the environment of the plugin and its view of the bus.
func (p *Plugin) Init(_ context.Context, env *host.Env) error {
	p.env, p.bus = env, env.Events()
	return nil
}

// OnLoadComplete has nothing to do: this plugin has no listeners.
func (p *Plugin) OnLoadComplete(context.Context, *host.Env) error { return nil }

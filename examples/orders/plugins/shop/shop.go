// Package shop is a plugin that sells.
package shop

import (
	"context"

	"github.com/fastpluggy/eventbus/events"
	"github.com/fastpluggy/eventbus/events/host"
)

// A Plugin takes orders.
type Plugin struct{ bus *events.Bus }

// Name returns the owner of its events.
func (p *Plugin) Name() string { return "shop" }

// Version returns the version of the plugin.
func (p *Plugin) Version() string { return "1.0.0" }

// Emits declares its event to the host.
func (p *Plugin) Emits() []events.EventSpec { return Emits }

// OnLoadComplete keeps the plugin's view of the bus.
func (p *Plugin) OnLoadComplete(_ context.Context, env *host.Env) error {
	p.bus = env.Events()
	return nil
}

// Order sells some articles.
func (p *Plugin) Order(ctx context.Context, id int64, lines ...Line) error {
	return OrderPlacedTopic.Emit(ctx, p.bus, OrderPlaced{OrderID: id, Lines: lines})
}

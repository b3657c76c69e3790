// Package stock is a plugin that counts the articles in a store. It imports nothing of
// the plugin that sells them.
package stock

import (
	"context"
	"sync"

	"github.com/fastpluggy/eventbus/events"
	"github.com/fastpluggy/eventbus/events/host"
)

// A Plugin counts the articles that are left.
type Plugin struct {
	mu   sync.Mutex
	left map[string]int64 // by SKU
}

// New returns a stock with some articles, by SKU.
func New(left map[string]int64) *Plugin { return &Plugin{left: left} }

// Name returns the owner of its listener.
func (p *Plugin) Name() string { return "stock" }

// Version returns the version of the plugin.
func (p *Plugin) Version() string { return "1.0.0" }

// Listens declares to the host what it reads.
func (p *Plugin) Listens() []events.EventSpec { return Listens }

// OnLoadComplete subscribes to orders.
func (p *Plugin) OnLoadComplete(_ context.Context, env *host.Env) error {
	OrderPlacedTopic.On(env.Events(), p.take)
	return nil
}

func (p *Plugin) take(_ context.Context, o OrderPlaced) error {
	p.mu.Lock()
	defer p.mu.Unlock()
	for _, line := range o.Lines { // each is a Position
		p.left[line.SKU] -= line.Qty
	}
	return nil
}

// Left returns how many of an article are left.
func (p *Plugin) Left(sku string) int64 {
	p.mu.Lock()
	defer p.mu.Unlock()
	return p.left[sku]
}

// Package sending has functions that call the bus for others.
package sending

import (
	"context"

	"github.com/fastpluggy/eventbus/events"
)

func Send(ctx context.Context, b *events.Bus, name string, p events.Payload) error {
	return b.Emit(ctx, name, p)
}

type Sender struct{ Bus *events.Bus }

func (s *Sender) Order(ctx context.Context, verb string, p events.Payload) error {
	return s.Bus.Emit(ctx, "order."+verb, p)
}

func (s *Sender) Closed(ctx context.Context, p events.Payload) error {
	return Send(ctx, s.Bus, "order.closed", p)
}

func Listen(b *events.Bus, name string, h events.Handler) { b.On(name, h) }

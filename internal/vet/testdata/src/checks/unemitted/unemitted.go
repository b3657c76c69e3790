// Package unemitted emits one of the events that it declares, and not the other.
package unemitted

import (
	"context"

	"github.com/fastpluggy/eventbus/events"
)

var Emits = []events.EventSpec{
	{Name: "door.opened"},
	{Name: "door.closed"}, // want `event "door.closed" is declared here, and nothing in this package emits it`
}

func open(ctx context.Context, b *events.Bus) {
	_ = b.Emit(ctx, "door.opened", nil)
	b.On("door.closed", nil)
}

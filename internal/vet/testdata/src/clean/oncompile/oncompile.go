package oncompile // want package:`events\(clock.set clock.ticked\)`

// Package oncompile emits one of its events only in some builds.

import (
	"context"

	"github.com/fastpluggy/eventbus/events"
)

var Emits = []events.EventSpec{{Name: "clock.ticked"}, {Name: "clock.set", Payload: events.Schema{"to": "time.Time"}}}

func tick(ctx context.Context, b *events.Bus) error { return b.Emit(ctx, "clock.ticked", nil) }

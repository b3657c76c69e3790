// Package undeclared has one misspelt name and one that nothing declares.
package undeclared

import (
	"context"

	"github.com/fastpluggy/eventbus/events"
)

var Emits = []events.EventSpec{
	{Name: "door.opened", Payload: events.Schema{"door_id": "int64", "by": "*string"}},
	{Name: "garage.opened", Payload: events.Schema{}},
}

func undeclared(ctx context.Context, b *events.Bus, id int64) {
	_ = b.Emit(ctx, "door.opened", events.Payload{"door_id": id})
	_ = b.Emit(ctx, "door.openned", nil) // want `nothing declares event "door.openned"; did you mean "door.opened"\?`
	_ = b.Emit(ctx, "bell.rung", nil)    // want `nothing declares event "bell.rung"; add it to the \[\]events.EventSpec`
	b.On("door.opend", nil)              // want `did you mean "door.opened"\?`
	b.OnNamespace("garge", nil)          // shorter than a likely typo, without a lock
	b.OnNamespace("garagee", nil)        // want `no known event is in the namespace "garagee"; did you mean "garage"\?`
	b.OnNamespace("window", nil)         // a plugin that is not imported may have it
	b.On("window.closed", nil)           // a plugin that is not imported may emit it
}

// Package key has payloads with a misspelt key and with one too many. The wrong
// types beside them are for another check.
package key

import (
	"context"

	"github.com/fastpluggy/eventbus/events"
)

var Emits = []events.EventSpec{
	{Name: "door.opened", Payload: events.Schema{"door_id": "int64", "by": "*string"}},
}

func keys(ctx context.Context, b *events.Bus, id int64) {
	_ = b.Emit(ctx, "door.opened", events.Payload{"dor_id": id})              // want `event "door.opened" has no field "dor_id"; did you mean "door_id"\?`
	_ = b.Emit(ctx, "door.opened", events.Payload{"door_id": "3", "hour": 9}) // want `has no field "hour", only door_id, by; remove it, or declare it at key.go:12`
	_ = b.Emit(ctx, "door.opened", events.Payload{"door_id": id, "by": "me"})
}

// Package missing has emits that lack a required field. The key too many beside
// them is for another check.
package missing

import (
	"context"

	"github.com/fastpluggy/eventbus/events"
)

var Emits = []events.EventSpec{
	{Name: "door.opened", Payload: events.Schema{"door_id": "int64", "by": "*string"}},
}

func missing(ctx context.Context, b *events.Bus, id int64) {
	_ = b.Emit(ctx, "door.opened", nil)                                         // want `emitted without its field "door_id" \(int64\), so no typed listener gets it`
	_ = b.Emit(ctx, "door.opened", events.Payload{"by": "me", "zzzzzzz": true}) // want `without its field "door_id"`
	_ = b.Emit(ctx, "door.opened", events.Payload{"door_id": id})               // the other one is optional
}

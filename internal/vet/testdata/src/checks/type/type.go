// Package types has values of another type than is declared. The missing field
// beside them is for another check.
package types

import (
	"context"

	"github.com/fastpluggy/eventbus/events"
)

var Emits = []events.EventSpec{
	{Name: "door.opened", Payload: events.Schema{"door_id": "int64", "by": "*string"}},
}

func values(ctx context.Context, b *events.Bus, id int64) {
	_ = b.Emit(ctx, "door.opened", events.Payload{"door_id": 3})             // want `is declared int64 \(type.go:12\), and 3 is an int: typed listeners get 3, untyped ones an int; write int64\(3\)`
	_ = b.Emit(ctx, "door.opened", events.Payload{"door_id": "x"})           // want `"x" is a string, which no listener can read as one; pass an int64`
	_ = b.Emit(ctx, "door.opened", events.Payload{"by": 'x'})                // want `declared string`
	_ = b.Emit(ctx, "door.opened", events.Payload{"door_id": id, "by": "x"}) // both are right
}

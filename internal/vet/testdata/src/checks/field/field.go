// Package field has handlers that read fields which the event does not have, or
// has with another type.
package field

import (
	"context"

	"github.com/fastpluggy/eventbus/events"
)

var Emits = []events.EventSpec{
	{Name: "door.opened", Payload: events.Schema{"door_id": "int64", "by": "*string"}},
}

func listen(ctx context.Context, b *events.Bus) {
	b.On("door.opened", func(_ context.Context, e events.Event) error {
		_, _ = events.Field[int64](e, "door_id")
		_, _ = events.Field[bool](e, "door_id") // want `no value of it can be read as a bool; write events.Field\[int64\]`
		_, _ = e.Get("dor_id")                  // want `event "door.opened" has no field "dor_id"; did you mean "door_id"\?`
		_, _ = e.Payload()["door_id"].(int)     // want `it is never an int; write .\(int64\)`
		return nil
	})
}

// Package untyped emits and listens by name although it has the typed topic.
package untyped

import (
	"context"

	"github.com/fastpluggy/eventbus/events"
	"github.com/fastpluggy/eventbus/typed"
)

var Emits = []events.EventSpec{{Name: "door.opened", Payload: events.Schema{"door_id": "int64"}}}

type DoorOpened struct {
	DoorID int64 `json:"door_id"`
}

var DoorOpenedTopic = typed.Generated("door.opened", typed.Codec[DoorOpened]{})

func untyped(ctx context.Context, b *events.Bus, id int64) {
	_ = b.Emit(ctx, "door.opened", events.Payload{"door_id": id})       // want `has a typed topic that checks the payload when compiling; write DoorOpenedTopic.Emit\(ctx, bus, DoorOpened{…}\)`
	_ = b.Emit(ctx, "door.opened", events.Payload{"door_id": 3})        // it is wrong first
	b.On("door.opened", func(_ context.Context, e events.Event) error { // want `the handler reads fields of event "door.opened" by name`
		_, err := events.Field[int64](e, "door_id")
		return err
	})
}

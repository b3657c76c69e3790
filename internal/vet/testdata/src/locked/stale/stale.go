package stale // want package:`events\(order.paid\)`

import (
	"context"

	"github.com/fastpluggy/eventbus/events"
)

var Emits = []events.EventSpec{{
	Name:    "order.paid", // want `events.lock.json is stale: it has event "order.paid" with field "order_id" as int, here it is int64 \(events.lock.json:7\); run evgen ./...`
	Payload: events.Schema{"order_id": "int64"},
}}

func run(ctx context.Context, b *events.Bus, id int64) {
	_ = b.Emit(ctx, "order.paid", events.Payload{"order_id": id}) // the declaration in the code counts
}

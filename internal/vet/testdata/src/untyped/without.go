package untyped

import (
	"context"

	"github.com/fastpluggy/eventbus/events"
)

// The import goes with what has used it.
func last(ctx context.Context, id int64) error {
	return global.Emit(ctx, "order.shipped", events.Payload{"order_id": id, "weight": 1.5}) // want `has a typed topic`
}

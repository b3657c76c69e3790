package ignore

import (
	"context"

	"github.com/fastpluggy/eventbus/events"
)

// The fault is on the line that has a comment in ignore.go.
func other(ctx context.Context, b *events.Bus) {
	//
	//
	//
	//
	_ = b.Emit(ctx, "door.openned", nil) // want `did you mean "door.opened"\?`
}

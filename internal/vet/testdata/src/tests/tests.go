package tests // want package:`events\(job.done\)`

import (
	"context"

	"github.com/fastpluggy/eventbus/events"
)

var Emits = []events.EventSpec{{Name: "job.done"}}

// The declarations of a test file do not count here.
func emits(ctx context.Context, b *events.Bus) {
	_ = b.Emit(ctx, "job.fake", nil) // want `nothing declares event "job.fake"`
}

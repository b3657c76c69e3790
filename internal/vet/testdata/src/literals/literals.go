package literals // want package:`events\(job.done ...\)`

import (
	"context"

	"github.com/fastpluggy/eventbus/events"
)

// This package gives a spec its name later.

var Emits = []events.EventSpec{{Name: "job.done"}, {}}

func init() { Emits[1].Name = "job.failed" }

func emits(ctx context.Context, b *events.Bus) { _ = b.Emit(ctx, "job.failed", nil) }

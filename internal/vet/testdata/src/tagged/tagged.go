package tagged // want package:`events\(job.begun job.done\)`

import (
	"context"

	"github.com/fastpluggy/eventbus/events"
)

var Emits = []events.EventSpec{{Name: "job.begun", Payload: events.Schema{}}, {Name: "job.done", Payload: events.Schema{}}}

func run(ctx context.Context, b *events.Bus) { _ = b.Emit(ctx, "job.begun", nil) }

package changed // want package:`events\(job.begun job.done\)`

import (
	"context"

	"github.com/fastpluggy/eventbus/events"
)

var schema = events.Schema{"id": "int"}

var Emits = []events.EventSpec{{Name: "job.begun", Payload: schema}, {Name: "job.done", Payload: made()}}

func made() events.Schema { return nil }

func init() { schema["more"] = "string" }

func run(ctx context.Context, b *events.Bus) {
	_ = b.Emit(ctx, "job.begun", events.Payload{"more": "x"})
	_ = b.Emit(ctx, "job.done", events.Payload{"anything": "x"})
}

package own // want package:`events\(job.begun job.done\)`

import (
	"conflict/one"
	"context"

	"github.com/fastpluggy/eventbus/events"
)

var _ = one.Emits

// The declaration of this package counts here.
var Emits = []events.EventSpec{{Name: "job.done", Payload: events.Schema{"id": "string"}}}

func run(ctx context.Context, b *events.Bus, s string) {
	_ = b.Emit(ctx, "job.done", events.Payload{"id": s})
	_ = b.Emit(ctx, "job.done", events.Payload{"id": 3}) // want `is declared string \(own.go:13\), and 3 is an int, which no listener can read as one`
}

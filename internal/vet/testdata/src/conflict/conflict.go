package conflict // want package:`events\(job.begun job.done\)`

import (
	"conflict/hand"
	"conflict/one"
	"conflict/two"
	"context"

	"github.com/fastpluggy/eventbus/events"
)

var _, _, _ = one.Emits, two.Emits, hand.Topic

func run(ctx context.Context, b *events.Bus) {
	_ = b.Emit(ctx, "job.done", events.Payload{"id": true})
	_ = b.Emit(ctx, "job.begun", events.Payload{"id": true}) // want `which no listener can read as one`
}

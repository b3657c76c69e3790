package passeson // want package:`events\(job.begun job.done\)`

import (
	"context"

	"github.com/fastpluggy/eventbus/events"
)

var Emits = []events.EventSpec{{Name: "job.begun"}, {Name: "job.done"}}

func say(ctx context.Context, b *events.Bus, name string) {
	_ = b.Emit(ctx, "job.begun", nil)
	_ = b.Emit(ctx, name, nil) // may be the other
}

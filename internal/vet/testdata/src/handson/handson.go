package handson // want package:`events\(job.begun job.done\)`

import (
	"context"

	"github.com/fastpluggy/eventbus/events"
)

var Emits = []events.EventSpec{{Name: "job.begun"}, {Name: "job.done"}}

func say(ctx context.Context, b *events.Bus, emit func(*events.Bus, string), name string) {
	_ = b.Emit(ctx, "job.begun", nil)
	emit(b, name)
}

package judgedtests // want package:`events\(job.fake\)`

import (
	"context"

	"github.com/fastpluggy/eventbus/events"
)

var fakes = []events.EventSpec{{Name: "job.fake"}}

func judged(ctx context.Context, b *events.Bus) {
	_ = b.Emit(ctx, "job.fake", nil)
	_ = b.Emit(ctx, "job.fkae", nil) // want `did you mean "job.fake"\?`
}

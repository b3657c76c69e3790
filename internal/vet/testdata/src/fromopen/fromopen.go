package fromopen // want package:`events\(job.done user.login ...\)`

import (
	"context"
	"open"

	"github.com/fastpluggy/eventbus/events"
)

var Emits = []events.EventSpec{{Name: "job.done"}, open.Spec("job.failed")}

func emits(ctx context.Context, b *events.Bus) { _ = b.Emit(ctx, "job.failed", nil) }

//go:build elsewhere

package tagged

import (
	"context"

	"github.com/fastpluggy/eventbus/events"
)

var More = []events.EventSpec{{Name: "job.elsewhere"}}

func more(ctx context.Context, b *events.Bus) { _ = b.Emit(ctx, "job.done", nil) }

package tests

import (
	"context"

	"github.com/fastpluggy/eventbus/events"
)

var fakes = []events.EventSpec{{Name: "job.fake"}}

func quiet(ctx context.Context, b *events.Bus) { _ = b.Emit(ctx, "job.dnoe", nil) }

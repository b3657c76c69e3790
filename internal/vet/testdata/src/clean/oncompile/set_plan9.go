package oncompile

import (
	"context"
	"time"

	"github.com/fastpluggy/eventbus/events"
)

func set(ctx context.Context, b *events.Bus, to time.Time) error {
	return b.Emit(ctx, "clock.set", events.Payload{"to": to})
}

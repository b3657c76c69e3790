package indirect // want package:`events\(app.ready order.paid order.v1 user.handmade user.login user.profile_created\)`

import (
	"context"
	"user"

	"github.com/fastpluggy/eventbus/events"
)

var _ = user.Emits

var Emits = []events.EventSpec{{Name: "order.v1"}}

func emits(ctx context.Context, b *events.Bus) {
	_ = b.Emit(ctx, "app.ready", nil) // an import's import declares it
	_ = b.Emit(ctx, "app.redy", nil)  // want `did you mean "app.ready"\?`
	b.On("order.v2", nil)             // another version is not a typo
	_ = b.Emit(ctx, "order.v2", nil)  // want `did you mean "order.v1"\?`
}

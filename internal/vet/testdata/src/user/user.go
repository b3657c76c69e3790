package user // want package:`events\(app.ready order.paid user.handmade user.login user.profile_created\)`

import (
	"context"
	"declares"

	"github.com/fastpluggy/eventbus/events"
)

var _ = declares.Emits

func Emits() []events.EventSpec { return []events.EventSpec{{Name: "order.paid"}} }

func emits(ctx context.Context, b *events.Bus) {
	_ = b.Emit(ctx, "user.login", nil) // an import declares it
	_ = b.Emit(ctx, "order.payd", nil) // want `did you mean "order.paid"\?`
	_ = b.Emit(ctx, "user.logn", nil)  // want `did you mean "user.login"\?`
}

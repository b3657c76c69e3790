package listens // want package:`events\(app.ready user.handmade user.login user.profile_created\)`

import (
	"context"
	"declares"

	"github.com/fastpluggy/eventbus/events"
)

// This package declares nothing, so nothing in it is judged.

var _ = declares.Emits

func run(ctx context.Context, b *events.Bus) {
	b.On("user.logn", nil)
	_ = b.Emit(ctx, "user.logn", nil)
}

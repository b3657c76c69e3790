package fixed // want package:`events\(user.login\)`

import (
	"context"

	"github.com/fastpluggy/eventbus/events"
)

const misspelt = "user.logn"

var Emits = []events.EventSpec{{Name: "user.login"}}

func emits(ctx context.Context, b *events.Bus) {
	_ = b.Emit(ctx, "user.logn", nil) // want `did you mean`
	_ = b.Emit(ctx, misspelt, nil)    // want `did you mean`
	b.On(`user.logn`, nil)            // want `did you mean`
}

package open // want package:`events\(user.login ...\)`

import (
	"context"

	"github.com/fastpluggy/eventbus/events"
)

// This package has declarations that only running it would tell.

var Emits = []events.EventSpec{{Name: "user.login"}, Spec("user.logout")}

func Spec(name string) events.EventSpec { return events.EventSpec{Name: name} }

func emits(ctx context.Context, b *events.Bus) { _ = b.Emit(ctx, "user.logn", nil) }

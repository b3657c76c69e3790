package open // want package:`events\(user.login ...\)`

import (
	"context"

	"github.com/fastpluggy/eventbus/events"
)

// This package has declarations with names that are not constant.

var Emits = []events.EventSpec{{Name: "user.login"}, Spec("user.logout")}

func Spec(name string) events.EventSpec { return events.EventSpec{Name: name} }

func emits(ctx context.Context, b *events.Bus) { _ = b.Emit(ctx, "user.logn", nil) }

package fixed // want package:`events\(cache.set user.created user.login\)`

import (
	"context"

	"github.com/fastpluggy/eventbus/events"
)

const misspelt = "user.loginn"

var Emits = []events.EventSpec{
	{Name: "cache.set"},
	{Name: "user.created", Payload: events.Schema{"line1": "*string", "username": "*string"}},
	{Name: "user.login"},
}

func emits(ctx context.Context, b *events.Bus) {
	for _, name := range []string{"cache.set", "user.login"} {
		_ = b.Emit(ctx, name, nil)
	}
	_ = b.Emit(ctx, "user.logn", nil)                               // want `did you mean`
	_ = b.Emit(ctx, misspelt, nil)                                  // want `did you mean`
	b.On(`user.lgoin`, nil)                                         // want `did you mean`
	b.On("user.craeted", nil)                                       // want `did you mean`
	b.On("User.Created", nil)                                       // want `did you mean`
	_ = b.Emit(ctx, "user.crated", nil)                             // want `did you mean`
	_ = b.Emit(ctx, "user.logins", nil)                             // want `did you mean`
	_ = b.Emit(ctx, "user.logan", nil)                              // want `did you mean`
	_ = b.Emit(ctx, "cache.get", nil)                               // want `did you mean "cache.set"`
	_ = b.Emit(ctx, "cache.reset", nil)                             // want `did you mean "cache.set"`
	_ = b.Emit(ctx, "user.logi", nil)                               // want `did you mean "user.login"`
	b.On("user.logi", nil)                                          // want `did you mean "user.login"`
	_ = b.Emit(ctx, "user.created", events.Payload{"line2": "x"})   // want `did you mean "line1"`
	_ = b.Emit(ctx, "user.created", events.Payload{"usernam": "x"}) // want `did you mean "username"`
	_ = b.Emit(ctx, "user.created", events.Payload{"usename": "x"}) // want `did you mean "username"`
	_ = b.Emit(ctx, "user.created", events.Payload{"surname": "x"}) // want `has no field`
}

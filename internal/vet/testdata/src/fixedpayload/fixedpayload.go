package fixedpayload // want package:`events\(user.login user.logout\)`

import (
	au "auth"
	"context"

	"github.com/fastpluggy/eventbus/events"
)

type Name string

const key = "usrname"

func emits(ctx context.Context, b *events.Bus, i int, n Name, p events.Payload, i64 int64) {
	_ = b.Emit(ctx, "user.login", events.Payload{"usr_id": i64, "username": "x"})             // want `did you mean "user_id"`
	_ = b.Emit(ctx, "user.login", events.Payload{"user_id": i64, key: "x"})                   // want `did you mean "username"`
	_ = b.Emit(ctx, "user.login", events.Payload{"user_id": i, "username": n})                // want `write int64\(i\)` `write string\(n\)`
	_ = b.Emit(ctx, "user.login", events.Payload{"user_id": 3 + 4, "username": "x"})          // want `write int64\(3 \+ 4\)`
	_ = b.Emit(ctx, "user.login", events.Payload{"user_id": i64, "username": "", "role": n})  // want `write au.Role\(n\)`
	_ = b.Emit(ctx, "user.login", events.Payload{"user_id": i64, "username": "", "extra": p}) // want `write map\[string\]any\(p\)`
	b.On("user.login", func(_ context.Context, e events.Event) error {
		_, _ = e.Get("user_id")
		_, err := events.Field[string](e, "usernam") // want `did you mean "username"`
		return err
	})
	{
		type int64 = int
		_ = b.Emit(ctx, "user.login", events.Payload{"user_id": i, "username": "x"}) // want `pass an int64`
	}
}

var _ au.Role

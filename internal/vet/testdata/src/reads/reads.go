package reads // want package:`events\(user.login user.logout\)`

import (
	"auth"
	"context"
	"time"

	"github.com/fastpluggy/eventbus/events"
)

var _ auth.Role

func listen(ctx context.Context, b *events.Bus, p plugin) {
	b.On("user.login", func(ctx context.Context, e events.Event) error {
		_, _ = events.Field[int64](e, "user_id")
		_, _ = events.Field[any](e, "user_id")
		_, _ = events.Field[*int64](e, "user_id")
		_, _ = events.Field[int](e, "user_id")
		_, _ = events.Field[float32](e, "small")
		_, _ = events.Field[time.Time](e, "username")   // the text may be one
		_, _ = events.Field[map[string]int](e, "extra") // and these may be numbers
		_, _ = events.Field[string](e, "user_id")       // want `field "user_id" of event "user.login" is declared int64 \(auth/auth.go:22\): no value of it can be read as a string; write events.Field\[int64\]`
		_, _ = events.Field[int32](e, "user_id")        // want `not every value of it fits into an int32; write events.Field\[int64\]`
		_, _ = events.Field[string](e, "at")            // want `is declared time.Time .*write events.Field\[time.Time\]`
		_, _ = events.Field[int64](e, "usr_id")         // want `event "user.login" has no field "usr_id"; did you mean "user_id"\?`
		_, _ = e.Get("colour")                          // want `event "user.login" has no field "colour", only user_id, .*; read one of those, or declare it at auth/auth.go:22`
		_, _ = e.Payload()["user_id"].(int64)
		_, _ = e.Payload()["user_id"].(any)
		_, _ = e.Payload()["any"].(int)
		_, _ = e.Payload()["user_id"].(int) // want `field "user_id" of event "user.login" is declared int64 \(auth/auth.go:22\): it is never an int; write .\(int64\)`
		_, _ = e.Payload()["usr_id"].(int)  // want `did you mean "user_id"`
		switch e.Payload()["user_id"].(type) {
		}
		_ = e.Payload()["usrname"]                                                        // want `did you mean "username"\?`
		return func() error { _, err := events.Field[bool](e, "username"); return err }() // want `no value of it can be read as a bool`
	})
	b.On("user.login", nil, events.Predicate(func(e events.Event) bool {
		_, ok := e.Get("usernam") // want `did you mean "username"`
		return ok
	}), events.Async(events.Keyed(func(e events.Event) string {
		name, _ := events.Field[int](e, "username") // want `no value of it can be read as an int`
		return string(rune(name))
	})))
	b.On("user.logout", named)
	b.On("user.login", named)
	b.On("user.login", once)
	b.On("user.login", p.method)
	b.On("user.login", branches)
	b.On("user.login", set)
	b.On("user.login", everything)
	b.OnAny(everything)
	b.On("user.login", called)
	b.On("not.known", func(_ context.Context, e events.Event) error { _, _ = e.Get("x"); return nil })
	b.OnNamespace("user", func(_ context.Context, e events.Event) error { _, _ = e.Get("x"); return nil })
	b.On("user.login", func(context.Context, events.Event) error { return nil })
	_ = called(ctx, events.Event{})
	for e := range b.Stream(ctx, "user.login") {
		_, _ = e.Get("username")
		_, _ = e.Get("usernam") // want `did you mean "username"\?`
	}
}

type plugin struct{}

func (plugin) method(_ context.Context, e events.Event) error {
	_, _ = e.Get("usernam") // want `did you mean "username"\?`
	return nil
}

func named(_ context.Context, e events.Event) error {
	_, _ = e.Get("user_id") // one of them has it
	_, _ = e.Get("nobody")  // want `event "user.logout" has no field "nobody", it has no fields; declare it at`
	return nil
}

func once(_ context.Context, e events.Event) error {
	_, err := events.Field[bool](e, "user_id") // want `no value of it can be read as a bool`
	return err
}

func branches(_ context.Context, e events.Event) error {
	if e.Name == "user.logout" {
		_, _ = e.Get("reason")
	}
	return nil
}

func set(_ context.Context, e events.Event) error {
	e = events.Event{}
	_, _ = e.Get("reason")
	return nil
}

func everything(_ context.Context, e events.Event) error {
	_, _ = e.Get("reason")
	return nil
}

func called(_ context.Context, e events.Event) error {
	_, _ = e.Get("reason")
	return nil
}

package byhand // want package:`events\(hello.greeted user.login\)`

import (
	"context"

	"github.com/fastpluggy/eventbus/events"
	"github.com/fastpluggy/eventbus/typed"
)

type Greeted struct{ Name string }

type login struct {
	UserID int64 `json:"user_id"`
}

var (
	GreetedTopic = typed.NewTopic[Greeted]("hello.greeted")
	loginTopic   = typed.NewTopic[login]("user.login")
)

func run(ctx context.Context, b *events.Bus) error {
	b.On("hello.greeted", func(_ context.Context, e events.Event) error {
		_, err := events.Field[string](e, "Name")
		return err
	})
	loginTopic.On(b, func(_ context.Context, l login) error { return nil })
	_ = b.Emit(ctx, "user.login", events.Payload{"user_id": 3, "username": "x"})
	_ = b.Emit(ctx, "hello.greeted", events.Payload{"Name": "Ada"})
	_ = b.Emit(ctx, "hello.anything", nil)
	return GreetedTopic.Emit(ctx, b, Greeted{Name: "Grace"})
}

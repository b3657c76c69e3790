package events_test

import (
	"context"
	"fmt"

	"github.com/fastpluggy/eventbus/events"
)

func ExampleBus() {
	b := events.New()
	b.On("user.login", func(_ context.Context, e events.Event) error {
		fmt.Println(e.Name, e.Payload()["username"])
		return nil
	})
	if err := b.Emit(context.Background(), "user.login", events.Payload{"username": "ada"}); err != nil {
		fmt.Println(err)
	}
	// Output: user.login ada
}

func ExampleBus_On() {
	b, ctx := events.New(), context.Background()
	hello := b.On("app.ready", func(context.Context, events.Event) error {
		fmt.Println("hello")
		return nil
	})
	_ = b.Emit(ctx, "app.ready", nil)
	fmt.Println(hello.Off(), hello.Off())
	_ = b.Emit(ctx, "app.ready", nil) // no listener, which is not an error
	// Output:
	// hello
	// true false
}

func ExampleBus_OnNamespace() {
	b, ctx := events.New(), context.Background()
	b.OnNamespace("user", func(_ context.Context, e events.Event) error {
		fmt.Println("heard", e.Name)
		return nil
	})
	for _, name := range []string{"user.login", "user.profile.changed", "user", "users.login"} {
		_ = b.Emit(ctx, name, nil)
	}
	// Output:
	// heard user.login
	// heard user.profile.changed
}

func ExampleBus_As() {
	b, ctx := events.New(), context.Background()
	audit := b.As("audit") // what a plugin gets of the bus
	audit.OnAny(func(_ context.Context, e events.Event) error {
		fmt.Println(e.Name, "from", e.Source)
		return nil
	})
	_ = b.As("auth_user").Emit(ctx, "user.login", nil)
	_ = b.As("auth_user").Emit(ctx, "user.login", nil, events.From("sso"))

	// The plugin is unloaded: all its listeners go in one step.
	fmt.Println(audit.OffAll(), "taken off,", b.ListenerCount(), "left")
	// Output:
	// user.login from auth_user
	// user.login from sso
	// 1 taken off, 0 left
}

func ExampleBus_EmitWait() {
	b, ctx := events.New(), context.Background()
	b.OnError(func(context.Context, events.Event, events.ListenerInfo, error) {}) // the default logs
	b.On("order.paid", func(context.Context, events.Event) error {
		return fmt.Errorf("no paper")
	}, events.Async(), events.Label("print"))

	// It waits for asynchronous listeners too, and joins what went wrong.
	fmt.Println(b.EmitWait(ctx, "order.paid", nil))
	// Output: events: "order.paid": listener print failed (handler): no paper
}

func ExampleBlocking() {
	b := events.New()
	b.On("job.done", func(context.Context, events.Event) error {
		fmt.Println("recorded")
		return nil
	}, events.Async())

	// A background job ends with the process: its events are to be done then.
	ctx := events.Blocking(context.Background())
	_ = b.Emit(ctx, "job.done", nil)
	fmt.Println("exit")
	// Output:
	// recorded
	// exit
}

func ExampleBus_OnError() {
	b, ctx := events.New(), context.Background()
	b.OnError(func(_ context.Context, e events.Event, l events.ListenerInfo, err error) {
		fmt.Printf("%s failed on %s: %v\n", l.Name, e.Name, err)
	})
	b.On("a", func(context.Context, events.Event) error { panic("oh no") }, events.Label("careless"))
	b.On("a", func(context.Context, events.Event) error { fmt.Println("not my problem"); return nil })
	fmt.Println(b.Emit(ctx, "a", nil))
	// Output:
	// careless failed on a: events: panic: oh no
	// not my problem
	// <nil>
}

func ExampleNewContext() {
	b := events.New().As("shop")
	handler := func(ctx context.Context) {
		if b, ok := events.FromContext(ctx); ok {
			fmt.Println("the bus of", b.Owner())
		}
	}
	handler(events.NewContext(context.Background(), b))
	handler(context.Background())
	// Output: the bus of shop
}

func ExampleField() {
	b := events.New()
	b.On("user.login", func(_ context.Context, e events.Event) error {
		id, err := events.Field[int64](e, "user_id") // 7 was emitted as a float64
		fmt.Println(id, err)
		_, err = events.Field[bool](e, "user_id")
		return err
	})
	b.OnError(func(_ context.Context, _ events.Event, _ events.ListenerInfo, err error) { fmt.Println(err) })
	_ = b.Emit(context.Background(), "user.login", events.Payload{"user_id": 7.0})
	// Output:
	// 7 <nil>
	// events: payload of "user.login": field "user_id": want bool, have float64
}

package migrate_test

import (
	"context"
	"errors"
	"fmt"

	"github.com/fastpluggy/eventbus/events"
	"github.com/gookit/event"
)

var errFull = errors.New("the disk is full")

func Example_gookitBefore() {
	// snippet: gookit/before
	em := event.NewManager("app")
	em.On("user.login", event.ListenerFunc(func(e event.Event) error {
		name, _ := e.Get("name").(string)
		fmt.Println("hello", name)
		return nil
	}), event.High)
	em.On("user.*", event.ListenerFunc(func(event.Event) error { return errFull }))

	err, _ := em.Fire("user.login", event.M{"name": "ada"})
	fmt.Println(err)
	// end

	// Output:
	// hello ada
	// the disk is full
}

func Example_gookitAfter() {
	ctx := context.Background()
	// snippet: gookit/after
	bus := events.New()
	bus.On("user.login", func(_ context.Context, e events.Event) error {
		name, err := events.Field[string](e, "name")
		fmt.Println("hello", name)
		return err
	}, events.Priority(200))
	bus.OnNamespace("user", func(context.Context, events.Event) error { return errFull }, events.Label("audit"))

	err := bus.EmitWait(ctx, "user.login", events.Payload{"name": "ada"})
	fmt.Println(errors.Is(err, errFull))
	// end

	// Output:
	// hello ada
	// true
}

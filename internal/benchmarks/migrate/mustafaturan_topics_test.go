package migrate_test

import (
	"context"
	"errors"
	"fmt"

	"github.com/fastpluggy/eventbus/events"
	"github.com/mustafaturan/bus/v3"
)

func Example_mustafaturanTopicsBefore() {
	ctx := context.Background()
	b, err := bus.NewBus(bus.Next(func() string { return "an id" }))
	if err != nil {
		panic(err)
	}
	// snippet: mustafaturan/topics/before
	b.RegisterTopics("order.created")
	b.RegisterHandler("mail", bus.Handler{
		Matcher: `^order\.created$`,
		Handle:  func(_ context.Context, e bus.Event) { fmt.Println("mail about", e.Data) },
	})

	_ = b.Emit(ctx, "order.created", 7)
	b.DeregisterTopics("order.created")
	fmt.Println(b.Emit(ctx, "order.created", 8))
	// end

	// Output:
	// mail about 7
	// bus: topic(order.created) not found
}

func Example_mustafaturanTopicsAfter() {
	ctx := context.Background()
	// snippet: mustafaturan/topics/after
	b := events.New(events.WithContracts(events.Enforce))
	shop := b.As("shop")
	_ = shop.Declare(events.EventSpec{Name: "order.created", Payload: events.Schema{"id": "int"}})
	b.On("order.created", func(_ context.Context, e events.Event) error {
		id, err := events.Field[int](e, "id")
		fmt.Println("mail about", id)
		return err
	}, events.Label("mail"))

	_ = shop.Emit(ctx, "order.created", events.Payload{"id": 7})
	shop.Undeclare("order.created")
	err := shop.Emit(ctx, "order.created", events.Payload{"id": 8})
	var refused *events.ContractError
	fmt.Println(errors.As(err, &refused) && refused.Undeclared)
	// end

	// Output:
	// mail about 7
	// true
}

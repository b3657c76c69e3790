package migrate_test

import (
	"context"
	"fmt"
	"strconv"

	"github.com/fastpluggy/eventbus/events"
	"github.com/fastpluggy/eventbus/typed"
	"github.com/mustafaturan/bus/v3"
)

// snippet: mustafaturan/before
type Order struct{ ID int64 }

// end

func Example_mustafaturanBefore() {
	ctx := context.Background()
	// snippet: mustafaturan/before
	ids := 0
	b, err := bus.NewBus(bus.Next(func() string { ids++; return strconv.Itoa(ids) }))
	if err != nil {
		panic(err)
	}
	b.RegisterTopics("order.created", "order.paid")
	b.RegisterHandler("mail", bus.Handler{
		Matcher: `^order\.created$`,
		Handle:  func(_ context.Context, e bus.Event) { fmt.Println("mail about", e.Data.(Order).ID) },
	})
	b.RegisterHandler("audit", bus.Handler{
		Matcher: `^order\.`,
		Handle:  func(_ context.Context, e bus.Event) { fmt.Println("audit", e.Topic) },
	})

	_ = b.Emit(ctx, "order.created", Order{ID: 7})
	b.DeregisterHandler("mail")
	_ = b.Emit(ctx, "order.paid", Order{ID: 7})
	// end

	// Unordered output:
	// mail about 7
	// audit order.created
	// audit order.paid
}

// snippet: mustafaturan/after
var (
	orderCreated = typed.NewTopic[Order]("order.created")
	orderPaid    = typed.NewTopic[Order]("order.paid")
)

// end

func Example_mustafaturanAfter() {
	ctx := context.Background()
	// snippet: mustafaturan/after
	b := events.New()
	mail := orderCreated.On(b, func(_ context.Context, o Order) error {
		fmt.Println("mail about", o.ID)
		return nil
	}, events.Label("mail"))
	b.OnNamespace("order", func(_ context.Context, e events.Event) error {
		fmt.Println("audit", e.Name)
		return nil
	}, events.Label("audit"))

	_ = orderCreated.Emit(ctx, b, Order{ID: 7})
	mail.Off()
	_ = orderPaid.Emit(ctx, b, Order{ID: 7})
	// end

	// Output:
	// mail about 7
	// audit order.created
	// audit order.paid
}

package untyped // want package:`events\(order.paid order.shipped user.login user.logout\)`

import (
	"auth"
	"context"

	"github.com/fastpluggy/eventbus/events"
	"github.com/fastpluggy/eventbus/typed"
)

var Emits = []events.EventSpec{
	{Name: "order.shipped", Payload: events.Schema{"order_id": "int64", "carrier": "*string", "weight": "float64"}},
	{Name: "order.paid", Payload: events.Schema{}},
}

type OrderShipped struct {
	OrderID int64   `json:"order_id"`
	Carrier *string `json:"carrier,omitempty"`
	Weight  float64 `json:"weight"`
}

type OrderPaid struct{}

var (
	OrderShippedTopic = typed.Generated("order.shipped", typed.Codec[OrderShipped]{})
	OrderPaidTopic    = typed.Generated("order.paid", typed.Codec[OrderPaid]{})
)

type plugin struct {
	*events.Bus
	bus *events.Bus
}

func number() int64 { return 1 }

func emits(ctx context.Context, b *events.Bus, p plugin, id int64, carrier *string, get func() context.Context) {
	_ = b.Emit(ctx, "order.shipped", events.Payload{"order_id": id, "weight": 2.5}) // want `event "order.shipped" has a typed topic that checks the payload when compiling; write OrderShippedTopic.Emit\(ctx, bus, OrderShipped{…}\)`
	_ = p.bus.EmitWait(ctx, "order.shipped", events.Payload{                        // want `write OrderShippedTopic.EmitWait\(ctx, bus, OrderShipped{…}\)`
		"weight":   2.5,      // kilograms
		"order_id": number(), // comments stay
		"carrier":  "DHL",
	}, events.From("shop"))
	_ = b.As("x").Emit(ctx, "order.shipped", events.Payload{"order_id": number(), "weight": 2.5, "carrier": carrier}) // want `has a typed topic`
	_ = b.Emit(ctx, "order.paid", nil)                                                                                // want `has a typed topic`
	_ = b.Emit(ctx, "order.paid", events.Payload{})                                                                   // want `has a typed topic`
	_ = b.Emit(ctx, "user.logout", nil)                                                                               // want `write auth.UserLogoutTopic.Emit\(ctx, bus, auth.UserLogout{…}\)`
	_ = b.Emit(ctx, "user.login", events.Payload{"user_id": id, "username": "x", "role": auth.Role("admin")})         // want `has a typed topic`

	// There is no fix if calls would be made in another order, or for an embedded bus.
	_ = b.As("x").Emit(get(), "order.paid", nil) // want `has a typed topic`
	_ = p.Emit(ctx, "order.paid", nil)           // want `has a typed topic`

	{
		OrderPaidTopic := 1
		_ = OrderPaidTopic
		_ = b.Emit(ctx, "order.paid", nil) // the topic is hidden here
	}
}

func listens(b *events.Bus) {
	b.On("order.shipped", func(_ context.Context, e events.Event) error { // want `the handler reads fields of event "order.shipped" by name, and the event has a typed topic; write OrderShippedTopic.On\(bus, func\(ctx context.Context, p OrderShipped\) error {…}\)`
		_, err := events.Field[int64](e, "order_id")
		return err
	})
	b.On("order.shipped", func(_ context.Context, e events.Event) error { return nil })
	b.On("order.shipped", func(_ context.Context, e events.Event) error { return nil }, events.Predicate(func(e events.Event) bool {
		_, ok := e.Get("order_id") // the handler reads nothing by name
		return ok
	}))
	b.On("order.shipped", both)
	b.On("order.paid", both)
}

func both(_ context.Context, e events.Event) error {
	_, err := events.Field[int64](e, "order_id")
	return err
}

var global = events.New()

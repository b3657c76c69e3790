package payload // want package:`events\(order.packed order.paid order.shipped order.sorted order.timed order.untold\)`

import (
	"context"

	"github.com/fastpluggy/eventbus/events"
)

var shipped = events.Schema{"order_id": "int64", "carrier": "*string", "address": "string"}

var Emits = []events.EventSpec{
	{Name: "order.shipped", Payload: shipped},
	{Name: "order.paid", Payload: events.Schema{}},
	{Name: "order.sorted", Payload: events.Schema{"sort": "Sort"}},
	{Name: "order.timed", Payload: events.Schema{"at": "datetime"}},
	{Name: "order.untold"}, // says nothing of its payload
	{"order.packed", "by position", events.Schema{"order_id": "int64"}, ""},
}

type Sort string

func sorted(ctx context.Context, b *events.Bus) {
	_ = b.Emit(ctx, "order.sorted", events.Payload{"sort": Sort("x")})
	type Sort string
	_ = b.Emit(ctx, "order.sorted", events.Payload{"sort": Sort("x")}) // want `is declared payload.Sort`
}

const carrier = "carrier"

func keys(ctx context.Context, b *events.Bus, id int64, key string, made events.Payload) {
	_ = b.Emit(ctx, "order.shipped", events.Payload{"order_id": id, carrier: "DHL", "address": "x"})
	_ = b.Emit(ctx, "order.shipped", map[string]any{"order_id": id, "address": "x"})
	_ = b.Emit(ctx, "order.shipped", events.Payload{"order_id": id, "adress": "x"})                 // want `event "order.shipped" has no field "adress"; did you mean "address"\?`
	_ = b.Emit(ctx, "order.shipped", events.Payload{"orderId": id, "address": "x"})                 // want `did you mean "order_id"\?`
	_ = b.Emit(ctx, "order.shipped", events.Payload{"order_id": id, "address": "x", "colour": "x"}) // want `event "order.shipped" has no field "colour", only order_id, carrier, address; remove it, or declare it at payload.go:12`
	_ = b.Emit(ctx, "order.shipped", events.Payload{"order_id": id, "address": "x", "adress": "x"}) // want `has no field "adress", only`
	_ = b.Emit(ctx, "order.paid", events.Payload{"sum": 3})                                         // want `event "order.paid" has no field "sum", it has no fields; remove it, or declare it at payload.go:13`
	_ = b.Emit(ctx, "order.shipped", events.Payload{"order_id": id})                                // want `event "order.shipped" is emitted without its field "address" \(string\), so no typed listener gets it; add the field, or make it optional at payload.go:12`
	_ = b.EmitWait(ctx, "order.shipped", nil)                                                       // want `without its fields "order_id" \(int64\), "address" \(string\), so no typed listener gets it; add them`
	_ = b.Emit(ctx, "order.packed", events.Payload{})                                               // want `without its field "order_id"`
	_ = b.Emit(ctx, "order.shipped", events.Payload{key: id})                                       // any of them
	_ = b.Emit(ctx, "order.shipped", events.Payload{key: id, "zzzzzzz": 1})                         // want `has no field "zzzzzzz"`
	_ = b.Emit(ctx, "order.shipped", made)                                                          // made elsewhere
	_ = b.Emit(ctx, "order.timed", events.Payload{"at": id})                                        // want `and id is an int64, which no listener can read as one; pass a time.Time`
	_ = b.Emit(ctx, "order.timed", events.Payload{"at": key})                                       // want `typed listeners get one only if the text can be read as one`
	_ = b.Emit(ctx, "order.paid", nil)
	_ = b.Emit(ctx, "order.untold", events.Payload{"whatever": 1})
}

package nested // want package:`events\(order.closed order.placed order.plaecd user.left\)`

import (
	"context"
	"orders"

	"github.com/fastpluggy/eventbus/events"
	"github.com/fastpluggy/eventbus/typed"
)

type dict = map[string]any

func emits(ctx context.Context, b *events.Bus, id int64, n int, sku string, any1 any, lines []orders.Line, other []dict) {
	_ = b.Emit(ctx, "order.placed", events.Payload{"order_id": id, "lines": []dict{{"sku": sku, "qty": 1}}})
	_ = b.Emit(ctx, "order.placed", events.Payload{"order_id": id, "lines": []map[string]any{{"sku": sku, "qty": n, "gift": nil}, {"sku": any1, "qty": id, "marks": []string{"a"}}}})
	_ = b.Emit(ctx, "order.placed", events.Payload{"order_id": id, "lines": other})
	_ = b.Emit(ctx, "order.placed", events.Payload{"order_id": id, "lines": []any{dict{"sku": sku, "qty": 2}}})
	_ = b.Emit(ctx, "order.placed", events.Payload{"order_id": id, "lines": []dict{{"sku": 1, "qty": 1}}})                             // want `field "lines\[\].sku" of event "order.placed" is declared string \(orders/orders.go:17\), and 1 is an int, which no listener can read as one; pass a string`
	_ = b.Emit(ctx, "order.placed", events.Payload{"order_id": id, "lines": []dict{{"sku": sku, "qty": 1.5}}})                         // want `field "lines\[\].qty" of event "order.placed" is declared int64`
	_ = b.Emit(ctx, "order.placed", events.Payload{"order_id": id, "lines": []dict{{"sku": sku}}})                                     // want `event "order.placed" is emitted without "lines\[\].qty" \(int64\)`
	_ = b.Emit(ctx, "order.placed", events.Payload{"order_id": id, "lines": []dict{{"sku": sku, "quantity": 1}}})                      // want `event "order.placed" has no field "lines\[\].quantity", only sku, qty, gift, marks` `emitted without "lines\[\].qty"`
	_ = b.Emit(ctx, "order.placed", events.Payload{"order_id": id, "lines": []dict{{"sku": sku, "qyt": 1}}})                           // want `has no field "lines\[\].qyt"; did you mean "lines\[\].qty"\?`
	_ = b.Emit(ctx, "order.placed", events.Payload{"order_id": id, "lines": []dict{{"sku": sku, "qty": sku}}})                         // want `field "lines\[\].qty" of event "order.placed" is declared int64`
	_ = b.Emit(ctx, "order.placed", events.Payload{"order_id": id, "lines": []dict{{"sku": sku, "qty": 1, "gift": dict{"txt": "x"}}}}) // want `no field "lines\[\].gift.txt"; did you mean "lines\[\].gift.text"`
	_ = b.Emit(ctx, "order.placed", events.Payload{"order_id": id, "lines": dict{"sku": sku}})                                         // want `field "lines" of event "order.placed" is declared \[\]orders.Line`
	_ = b.Emit(ctx, "order.placed", events.Payload{"order_id": id, "lines": "sku"})                                                    // want `field "lines" of event "order.placed" is declared \[\]orders.Line`
	_ = b.Emit(ctx, "order.placed", events.Payload{"order_id": id, "lines": []position{{}}})
	_ = b.Emit(ctx, "order.placed", events.Payload{"order_id": id, "lines": []shortPosition{{}}}) // want `field "lines\[\].qty" of event "order.placed" is declared int64 .*, and this has no such field`
	_ = b.Emit(ctx, "order.placed", events.Payload{"order_id": id, "lines": []textPosition{{}}})  // want `field "lines\[\].qty" of event "order.placed" is declared int64 .*, and this is a string`
}

type position struct {
	Sku string `json:"sku"`
	Qty int    `json:"qty"`
}

type shortPosition struct {
	Sku string `json:"sku"`
}

type textPosition struct {
	Sku string `json:"sku"`
	Qty string `json:"qty"`
}

type pricedPosition struct {
	Sku   string `json:"sku"`
	Price int    `json:"price"`
}

type giftPosition struct {
	Gift orders.Gift `json:"gift"`
}

func reads(b *events.Bus) {
	b.On("order.placed", func(_ context.Context, e events.Event) error {
		_, _ = events.Field[[]position](e, "lines")
		_, _ = events.Field[[]shortPosition](e, "lines")
		_, _ = events.Field[[]textPosition](e, "lines")   // want `field "lines\[\].qty" of event "order.placed" is read as a string, and the event has it as an int64 \(orders/orders.go:17\); read that`
		_, _ = events.Field[[]pricedPosition](e, "lines") // want `field "lines\[\].price" of event "order.placed" is read as an int, and the event does not have it`
		_, _ = events.Field[[]giftPosition](e, "lines")   // want `field "lines\[\].gift" of event "order.placed" is read as an orders.Gift, and the event may omit it`
		_, _ = e.Payload()["lines"].([]position)          // want `it is never a \[\]position`
		_, _ = e.Payload()["lines"].([]orders.Line)
		return nil
	})
}

var Listens = []events.EventSpec{{
	Name: "order.placed",
	Payload: events.Schema{
		"order_id": "int64",
		"lines":    "[]Own", // want `this package needs the field "lines\[\].qty" of event "order.placed" as string from orders \(orders/orders.go:17\), which sends an int64` `this package needs the field "lines\[\].price" of event "order.placed" as int from orders .*, which does not send it`
	},
}}

type Own struct {
	Qty   string `json:"qty"`
	Price int    `json:"price"`
	Note  *int   `json:"note"`
}

type wanted struct {
	OrderID int64      `json:"order_id"`
	Lines   []position `json:"lines"`
}

type misread struct {
	OrdrID int64 `json:"ordr_id"`
}

type unsent struct {
	Colour string `json:"colour"`
}

type needy struct {
	Note string `json:"note"`
}

type wrong struct {
	Lines []textPosition `json:"lines"`
}

var (
	wantedTopic  = typed.NewTopic[wanted]("order.placed")
	misreadTopic = typed.NewTopic[misread]("order.placed") // want `this topic needs the field "ordr_id" of event "order.placed", which orders does not send \(orders/orders.go:17\); did you mean "order_id"\?`
	unsentTopic  = typed.NewTopic[unsent]("order.placed")  // want `this topic needs the field "colour" of event "order.placed", which orders does not send`
	needyTopic   = typed.NewTopic[needy]("order.placed")   // want `this topic needs the field "note" of event "order.placed" from orders .*, which may omit it; make it optional: \*string`
	wrongTopic   = typed.NewTopic[wrong]("order.placed")   // want `this topic needs the field "lines\[\].qty" of event "order.placed" as string from orders .*, which sends an int64`
	typoTopic    = typed.NewTopic[wanted]("order.plaecd")  // want `nothing else declares event "order.plaecd"; did you mean "order.placed"\?`
)

type half struct {
	OrderID int64 `json:"order_id"`
}

var halfTopic = typed.NewTopic[half]("order.closed") // want `this topic emits event "order.closed" without its field "reason" \(string\)`

func close(ctx context.Context, b *events.Bus) error { return halfTopic.Emit(ctx, b, half{}) }

// An older version of a payload has other fields.
type closedV1 struct {
	Number int64 `json:"number"`
}

type closed struct {
	OrderID int64  `json:"order_id"`
	Reason  string `json:"reason"`
}

var (
	closedV1Topic = typed.NewTopic[closedV1]("order.closed")
	closedTopic   = typed.NewTopic[closed]("order.closed")
)

func init() {
	typed.Upcast(closedV1Topic, closedTopic, func(c closedV1) (closed, error) { return closed{OrderID: c.Number}, nil })
}

func optional(b *events.Bus) {
	b.On("user.left", func(_ context.Context, e events.Event) error {
		age, err := events.Field[int](e, "age") // want `field "age" of event "user.left" is optional \(orders/orders.go:19\), and the handler fails if it is missing; read a pointer, events.Field\[\*int\]`
		if err != nil {
			return err
		}
		_ = age
		return nil
	})
	b.On("user.left", func(_ context.Context, e events.Event) error {
		_ = e.Payload()["age"].(int) // want `field "age" of event "user.left" is optional \(orders/orders.go:19\), and this panics if it is missing; write v, ok :=`
		return nil
	})
	b.On("user.left", func(_ context.Context, e events.Event) error {
		name, err := events.Field[string](e, "name")
		if err != nil {
			return err
		}
		if age, err := events.Field[int](e, "age"); err != nil { // want `the handler fails if it is missing`
			return err
		} else {
			_ = age
		}
		_ = name
		return nil
	})
	b.On("user.left", func(_ context.Context, e events.Event) error {
		if _, ok := e.Get("age"); ok {
			_ = e.Payload()["age"].(int)
		}
		if name, err := events.Field[string](e, "name"); err == nil && name == "ada" {
			_ = e.Payload()["age"].(int) // all adas have one
		}
		age, _ := events.Field[int](e, "age")
		p, err := events.Field[*int](e, "age")
		_, ok := e.Payload()["age"].(int)
		_, _, _ = age, p, ok
		return err
	})
}

type leaving struct {
	Name string `json:"name"`
	Age  *int   `json:"age"`
}

var leavingTopic = typed.NewTopic[leaving]("user.left")

func pointers(b *events.Bus) {
	leavingTopic.On(b, func(_ context.Context, l leaving) error {
		_ = *l.Age // want `the field Age of event "user.left" is optional, and this panics if it is missing; compare it with nil first`
		return nil
	})
	leavingTopic.OnEvent(b, func(_ context.Context, e typed.Event[leaving]) error {
		_ = *e.Payload.Age + 1 // want `the field Age of event "user.left" is optional`
		return nil
	})
	leavingTopic.On(b, func(_ context.Context, l leaving) error {
		if l.Age != nil {
			_ = *l.Age
		}
		return nil
	})
	leavingTopic.On(b, func(_ context.Context, l leaving) error {
		if l.Age == nil {
			return nil
		}
		_ = *l.Age
		return nil
	})
	leavingTopic.On(b, func(_ context.Context, l leaving) error {
		if l.Name == "ada" {
			_ = *l.Age // all adas have one
		}
		return nil
	})
	leavingTopic.On(b, aged)
}

func aged(_ context.Context, l leaving) error {
	l = withAge(l)
	_ = *l.Age
	return nil
}

func withAge(l leaving) leaving { l.Age = new(1); return l }

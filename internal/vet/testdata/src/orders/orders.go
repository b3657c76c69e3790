package orders // want package:`events\(order.closed order.placed user.left\)`

import "github.com/fastpluggy/eventbus/events"

type Line struct {
	Sku   string   `json:"sku"`
	Qty   int64    `json:"qty"`
	Gift  *Gift    `json:"gift"`
	Marks []string `json:"marks,omitempty"`
}

type Gift struct {
	Text string `json:"text"`
}

var Emits = []events.EventSpec{
	{Name: "order.placed", Payload: events.Schema{"order_id": "int64", "note": "*string", "lines": "[]Line", "tags": "*map[string]string"}},
	{Name: "order.closed", Payload: events.Schema{"order_id": "int64", "reason": "string"}},
	{Name: "user.left", Payload: events.Schema{"name": "string", "age": "*int"}},
}

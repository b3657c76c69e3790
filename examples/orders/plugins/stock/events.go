package stock

import "github.com/fastpluggy/eventbus/events"

//go:generate go tool evgen

// A Position is as much of an order's line as the stock reads.
type Position struct {
	SKU string `json:"sku"`
	Qty int64  `json:"qty"`
}

// Listens declares which fields of other plugins' events this plugin reads.
var Listens = []events.EventSpec{{
	Name:    "order.placed",
	Payload: events.Schema{"lines": "[]Position"},
}}

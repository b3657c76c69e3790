package shop

import "github.com/fastpluggy/eventbus/events"

//go:generate go tool evgen

// A Line is one article of an order.
type Line struct {
	SKU   string `json:"sku"`
	Qty   int32  `json:"qty"`
	Cents int64  `json:"cents"` // the price of one
}

// Emits declares the event of this plugin.
var Emits = []events.EventSpec{{
	Name:        "order.placed",
	Description: "Fired after an order has been paid.",
	Payload: events.Schema{
		"order_id": "int64",
		"lines":    "[]Line",
	},
}}

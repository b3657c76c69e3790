package shop // want package:`events\(order.shipped shop.opened stock.counted user.renamed\)`

import (
	"github.com/fastpluggy/eventbus/events"
	"github.com/fastpluggy/eventbus/typed"
)

type Kind string

var Emits = []events.EventSpec{
	{Name: "order.shipped", Payload: events.Schema{
		"order_id": "int64", "address": "string", "carrier": "*string", "weight": "*float32",
		"at": "*time.Time", "tags": "*[]string", "kind": "*Kind", "extra": "*map[string]any",
	}},
	{Name: "shop.opened"},
	{Name: "stock.counted", Payload: events.Schema{"count": "int"}},
	{Name: "user.renamed", Payload: events.Schema{"name": "string"}},
}

type ShopOpened struct{}

type StockCounted struct {
	Count int `json:"count"`
}

var (
	ShopOpenedTopic   = typed.Generated("shop.opened", typed.Codec[ShopOpened]{})
	StockCountedTopic = typed.Generated("stock.counted", typed.Codec[StockCounted]{})
)

// Command orders loads two plugins that do not import each other. One emits an order
// with its lines; the other reads the lines as a type of its own.
package main

import (
	"context"
	"errors"
	"fmt"
	"log"

	"github.com/fastpluggy/eventbus/events"
	"github.com/fastpluggy/eventbus/events/host"
	"github.com/fastpluggy/eventbus/examples/orders/plugins/shop"
	"github.com/fastpluggy/eventbus/examples/orders/plugins/stock"
)

func main() {
	ctx, bus := context.Background(), events.New(events.WithContracts(events.Enforce))
	plugins, sell, store := host.New(bus), &shop.Plugin{}, stock.New(map[string]int64{"tea": 10, "cup": 3})
	err := plugins.Load(ctx, sell, store)
	if err == nil {
		err = sell.Order(ctx, 1, shop.Line{SKU: "tea", Qty: 2, Cents: 450}, shop.Line{SKU: "cup", Qty: 1, Cents: 1200})
	}
	fmt.Println("left:", store.Left("tea"), "tea,", store.Left("cup"), "cups")
	if err := errors.Join(err, plugins.Close(ctx), bus.Close(ctx)); err != nil {
		log.Fatal(err)
	}
}

package typed_test

import (
	"context"
	"fmt"

	"github.com/fastpluggy/eventbus/events"
	"github.com/fastpluggy/eventbus/typed"
)

// The shop emits a ShopOrder.
type (
	ShopOrder struct {
		ID    int64      `json:"id"`
		Lines []ShopLine `json:"lines"`
	}
	ShopLine struct {
		SKU   string  `json:"sku"`
		Qty   int32   `json:"qty"`
		Price float64 `json:"price"`
	}
)

// The warehouse reads a part of it, and does not import the shop.
type (
	Shipment struct {
		Positions []Position `json:"lines"`
	}
	Position struct {
		Article string `json:"sku"`
		Count   int64  `json:"qty"`
	}
)

// A listener has structs of its own at every depth, with the fields that it reads.
func Example_nestedStructs() {
	ctx, bus := context.Background(), events.New()
	typed.NewTopic[Shipment]("order.placed").On(bus, func(_ context.Context, s Shipment) error {
		for _, p := range s.Positions {
			fmt.Println(p.Count, "of", p.Article)
		}
		return nil
	})

	placed := typed.NewTopic[ShopOrder]("order.placed")
	_ = placed.Emit(ctx, bus, ShopOrder{ID: 1, Lines: []ShopLine{{"tea", 2, 4.5}, {"cup", 1, 9}}})
	// Output:
	// 2 of tea
	// 1 of cup
}

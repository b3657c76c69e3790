package convert_test

import (
	"testing"
	"time"

	"github.com/fastpluggy/eventbus/internal/convert"
)

// An order with lines, as an emitter has it, and as two listeners do: one with a part
// of it in another order and with a wider number, and one with the same layout.
type (
	orderLine struct {
		SKU   string  `json:"sku"`
		Qty   int32   `json:"qty"`
		Price float64 `json:"price"`
		Note  string  `json:"note"`
	}
	order struct {
		ID    int64       `json:"id"`
		Lines []orderLine `json:"lines"`
		At    time.Time   `json:"at"`
	}
	position struct {
		Price float64 `json:"price"`
		SKU   string  `json:"sku"`
		Qty   int64   `json:"qty"`
	}
	invoice struct {
		ID    int64      `json:"id"`
		Lines []position `json:"lines"`
		At    time.Time  `json:"at"`
	}
	twinLine struct {
		Sku    string  `json:"sku"`
		Amount int32   `json:"qty"`
		Cost   float64 `json:"price"`
		Text   string  `json:"note"`
	}
	twinOrder struct {
		ID    int64      `json:"id"`
		Lines []twinLine `json:"lines"`
		At    time.Time  `json:"at"`
	}
)

func orderOf(n int) *order {
	o := &order{ID: 7, At: time.Unix(1, 0)}
	for range n {
		o.Lines = append(o.Lines, orderLine{"a-1", 2, 9.5, ""})
	}
	return o
}

// invoiceByHand is the loop that a programmer would write.
func invoiceByHand(o *order) invoice {
	in := invoice{ID: o.ID, At: o.At, Lines: make([]position, len(o.Lines))}
	for i := range o.Lines {
		l := &o.Lines[i]
		in.Lines[i] = position{SKU: l.SKU, Qty: int64(l.Qty), Price: l.Price}
	}
	return in
}

var taken invoice

func BenchmarkOrderOf20Lines(b *testing.B) {
	o := orderOf(20)
	b.Run("by hand", func(b *testing.B) {
		b.ReportAllocs()
		for b.Loop() {
			taken = invoiceByHand(o)
		}
	})
	b.Run("plan", func(b *testing.B) {
		b.ReportAllocs()
		for b.Loop() {
			taken = invoice{}
			if err := convert.FromRef(&taken, o); err != nil {
				b.Fatal(err)
			}
		}
	})
	b.Run("same layout", func(b *testing.B) {
		b.ReportAllocs()
		var twin twinOrder
		for b.Loop() {
			twin = twinOrder{}
			if err := convert.FromRef(&twin, o); err != nil {
				b.Fatal(err)
			}
		}
	})
}

package deep // want package:`events\(cart.paid cart.priced\)`

// Package deep has payloads with payloads in them.

import (
	"context"
	"encoding/json"
	"errors"
	"time"

	"github.com/fastpluggy/eventbus/events"
	"github.com/fastpluggy/eventbus/typed"
)

type Level string

type Line struct {
	SKU   string            `json:"sku"`
	Qty   int32             `json:"qty"`
	Level Level             `json:"level,omitempty"`
	At    time.Time         `json:"at"`
	Notes map[string]string `json:"notes,omitempty"`
	Sub   []Line            `json:"sub,omitempty"`
	Raw   json.RawMessage   `json:"raw,omitempty"`
}

var Emits = []events.EventSpec{
	{Name: "cart.priced", Payload: events.Schema{"lines": "[]Line", "first": "*Line", "by": "map[string]Line", "extra": "dict"}},
	{Name: "cart.paid", Payload: events.Schema{"sum": "*float64"}},
}

type position struct {
	SKU   string    `json:"sku"`
	Qty   int64     `json:"qty"`
	Level string    `json:"level"`
	At    time.Time `json:"at"`
	Other *string   `json:"other"`
}

type seen struct {
	Lines []position       `json:"lines"`
	First *struct{ X int } `json:"-"`
}

var seenTopic = typed.NewTopic[seen]("cart.priced")

func run(ctx context.Context, b *events.Bus, now time.Time, lines []Line, rows []map[string]any) error {
	seenTopic.On(b, func(context.Context, seen) error { return nil })
	line := map[string]any{"sku": "x", "qty": 1, "at": now, "sub": []any{map[string]any{"sku": "y", "qty": int64(2), "at": now.Format(time.RFC3339)}}}
	err := b.Emit(ctx, "cart.priced", events.Payload{"lines": []map[string]any{line}, "by": map[string]any{"x": line}, "extra": map[string]any{"sku": 1}})
	line["level"] = "high"
	return errors.Join(err,
		b.Emit(ctx, "cart.priced", events.Payload{"lines": lines, "first": &lines[0], "by": map[string]Line{}, "extra": map[string]any{}}),
		b.Emit(ctx, "cart.priced", events.Payload{"lines": rows, "by": map[string]map[string]any{}, "extra": map[string]any{}}),
		b.Emit(ctx, "cart.priced", events.Payload{"lines": []position{}, "first": nil, "by": map[string]position{}, "extra": map[string]any{}}),
		b.Emit(ctx, "cart.paid", nil),
	)
}

func listen(b *events.Bus) {
	b.On("cart.priced", func(_ context.Context, e events.Event) error {
		_, err := events.Field[[]position](e, "lines")
		first, _ := e.Payload()["first"].(Line)
		_ = first
		all, asMap := events.Field[map[string]any](e, "first")
		_ = all
		return errors.Join(err, asMap)
	})
	b.On("cart.paid", func(_ context.Context, e events.Event) error {
		sum, err := events.Field[float64](e, "sum")
		if err != nil {
			sum = 0 // not priced yet
		}
		v, ok := e.Payload()["sum"]
		if !ok {
			return nil
		}
		_, _ = sum, v.(float64)
		return nil
	})
}

package events_test

import (
	"context"
	"math/rand/v2"
	"strings"
	"testing"

	"github.com/fastpluggy/eventbus/events"
)

// randomValues makes payloads of orders that are right most of the time.
type randomValues struct{ *rand.Rand }

func (r randomValues) odd() any {
	all := []any{nil, true, "x", 7, 2.5, -1, int64(1 << 40), []any{1}, map[string]any{"sku": "a"}, []string{"a"}, OrderLine{}, &OrderLine{}, SameLine{}, BadLine{}, struct{}{}, OrderLevel("l")}
	return all[r.IntN(len(all))]
}

func (r randomValues) one(value any) any {
	if r.IntN(25) == 0 {
		return r.odd()
	}
	return value
}

func (r randomValues) object(fields map[string]any) map[string]any {
	if r.IntN(20) == 0 {
		fields["later"] = 1
	}
	for name := range fields {
		if r.IntN(40) == 0 {
			delete(fields, name)
		}
	}
	return fields
}

func (r randomValues) line() any {
	switch r.IntN(6) {
	case 0:
		return OrderLine{Sku: "a", Qty: 1}
	case 1:
		return SameLine{Sku: "a", Qty: 1, Level: "high"}
	case 2:
		return map[string]string{"sku": "a"}
	}
	return r.object(map[string]any{
		"sku": r.one("a"), "qty": r.one(r.number()), "note": r.one(nil), "level": r.one("high"), "at": r.one("2026-01-02T15:04:05Z"),
	})
}

func (r randomValues) number() any {
	return []any{1, int8(2), uint64(3), 4.0, float32(5), int64(6)}[r.IntN(6)]
}

func (r randomValues) lines() any {
	switch r.IntN(6) {
	case 0:
		return []OrderLine{{}}
	case 1:
		return []SameLine{{}, {}}
	case 2:
		return []*OrderLine{{}}
	case 3:
		return []map[string]any{r.object(map[string]any{"sku": "a", "qty": 1, "level": "", "at": "2026-01-02T15:04:05Z"})}
	}
	var all []any
	for range r.IntN(4) {
		all = append(all, r.one(r.line()))
	}
	return all
}

func (r randomValues) tree(depth int) any {
	t := map[string]any{"name": r.one("x"), "children": []any{}}
	if depth < 3 {
		for range r.IntN(3) {
			t["children"] = append(t["children"].([]any), r.tree(depth+1))
		}
	}
	return r.object(t)
}

func (r randomValues) order() events.Payload {
	p := events.Payload{"id": r.one(r.number()), "lines": r.one(r.lines())}
	if r.IntN(2) == 0 {
		p["best"] = r.one(r.line())
		p["tree"] = r.one(r.tree(0))
	}
	if r.IntN(2) == 0 {
		p["by_sku"] = r.one(map[string]any{"a": r.one(r.line())})
		p["groups"] = r.one([]any{r.one([]any{r.line()})})
	}
	return p
}

// B95: an event that is as declared converts to the declared struct, and one that
// converts has no faults but fields that are not declared.
func TestB95_ContractsAndConversionAgree(t *testing.T) {
	r := randomValues{rand.New(rand.NewPCG(15, 95))}
	right := 0
	for i := range 5000 {
		f := &failures{}
		b := events.New(events.WithErrorHandler(f.handle))
		mustDeclare(t, b, orderTopic.Spec())
		p := r.order()
		_ = b.Emit(background, "order.placed", p)
		told := f.told(t)
		orderTopic.On(b, func(context.Context, orderPlaced) error { return nil })
		err := b.EmitWait(background, "order.placed", p)
		faults, hard := 0, 0
		for _, one := range told {
			if strings.Contains(one, ": nothing, ") {
				continue // a field that is not declared, which listeners ignore
			}
			faults++
			if !strings.Contains(one, ", *") { // a pointer converts as long as it is not nil
				hard++
			}
		}
		if err != nil && faults == 0 || err == nil && hard > 0 {
			t.Errorf("order %d: %v\nfaults %q, conversion %v", i, p, told, err)
		}
		if err == nil {
			right++
		}
	}
	if right < 500 || right > 4500 {
		t.Errorf("%d of 5000 orders are right", right)
	}
}

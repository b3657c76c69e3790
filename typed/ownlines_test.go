package typed_test

import (
	"context"
	"fmt"
	"net/netip"
	"testing"
	"time"

	"github.com/fastpluggy/eventbus/events"
	"github.com/fastpluggy/eventbus/typed"
	"github.com/google/go-cmp/cmp"
)

// An order as its emitter has it, and as two listeners that do not import it do.
type (
	OrderLine struct {
		SKU   string  `json:"sku"`
		Qty   int32   `json:"qty"`
		Price float64 `json:"price"`
		Note  *string `json:"note"`
	}
	PlacedOrder struct {
		ID    int64       `json:"id"`
		Lines []OrderLine `json:"lines"`
		Best  *OrderLine  `json:"best"`
	}
	StockLine struct {
		Qty int64 `json:"qty"`
		SKU Color `json:"sku"`
	}
	StockOrder struct {
		Lines []StockLine `json:"lines"`
		Best  *StockLine  `json:"best"`
	}
	TwinLine struct {
		Code   string  `json:"sku"`
		Amount int32   `json:"qty"`
		Cost   float64 `json:"price"`
		Text   *string `json:"note"`
	}
	TwinOrder struct {
		Number int64      `json:"id"`
		Lines  []TwinLine `json:"lines"`
		Best   *TwinLine  `json:"best"`
	}
)

var (
	placedTopic = typed.NewTopic[PlacedOrder]("order.lines")
	stockTopic  = typed.NewTopic[StockOrder]("order.lines")
	twinTopic   = typed.NewTopic[TwinOrder]("order.lines")
)

// stockGenerated is stockTopic as evgen writes it.
var stockGenerated = typed.Generated("order.lines", typed.Codec[StockOrder]{
	Listens: true,
	Fields:  []events.FieldInfo{{Name: "lines", Type: "[]StockLine"}, {Name: "best", Type: "*StockLine"}},
	Decode: func(d *typed.Decoder, v *StockOrder) {
		typed.Required(d, "lines", &v.Lines)
		typed.Optional(d, "best", &v.Best)
	},
	Encode: func(v StockOrder) events.Payload { panic("a map was made") },
	Ref:    func(*StockOrder, string) any { return nil },
})

func placed(n int) PlacedOrder {
	o := PlacedOrder{ID: 7}
	for range n {
		o.Lines = append(o.Lines, OrderLine{"a-1", 2, 9.5, nil})
	}
	o.Best = &o.Lines[0]
	return o
}

// B92: a listener's own structs are filled at every depth, by topics of both kinds, of
// typed and of untyped events, and by events.Field.
func TestOwnStructsInsideAPayload(t *testing.T) {
	want := StockOrder{[]StockLine{{2, "a-1"}, {2, "a-1"}}, &StockLine{2, "a-1"}}
	lines := map[string]any{"sku": "a-1", "qty": 2.0, "price": 9.5}
	emits := map[string]func(*events.Bus) error{
		"typed": func(b *events.Bus) error { return placedTopic.EmitWait(ctx, b, placed(2)) },
		"untyped": func(b *events.Bus) error {
			return b.EmitWait(ctx, "order.lines", events.Payload{"lines": []any{lines, lines}, "best": lines})
		},
		"untyped with structs": func(b *events.Bus) error {
			return b.EmitWait(ctx, "order.lines", events.Payload{"lines": placed(2).Lines, "best": placed(1).Best})
		},
	}
	for name, emit := range emits {
		b := events.New()
		var got, later []StockOrder
		stockTopic.On(b, heard(&got))
		stockGenerated.On(b, heard(&got))
		stockTopic.On(b, heard(&later), events.Async())
		b.On("order.lines", func(_ context.Context, e events.Event) error {
			var s StockOrder
			var err error
			if s.Lines, err = events.Field[[]StockLine](e, "lines"); err == nil {
				s.Best, err = events.Field[*StockLine](e, "best")
			}
			got = append(got, s)
			return err
		})
		must(t, emit(b))
		if diff := cmp.Diff([]StockOrder{want, want, want, want}, append(got, later...)); diff != "" {
			t.Errorf("%s (-want +got):\n%s", name, diff)
		}
	}
}

// B92: a fault inside a payload is a PayloadError with the path, for each listener.
func TestFaultInsideAPayloadIsNamed(t *testing.T) {
	type badLine struct {
		SKU    string `json:"sku"`
		Amount int    `json:"amount"`
	}
	type smallLine struct {
		Qty int8 `json:"qty"`
	}
	b := quiet()
	b.On("order.lines", func(_ context.Context, e events.Event) error {
		_, err := events.Field[[]badLine](e, "lines")
		return err
	})
	b.On("order.lines", func(_ context.Context, e events.Event) error {
		_, err := events.Field[[]smallLine](e, "lines")
		return err
	})
	o := placed(4)
	o.Lines[3].Qty = 1000
	got := map[string]string{}
	for _, f := range faults(placedTopic.EmitWait(ctx, b, o)) {
		got[f.Field] = f.Want + ", " + f.Have
	}
	if diff := cmp.Diff(map[string]string{"lines[0].amount": "int, nothing", "lines[3].qty": "int8, int32 1000"}, got); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
}

// B93: lists and pointers of the same layout are shared between the emitter and a
// listener with structs of its own, as between listeners with the emitter's.
func TestSameLayoutInsideAPayloadIsShared(t *testing.T) {
	b := events.New()
	var got []TwinOrder
	twinTopic.On(b, heard(&got))
	o := placed(2)
	must(t, placedTopic.EmitWait(ctx, b, o))
	if len(got) != 1 || &got[0].Lines[0].Code != &o.Lines[0].SKU || got[0].Best != &got[0].Lines[0] || got[0].Number != 7 {
		t.Errorf("got %+v", got)
	}
}

// Texts convert to strings and to other texts, and through Forward and Upcast as well.
func TestTextsInsideAPayload(t *testing.T) {
	type hosts struct {
		All map[string]netip.Addr `json:"all"`
		At  time.Time             `json:"at"`
	}
	type names struct {
		All map[string]string `json:"all"`
	}
	from, to := typed.NewTopic[hosts]("hosts.seen"), typed.NewTopic[names]("hosts.seen")
	renamed := typed.NewTopic[names]("hosts.found")
	b := events.New()
	var got []names
	to.On(b, heard(&got))
	typed.Forward(b, to, renamed, func(n names) (names, error) { return n, nil })
	renamed.On(b, heard(&got))
	must(t, from.EmitWait(ctx, b, hosts{All: map[string]netip.Addr{"a": netip.MustParseAddr("::1")}}))
	if fmt.Sprint(got) != "[{map[a:::1]} {map[a:::1]}]" {
		t.Errorf("got %v", got)
	}
}

// B92: an order of 20 lines costs the listener's own structs what the lines need: one
// allocation for the general form, and one for the list.
func TestOwnLinesAllocateTheResultOnly(t *testing.T) {
	if raceEnabled {
		t.Skip("the race detector drops some of what is pooled")
	}
	o := placed(20)
	o.Best = nil
	for name, c := range map[string]struct {
		most   float64
		listen func(*events.Bus)
	}{
		"own, by hand": {2, func(b *events.Bus) { stockTopic.On(b, func(context.Context, StockOrder) error { sink++; return nil }) }},
		"own, generated": {2, func(b *events.Bus) {
			stockGenerated.On(b, func(context.Context, StockOrder) error { sink++; return nil })
		}},
		"same layout": {1, func(b *events.Bus) { twinTopic.On(b, func(context.Context, TwinOrder) error { sink++; return nil }) }},
	} {
		b := events.New()
		c.listen(b)
		before := sink
		if n := testing.AllocsPerRun(200, func() { _ = placedTopic.Emit(ctx, b, o) }); n > c.most || sink == before {
			t.Errorf("%s: an emit allocates %v times, want %v", name, n, c.most)
		}
	}
}

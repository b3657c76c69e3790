package typed_test

import (
	"context"
	"encoding/json"
	"errors"
	"testing"

	"github.com/fastpluggy/eventbus/events"
	"github.com/fastpluggy/eventbus/typed"
	"github.com/google/go-cmp/cmp"
)

// saleTotal belongs to a plugin that imports no version of the event. It has some fields
// of the newest.
type saleTotal struct {
	Last  string `json:"last"`
	Cents int64  `json:"cents"`
}

// saleEmits emits the same sale in every version and form.
var saleEmits = map[string]func(*events.Bus) error{
	"the first struct":  func(b *events.Bus) error { return saleV1.EmitWait(ctx, b, sale1{"Ada Lovelace", 4}) },
	"its twin":          func(b *events.Bus) error { return twinV1.EmitWait(ctx, b, otherSale1{4, "Ada Lovelace"}) },
	"the second struct": func(b *events.Bus) error { return saleV2.EmitWait(ctx, b, sale2{"Ada", "Lovelace", 4}) },
	"the newest struct": func(b *events.Bus) error { return saleV3.EmitWait(ctx, b, sale3{"Ada", "Lovelace", 400, nil}) },
	"a map of the first": func(b *events.Bus) error {
		return b.EmitWait(ctx, "sale.done", events.Payload{"buyer": "Ada Lovelace", "price": 4})
	},
	"a map of the newest": func(b *events.Bus) error {
		return b.EmitWait(ctx, "sale.done", events.Payload{"first": "Ada", "last": "Lovelace", "cents": int64(400)})
	},
	"stored JSON of the second": func(b *events.Bus) error {
		var p events.Payload
		if err := json.Unmarshal([]byte(`{"first":"Ada","last":"Lovelace","price":4}`), &p); err != nil {
			return err
		}
		return b.EmitWait(ctx, "sale.done", p)
	},
}

var twinV1 = typed.NewTopic[otherSale1]("sale.done")

// B98: whatever the version that is emitted, all listeners get the newest.
func TestB98_EverybodyGetsTheNewestVersion(t *testing.T) {
	want := map[string]any{"first": "Ada", "last": "Lovelace", "cents": int64(400)}
	own := typed.NewTopic[saleTotal]("sale.done")
	for name, emit := range saleEmits {
		t.Run(name, func(t *testing.T) {
			var totals, later []saleTotal
			var maps []map[string]any
			var gets, fields []int64
			b := quiet()
			own.On(b, heard(&totals))
			own.On(b, heard(&later), events.Async())
			keep := func(_ context.Context, e events.Event) error {
				maps = append(maps, e.Payload())
				v, _ := e.Get("cents")
				n, _ := v.(int64)
				gets = append(gets, n)
				f, err := events.Field[int64](e, "cents")
				fields = append(fields, f)
				return err
			}
			b.On("sale.done", keep)
			b.OnNamespace("sale", keep)
			b.OnAny(keep)
			reads := func(e events.Event) bool { n, err := events.Field[int](e, "cents"); return err == nil && n == 400 }
			b.On("sale.done", keep, events.Predicate(reads), events.Once())
			must(t, emit(b))
			if diff := cmp.Diff([]saleTotal{{"Lovelace", 400}}, totals); diff != "" {
				t.Errorf("an own struct (-want +got):\n%s", diff)
			}
			if diff := cmp.Diff(totals, later); diff != "" {
				t.Errorf("later (-want +got):\n%s", diff)
			}
			if len(maps) != 4 {
				t.Fatalf("%d of 4 untyped listeners are called", len(maps))
			}
			for i := range maps {
				if diff := cmp.Diff(want, maps[i]); diff != "" || gets[i] != 400 || fields[i] != 400 {
					t.Errorf("untyped listener %d: Get %d, Field %d (-want +got):\n%s", i, gets[i], fields[i], diff)
				}
			}
			must(t, b.Close(ctx))
		})
	}
}

// A key function, a stream and JSON of the event have the newest as well.
func TestB98_KeysAndStreamsSeeTheNewestVersion(t *testing.T) {
	b := quiet()
	var keys []string
	b.On("sale.done", func(context.Context, events.Event) error { return nil },
		events.Async(events.Keyed(func(e events.Event) string { k, _ := events.Field[string](e, "last"); keys = append(keys, k); return k })))
	next := make(chan events.Event, 1)
	b.On("sale.done", func(_ context.Context, e events.Event) error { next <- e; return nil })
	must(t, saleV1.EmitWait(ctx, b, sale1{"Ada Lovelace", 4}))
	text, err := json.Marshal(<-next)
	if err != nil || !contains(string(text), `"payload":{"cents":400,"first":"Ada","last":"Lovelace"}`) {
		t.Errorf("%s, %v", text, err)
	}
	if len(keys) != 1 || keys[0] != "Lovelace" {
		t.Errorf("keys %q", keys)
	}
	must(t, b.Close(ctx))
}

// A listener of an older struct gets an event of that version as it was emitted, also
// if the struct is its own, or has fields that the newest has not.
func TestB98_ListenersOfTheOldStructGetItUnchanged(t *testing.T) {
	type buyerOnly struct {
		Buyer string `json:"buyer"`
	}
	var one []sale1
	var twins []otherSale1
	var two []sale2
	var buyers []buyerOnly
	b := quiet()
	saleV1.On(b, heard(&one))
	twinV1.On(b, heard(&twins), events.Async())
	saleV2.On(b, heard(&two))
	typed.NewTopic[buyerOnly]("sale.done").On(b, heard(&buyers))
	must(t, saleV1.EmitWait(ctx, b, sale1{"Ada Lovelace", 4}))
	if len(one) != 1 || one[0] != (sale1{"Ada Lovelace", 4}) || len(twins) != 1 || twins[0] != (otherSale1{4, "Ada Lovelace"}) {
		t.Errorf("of the first version: %v, %v", one, twins)
	}
	if len(two) != 1 || two[0] != (sale2{"Ada", "Lovelace", 4}) {
		t.Errorf("of the second: %v", two)
	}
	if len(buyers) != 1 || buyers[0].Buyer != "Ada Lovelace" {
		t.Errorf("of a field that the newest lacks: %v", buyers)
	}
	must(t, b.Close(ctx))
}

// An own struct that is a twin of a version in the middle gets that version.
func TestB98_ATwinOfAMiddleVersionGetsThat(t *testing.T) {
	type otherSale2 struct {
		Price int    `json:"price"`
		Last  string `json:"last"`
		First string `json:"first"`
	}
	var got []otherSale2
	b := quiet()
	typed.NewTopic[otherSale2]("sale.done").On(b, heard(&got))
	must(t, saleV1.Emit(ctx, b, sale1{"Ada Lovelace", 4}))
	must(t, b.Emit(ctx, "sale.done", events.Payload{"buyer": "Alan Turing", "price": 5}))
	if diff := cmp.Diff([]otherSale2{{4, "Lovelace", "Ada"}, {5, "Turing", "Alan"}}, got); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
}

// B98: an event that does not convert to the newest version is the failure of each
// listener that needs it, and reported as it was emitted. Listeners of the version
// that was emitted get it.
func TestB98_AFailedUpcastSkipsTheListenersThatNeedIt(t *testing.T) {
	for name, emit := range map[string]func(*events.Bus) error{
		"typed": func(b *events.Bus) error { return saleV1.EmitWait(ctx, b, sale1{"Plato", 4}) },
		"untyped": func(b *events.Bus) error {
			return b.EmitWait(ctx, "sale.done", events.Payload{"buyer": "Plato", "price": 4})
		},
	} {
		t.Run(name, func(t *testing.T) {
			var told []error
			var buyers []any
			b := events.New(events.WithErrorHandler(func(_ context.Context, e events.Event, _ events.ListenerInfo, err error) {
				told = append(told, err)
				buyer, _ := e.Get("buyer")
				buyers = append(buyers, buyer)
			}))
			var one []sale1
			never := func(context.Context, events.Event) error { t.Error("an untyped listener is called"); return nil }
			b.On("sale.done", never)
			b.OnAny(never, events.Async())
			b.On("sale.done", never, events.Once())
			typed.NewTopic[saleTotal]("sale.done").On(b, func(context.Context, saleTotal) error { t.Error("an own struct is filled"); return nil })
			saleV1.On(b, heard(&one))
			err := emit(b)
			if len(told) != 4 || len(one) != 1 {
				t.Errorf("told %v; listeners of the first version got %v", told, one)
			}
			for i, e := range told {
				if u, ok := errors.AsType[*typed.UpcastError](e); !ok || !errors.Is(u, errNoLast) || buyers[i] != "Plato" {
					t.Errorf("told %v of buyer %v, want an UpcastError with the event as it was emitted", e, buyers[i])
				}
			}
			l, ok := errors.AsType[*events.ListenerError](err)
			if !ok || l.Stage != "convert" {
				t.Errorf("EmitWait returns %v, want the stage convert", err)
			}
			must(t, b.Close(ctx))
		})
	}
}

package typed_test

import (
	"context"
	"errors"
	"fmt"
	"testing"

	"github.com/fastpluggy/eventbus/events"
	"github.com/fastpluggy/eventbus/typed"
	"github.com/google/go-cmp/cmp"
)

// Three versions of one event. The second splits a name, the third joins an
// optional field and a unit.
type (
	sale1 struct {
		Buyer string `json:"buyer"`
		Price int    `json:"price"` // in euros
	}
	sale2 struct {
		First string `json:"first"`
		Last  string `json:"last"`
		Price int    `json:"price"`
	}
	sale3 struct {
		First string  `json:"first"`
		Last  string  `json:"last"`
		Cents int64   `json:"cents"`
		Note  *string `json:"note,omitempty"`
	}
)

var (
	saleV1 = typed.NewTopic[sale1]("sale.done")
	saleV2 = typed.NewTopic[sale2]("sale.done")
	saleV3 = typed.NewTopic[sale3]("sale.done")

	errNoLast = errors.New("one word is not a name")
)

// The order in which steps are registered does not matter.
func init() {
	typed.Upcast(saleV2, saleV3, func(s sale2) (sale3, error) {
		return sale3{First: s.First, Last: s.Last, Cents: int64(s.Price) * 100}, nil
	})
	typed.Upcast(saleV1, saleV2, func(s sale1) (sale2, error) {
		var out sale2
		if n, _ := fmt.Sscan(s.Buyer, &out.First, &out.Last); n != 2 {
			return out, errNoLast
		}
		out.Price = s.Price
		return out, nil
	})
}

// otherSale1 is what an older plugin has that was built with the first version.
type otherSale1 struct {
	Price int    `json:"price"`
	Buyer string `json:"buyer"`
}

// A listener of the newest version gets what is emitted as an older one under
// the same name: of the very struct, of another with the same declaration, as a
// map, and with a step or two between.
func TestUpcastServesOlderEmitters(t *testing.T) {
	older := typed.NewTopic[otherSale1]("sale.done")
	for name, tt := range map[string]struct {
		emit func(*events.Bus) error
		want sale3
	}{
		"the newest": {func(b *events.Bus) error { return saleV3.EmitWait(ctx, b, sale3{First: "a", Cents: 5}) }, sale3{First: "a", Cents: 5}},
		"a step":     {func(b *events.Bus) error { return saleV2.EmitWait(ctx, b, sale2{"Ada", "Lovelace", 3}) }, sale3{"Ada", "Lovelace", 300, nil}},
		"two steps":  {func(b *events.Bus) error { return saleV1.EmitWait(ctx, b, sale1{"Ada Lovelace", 4}) }, sale3{"Ada", "Lovelace", 400, nil}},
		"another struct": {
			func(b *events.Bus) error { return older.EmitWait(ctx, b, otherSale1{5, "Ada Lovelace"}) }, sale3{"Ada", "Lovelace", 500, nil},
		},
		"a map of the first": {
			func(b *events.Bus) error {
				return b.EmitWait(ctx, "sale.done", events.Payload{"buyer": "Ada Lovelace", "price": 6})
			}, sale3{"Ada", "Lovelace", 600, nil},
		},
		"a map of the first, and more": {
			func(b *events.Bus) error {
				return b.EmitWait(ctx, "sale.done", events.Payload{"buyer": "Ada Lovelace", "price": 6, "more": 1})
			}, sale3{"Ada", "Lovelace", 600, nil},
		},
		"a map of the second": {
			func(b *events.Bus) error {
				return b.EmitWait(ctx, "sale.done", events.Payload{"first": "A", "last": "L", "price": 7.0})
			}, sale3{"A", "L", 700, nil},
		},
		"a map of the newest": {
			func(b *events.Bus) error {
				return b.EmitWait(ctx, "sale.done", events.Payload{"first": "A", "last": "L", "cents": 8, "note": "n"})
			}, sale3{"A", "L", 8, new("n")},
		},
		"a map of the newest and the second": {
			func(b *events.Bus) error {
				return b.EmitWait(ctx, "sale.done", events.Payload{"first": "A", "last": "L", "cents": 8, "price": 9})
			}, sale3{"A", "L", 8, nil},
		},
	} {
		t.Run(name, func(t *testing.T) {
			b := quiet()
			var got []sale3
			var full []typed.Event[sale3]
			saleV3.On(b, heard(&got))
			saleV3.OnEvent(b, func(_ context.Context, e typed.Event[sale3]) error { full = append(full, e); return nil },
				saleV3.When(func(e typed.Event[sale3]) bool { return e.Payload.Cents == tt.want.Cents }))
			must(t, tt.emit(b.As("shop")))
			if diff := cmp.Diff([]sale3{tt.want}, got); diff != "" {
				t.Errorf("(-want +got):\n%s", diff)
			}
			if len(full) != 1 || full[0].Source != "shop" || full[0].Name != "sale.done" || full[0].Payload.Cents != tt.want.Cents {
				t.Errorf("with all of the event: %+v", full)
			}
		})
	}
}

// Listeners of each version stand side by side; the older ones need nothing of
// the newer.
func TestUpcastLeavesListenersOfOlderVersionsAlone(t *testing.T) {
	b := quiet()
	var one []sale1
	var two []sale2
	var three []sale3
	saleV1.On(b, heard(&one))
	saleV2.On(b, heard(&two), events.Async())
	saleV3.On(b, heard(&three), events.Once())
	must(t, saleV1.EmitWait(ctx, b, sale1{"Ada Lovelace", 4}))
	if len(one) != 1 || len(two) != 1 || len(three) != 1 || two[0].Last != "Lovelace" || three[0].Cents != 400 {
		t.Errorf("heard %v, %v, %v", one, two, three)
	}
	must(t, b.Close(ctx))
}

// An upcast that fails or panics is the failure of that listener alone.
func TestUpcastFailureGoesToTheErrorHandler(t *testing.T) {
	var told []error
	b := events.New(events.WithErrorHandler(func(_ context.Context, _ events.Event, _ events.ListenerInfo, err error) { told = append(told, err) }))
	var one []sale1
	saleV3.On(b, func(context.Context, sale3) error { t.Error("it was called"); return nil })
	saleV1.On(b, heard(&one))
	must(t, saleV1.Emit(ctx, b, sale1{"Ada", 4}))
	u, ok := errors.AsType[*typed.UpcastError](errors.Join(told...))
	if len(told) != 1 || !ok || u.From != "sale.done" || u.To != "sale.done" || !errors.Is(u, errNoLast) || len(one) != 1 {
		t.Fatalf("told %v; the others heard %v", told, one)
	}
	for _, want := range []string{"sale1", "sale2", "sale.done", errNoLast.Error()} {
		if !contains(u.Error(), want) {
			t.Errorf("%v lacks %q", u, want)
		}
	}
	told = nil
	oldTopic, newTopic := typed.NewTopic[sale1]("sale.panics"), typed.NewTopic[sale2]("sale.panics")
	typed.Upcast(oldTopic, newTopic, func(sale1) (sale2, error) { panic("boom") })
	newTopic.On(b, func(context.Context, sale2) error { return nil })
	must(t, oldTopic.Emit(ctx, b, sale1{}))
	if _, ok := errors.AsType[*events.PanicError](errors.Join(told...)); !ok || len(told) != 1 {
		t.Errorf("told %v, want a panic", told)
	}
	told = nil
	must(t, b.Emit(ctx, "sale.done", events.Payload{"first": "A", "last": 3}))
	if f := faults(told[0]); len(told) != 2 || len(f) != 2 || f[0].Field != "last" || f[1].Field != "cents" {
		t.Errorf("what fits no version: %v, want what the newest lacks", told)
	}
}

// Two versions of one name are not a conflict of declarations, and what is emitted
// as either is as declared.
func TestUpcastVersionsAreNoConflict(t *testing.T) {
	var told []error
	b := events.New(events.WithContracts(events.Enforce), events.WithErrorHandler(func(_ context.Context, _ events.Event, _ events.ListenerInfo, err error) {
		told = append(told, err)
	}))
	must(t, b.As("new").Declare(saleV3.Spec()))
	must(t, b.As("old").Declare(saleV1.Spec()))
	must(t, b.As("listener").Expect(saleV3.Spec()))
	must(t, saleV1.Emit(ctx, b, sale1{"Ada Lovelace", 4}))
	must(t, saleV3.Emit(ctx, b, sale3{}))
	must(t, b.Emit(ctx, "sale.done", events.Payload{"buyer": "Ada Lovelace", "price": 6}))
	if len(told) != 0 {
		t.Errorf("told %v", told)
	}
	if err := b.Emit(ctx, "sale.done", events.Payload{"buyer": "Ada Lovelace"}); len(faults(err)) != 1 {
		t.Errorf("a field too few: %v, want what the nearest version lacks", err)
	}
	stranger := typed.NewTopic[login]("sale.done")
	if c, ok := errors.AsType[*events.ConflictError](b.As("stranger").Declare(stranger.Spec())); !ok {
		t.Errorf("what is not a version: %v", c)
	}
}

func TestUpcastMisuse(t *testing.T) {
	a, b, c := typed.NewTopic[sale1]("misuse.up"), typed.NewTopic[sale2]("misuse.up"), typed.NewTopic[sale3]("misuse.up")
	up := func(sale1) (sale2, error) { return sale2{}, nil }
	typed.Upcast(a, b, up)
	typed.Upcast(b, c, func(sale2) (sale3, error) { return sale3{}, nil })
	panics(t, func() { typed.Upcast(c, a, func(sale3) (sale1, error) { return sale1{}, nil }) }, "misuse.up", "cycle", "oldest to the newest")
	panics(t, func() { typed.Upcast(a, a, func(s sale1) (sale1, error) { return s, nil }) }, "cycle")
	panics(t, func() { typed.Upcast(a, nil, up) }, "nil", "older topic")
	panics(t, func() { typed.Upcast[sale1, sale2](a, b, nil) }, "nil")
	bus := quiet()
	panics(t, func() { typed.Forward(bus, a, b, up) }, "misuse.up", "Upcast")
	panics(t, func() { typed.Forward(nil, a, typed.NewTopic[sale2]("other"), up) }, "nil or zero bus")
	panics(t, func() { typed.Forward[sale1, sale2](bus, a, nil, up) }, "nil")
}

// An event of an older version costs its listeners the general form of its
// payload, once, and what up costs; of the newest nothing.
func TestUpcastCosts(t *testing.T) {
	if raceEnabled {
		t.Skip("the race detector drops some of what is pooled")
	}
	b := events.New()
	n := int64(0)
	saleV3.On(b, func(_ context.Context, s sale3) error { n += s.Cents; return nil })
	if got := testing.AllocsPerRun(200, func() { _ = saleV3.Emit(ctx, b, sale3{Cents: 1}) }); got != 0 {
		t.Errorf("the newest costs %v allocations", got)
	}
	if got := testing.AllocsPerRun(200, func() { _ = saleV2.Emit(ctx, b, sale2{Price: 1}) }); got > 1 || n < 20_000 {
		t.Errorf("the one before costs %v allocations, want one; n = %d", got, n)
	}
}

// Stored events of any version become the newest, by their fields.
func TestDecodeReadsStoredEventsOfAnyVersion(t *testing.T) {
	renamed := typed.NewTopic[sale3]("sale.closed")
	typed.Upcast(saleV3, renamed, func(s sale3) (sale3, error) { s.Note = new("was sale.done"); return s, nil })
	for _, tt := range []struct {
		name, payload string
		want          sale3
	}{
		{"sale.closed", `{"first":"A","last":"L","cents":9007199254740993}`, sale3{"A", "L", 9007199254740993, nil}},
		{"sale.closed", `{"first":"A","last":"L","cents":1.0,"note":null,"more":[1,{"a":2}]}`, sale3{"A", "L", 1, nil}},
		{"sale.done", `{"first":"A","last":"L","cents":2}`, sale3{"A", "L", 2, new("was sale.done")}},
		{"sale.done", `{"first":"A","last":"L","price":2}`, sale3{"A", "L", 200, new("was sale.done")}},
		{"sale.done", ` {"buyer":"A L","price":3} `, sale3{"A", "L", 300, new("was sale.done")}},
	} {
		got, err := renamed.Decode(tt.name, []byte(tt.payload))
		if diff := cmp.Diff(tt.want, got); diff != "" || err != nil {
			t.Errorf("%s %s: %v (-want +got):\n%s", tt.name, tt.payload, err, diff)
		}
	}
	for _, tt := range []struct{ name, payload, want string }{
		{"sale.closed", `{"first":"A","last":"L"}`, `field "cents": want int64, have nothing`},
		{"sale.closed", `{"buyer":"A L","price":3}`, `field "cents"`}, // that was another name
		{"sale.done", `{"buyer":"A","price":3}`, errNoLast.Error()},
		{"sale.don", `{}`, `"sale.don" is not a version of "sale.closed": pass one of sale.closed, sale.done`},
		{"sale.done", `{"first":`, "stored payload"},
		{"sale.done", `{} {}`, "more than one"},
		{"sale.done", `[]`, "stored payload"},
		{"sale.done", `null`, "nothing"},
	} {
		if _, err := renamed.Decode(tt.name, []byte(tt.payload)); err == nil || !contains(err.Error(), tt.want) {
			t.Errorf("%s %s: %v, want %q in it", tt.name, tt.payload, err, tt.want)
		}
	}
	var everything struct {
		U uint64  `json:"u"`
		F float64 `json:"f"`
	}
	topic := typed.NewTopic[struct {
		U uint64  `json:"u"`
		F float64 `json:"f"`
	}]("all.numbers")
	everything, err := topic.Decode("all.numbers", []byte(`{"u":18446744073709551615,"f":1e300}`))
	if err != nil || everything.U != 1<<64-1 || everything.F != 1e300 {
		t.Errorf("%+v, %v", everything, err)
	}
}

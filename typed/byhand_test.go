package typed_test

import (
	"context"
	"encoding/json"
	"maps"
	"math"
	"net/netip"
	"slices"
	"testing"
	"time"

	"github.com/fastpluggy/eventbus/events"
	"github.com/fastpluggy/eventbus/events/host"
	"github.com/fastpluggy/eventbus/typed"
	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"
)

type Level int8

type Color string

type Address struct {
	City string  `json:"city"`
	Zip  *string `json:"zip"`
}

// allKinds has every kind of field that a payload may have.
type allKinds struct {
	Bool     bool           `json:"bool"`
	Int      int            `json:"int"`
	Int8     int8           `json:"int8"`
	Int16    int16          `json:"int16"`
	Int32    int32          `json:"int32"`
	Int64    int64          `json:"int64"`
	Uint     uint           `json:"uint"`
	Uint8    uint8          `json:"uint8"`
	Uint16   uint16         `json:"uint16"`
	Uint32   uint32         `json:"uint32"`
	Uint64   uint64         `json:"uint64"`
	Float32  float32        `json:"float32"`
	Float64  float64        `json:"float64"`
	String   string         `json:"string"`
	Bytes    []byte         `json:"bytes"`
	Time     time.Time      `json:"time"`
	Addr     netip.Addr     `json:"addr"`
	Level    Level          `json:"level"`
	Color    Color          `json:"color"`
	Address  Address        `json:"address"`
	Strings  []string       `json:"strings"`
	Nested   [][]int        `json:"nested"`
	Many     []Address      `json:"many"`
	Ints     map[string]int `json:"ints"`
	Homes    map[string]Address
	Any      any        `json:"any"`
	List     []any      `json:"list"`
	Dict     dict       `json:"dict"`
	PInt     *int       `json:"p_int"`
	PString  *string    `json:"p_string"`
	PAddress *Address   `json:"p_address"`
	PTime    *time.Time `json:"p_time"`
	PSlice   *[]string  `json:"p_slice"`
}

type dict = map[string]any

var allTopic = typed.NewTopic[allKinds]("all.kinds")

func everything() allKinds {
	at := time.Date(2026, 3, 1, 12, 30, 0, 5, time.UTC)
	return allKinds{
		Bool: true, Int: -1, Int8: math.MinInt8, Int16: math.MaxInt16, Int32: math.MinInt32, Int64: 1 << 53,
		Uint: 1, Uint8: math.MaxUint8, Uint16: math.MaxUint16, Uint32: math.MaxUint32, Uint64: 1 << 60,
		Float32: 0.5, Float64: -1e300, String: "s\x00ß", Bytes: []byte{0, 255}, Time: at, Addr: netip.MustParseAddr("fe80::1"),
		Level: 3, Color: "red", Address: Address{"Paris", new("75001")}, Strings: []string{"a", ""}, Nested: [][]int{{1}, {2, 3}},
		Many: []Address{{City: "Rome"}}, Ints: map[string]int{"one": 1}, Homes: map[string]Address{"x": {City: "Oslo"}},
		Any: "any", List: []any{"x", true, nil}, Dict: dict{"k": dict{"l": "m"}},
		PInt: new(7), PString: new(""), PAddress: &Address{City: "Bern"}, PTime: &at, PSlice: &[]string{"p"},
	}
}

var sameKinds = cmp.Options{cmpopts.EquateComparable(netip.Addr{})}

// Every kind of field survives the way to an untyped listener and back, in its
// Go form and as JSON, where ints are float64s and times are strings.
func TestEveryKindOfFieldBothWays(t *testing.T) {
	for _, want := range []allKinds{everything(), {}} {
		b := events.New()
		var got []allKinds
		var payload events.Payload
		allTopic.On(b, heard(&got))
		off := b.On("all.kinds", func(_ context.Context, e events.Event) error { payload = e.Payload(); return nil })
		must(t, allTopic.EmitWait(ctx, b, want))
		off.Off()
		must(t, b.EmitWait(ctx, "all.kinds", payload))
		must(t, b.EmitWait(ctx, "all.kinds", viaJSON(t, payload)))
		for i, way := range []string{"typed", "its map", "its JSON"} {
			if diff := cmp.Diff(want, got[i], sameKinds); diff != "" {
				t.Errorf("%s (-want +got):\n%s", way, diff)
			}
		}
	}
}

func viaJSON(t *testing.T, p events.Payload) events.Payload {
	t.Helper()
	text, err := json.Marshal(p)
	must(t, err)
	var out events.Payload
	must(t, json.Unmarshal(text, &out))
	return out
}

// The payload that an untyped listener sees is what encoding/json writes of the struct.
func TestUntypedSeesFieldsByName(t *testing.T) {
	b := events.New()
	var e events.Event
	b.On("all.kinds", func(_ context.Context, got events.Event) error { e = got; return nil })
	in := everything()
	must(t, allTopic.EmitWait(ctx, b, in))
	var want map[string]any
	text, err := json.Marshal(in)
	must(t, err)
	must(t, json.Unmarshal(text, &want))
	if diff := cmp.Diff(want, map[string]any(viaJSON(t, e.Payload()))); diff != "" {
		t.Errorf("payload and JSON differ (-json +payload):\n%s", diff)
	}
	for name, v := range e.Payload() {
		got, ok := e.Get(name)
		if !ok || cmp.Diff(v, got, sameKinds) != "" {
			t.Errorf("Get(%q) = %v, %v; the payload has %v", name, got, ok, v)
		}
	}
	if v, ok := e.Get("p_int"); v != 7 {
		t.Errorf("a present optional field is %T %v, %v; want the value", v, v, ok)
	}
	if v, ok := e.Get("nothing"); v != nil || ok {
		t.Errorf("Get of a field that the struct has not: %v, %v", v, ok)
	}
}

func TestPointerFieldIsOptional(t *testing.T) {
	b := events.New()
	var got []login
	var seen []events.Payload
	loginTopic.On(b, heard(&got))
	b.On("user.login", func(_ context.Context, e events.Event) error {
		seen = append(seen, e.Payload())
		return nil
	})
	must(t, loginTopic.EmitWait(ctx, b, login{UserID: 1, Name: "a"}))
	must(t, loginTopic.EmitWait(ctx, b, login{UserID: 2, Name: "b", Nick: new("bb")}))
	for _, p := range []events.Payload{
		{"user_id": 3, "name": "missing"},
		{"user_id": 4, "name": "nil", "nick": nil},
		{"user_id": 5, "name": "nil pointer", "nick": (*string)(nil)},
		{"user_id": 6, "name": "value", "nick": "v"},
		{"user_id": 7, "name": "pointer", "nick": new("p")},
	} {
		must(t, b.EmitWait(ctx, "user.login", p))
	}
	want := []login{
		{1, "a", nil},
		{2, "b", new("bb")},
		{3, "missing", nil},
		{4, "nil", nil},
		{5, "nil pointer", nil},
		{6, "value", new("v")},
		{7, "pointer", new("p")},
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("typed (-want +got):\n%s", diff)
	}
	if v, ok := nickOf(b, login{}); v != nil || ok {
		t.Errorf("Get of an optional field that is nil: %v, %v; want it missing", v, ok)
	}
	if v, ok := nickOf(b, login{Nick: new("n")}); v != "n" || !ok {
		t.Errorf("Get of an optional field that is there: %v, %v; want its value", v, ok)
	}
	if diff := cmp.Diff([]events.Payload{{"user_id": int64(1), "name": "a"}, {"user_id": int64(2), "name": "b", "nick": "bb"}}, seen[:2]); diff != "" {
		t.Errorf("untyped (-want +got):\n%s", diff)
	}
}

// nickOf returns what an untyped listener gets of the field nick.
func nickOf(b *events.Bus, p login) (v any, ok bool) {
	b.On("user.login", func(_ context.Context, e events.Event) error { v, ok = e.Get("nick"); return nil }, events.Once())
	_ = loginTopic.Emit(ctx, b, p)
	return v, ok
}

type Base struct {
	ID   int    `json:"id"`
	Kind string `json:"kind"`
}

type Extra struct{ Note string }

type handmade struct {
	Base
	*Extra          // a field like any other, and optional
	Kind    Level   `json:"kind"` // hides Base's
	Plain   string  // no tag
	Omit    string  `json:"omit,omitempty"`
	Only    float64 `json:",omitempty"`
	Skipped string  `json:"-"`
	hidden  string
}

var handTopic = typed.NewTopic[handmade]("hand.made")

// Json tags name the fields; embedded, unexported and skipped ones as the contract says.
func TestJSONTagsNameTheFields(t *testing.T) {
	want := events.Schema{
		"id": "int", "kind": "github.com/fastpluggy/eventbus/typed_test.Level", "Plain": "string",
		"omit": "string", "Only": "float64", "Extra": "*github.com/fastpluggy/eventbus/typed_test.Extra",
	}
	if diff := cmp.Diff(want, handTopic.Spec().Payload); diff != "" {
		t.Errorf("spec (-want +got):\n%s", diff)
	}
	b := quiet()
	var seen events.Payload
	var got []handmade
	b.On("hand.made", func(_ context.Context, e events.Event) error { seen = e.Payload(); return nil })
	must(t, handTopic.EmitWait(ctx, b, handmade{Base: Base{ID: 1, Kind: "base"}, Kind: 2, Skipped: "s", hidden: "h"}))
	if diff := cmp.Diff(events.Payload{"id": 1, "kind": Level(2), "Plain": "", "omit": "", "Only": 0.0}, seen); diff != "" {
		t.Errorf("payload (-want +got):\n%s", diff)
	}
	handTopic.On(b, heard(&got))
	must(t, b.EmitWait(ctx, "hand.made", events.Payload{
		"id": 3, "kind": 4, "Plain": "p", "omit": "o", "Only": 1, "Extra": map[string]any{"Note": "n"},
		"-": "x", "Skipped": "x", "hidden": "x", "unknown": make(chan int),
	}))
	if len(got) != 1 || got[0].ID != 3 || got[0].Kind != 4 || got[0].Plain != "p" || got[0].Only != 1 || got[0].Extra.Note != "n" ||
		got[0].Skipped != "" || got[0].hidden != "" || got[0].Base.Kind != "" {
		t.Errorf("typed: %+v", got)
	}
	if err := b.EmitWait(ctx, "hand.made", events.Payload{"id": 3, "kind": 4, "Plain": "p", "Only": 1}); len(faults(err)) != 1 {
		t.Errorf("a missing field with omitempty: %v, want it refused: only pointers are optional", err)
	}
}

func TestSpecCanBeDeclared(t *testing.T) {
	b := events.New()
	specs := []events.EventSpec{loginTopic.Spec(), allTopic.Spec(), handTopic.Spec(), host.PluginLoadedTopic.Spec()}
	must(t, b.As("me").Declare(specs...))
	names := []string{}
	for _, d := range b.Catalog() {
		names = append(names, d.Name)
	}
	if want := []string{"all.kinds", "fp.plugin.loaded", "hand.made", "user.login"}; !slices.Equal(names, want) {
		t.Errorf("catalog: %q, want %q", names, want)
	}
}

func TestSpecIsTheCallers(t *testing.T) {
	want := events.EventSpec{
		Name: "user.login", Description: "signed in",
		Payload: events.Schema{"user_id": "int64", "name": "string", "nick": "*string"},
	}
	first := loginTopic.Spec()
	if diff := cmp.Diff(want, first); diff != "" {
		t.Errorf("spec (-want +got):\n%s", diff)
	}
	maps.DeleteFunc(first.Payload, func(string, string) bool { return true })
	if diff := cmp.Diff(want, loginTopic.Spec()); diff != "" {
		t.Errorf("a caller changed the spec of all:\n%s", diff)
	}
}

func TestEmptyStruct(t *testing.T) {
	b := events.New()
	topic := typed.NewTopic[struct{}]("app.ready")
	var got []struct{}
	var seen []events.Payload
	topic.On(b, heard(&got))
	b.On("app.ready", func(_ context.Context, e events.Event) error { seen = append(seen, e.Payload()); return nil })
	must(t, topic.EmitWait(ctx, b, struct{}{}))
	must(t, b.EmitWait(ctx, "app.ready", nil))
	must(t, b.EmitWait(ctx, "app.ready", events.Payload{"extra": 1}))
	if len(got) != 3 || len(seen) != 3 || seen[0] == nil || len(seen[0]) != 0 {
		t.Errorf("typed %d, untyped %v", len(got), seen)
	}
	if s := topic.Spec().Payload; s == nil || len(s) != 0 {
		t.Errorf("spec %v, want an empty one", s)
	}
}

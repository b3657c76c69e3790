package typed_test

import (
	"context"
	"encoding/json"
	"math"
	"net/netip"
	"testing"
	"time"

	"github.com/fastpluggy/eventbus/events"
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
	var want events.Payload
	text, err := json.Marshal(in)
	must(t, err)
	must(t, json.Unmarshal(text, &want))
	if diff := cmp.Diff(want, viaJSON(t, e.Payload())); diff != "" {
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

package typed_test

import (
	"context"
	"encoding/json"
	"math"
	"math/big"
	"net/netip"
	"reflect"
	"testing"
	"time"

	"github.com/fastpluggy/eventbus/events"
	"github.com/fastpluggy/eventbus/typed"
)

// Twins have the same fields, so that one's typed payload reaches the other
// only by way of the general form.
type (
	Home struct {
		Street string  `json:"street"`
		Zip    *uint16 `json:"zip"`
	}
	fuzzOut struct {
		Bool   bool              `json:"bool"`
		Int    int               `json:"int"`
		Int8   int8              `json:"int8"`
		Int64  int64             `json:"int64"`
		Uint32 uint32            `json:"uint32"`
		Uint64 uint64            `json:"uint64"`
		F32    float32           `json:"f32"`
		F64    float64           `json:"f64"`
		Text   string            `json:"text"`
		Raw    []byte            `json:"raw"`
		List   []int64           `json:"list"`
		Map    map[string]string `json:"map"`
		Nested Home              `json:"nested"`
		When   time.Time         `json:"when"`
		Addr   netip.Addr        `json:"addr"`
		Any    any               `json:"any"`
		Opt    *int64            `json:"opt"`
		Boss   *Home             `json:"boss"`
	}
	fuzzIn fuzzOut
)

var (
	leftTopic  = typed.NewTopic[fuzzOut]("fuzz.twin")
	rightTopic = typed.NewTopic[fuzzIn]("fuzz.twin")
)

// B74: a struct that goes out typed, is read as a map, and comes in
// typed again, is the same; so is one that an untyped emit sends on, and one
// whose map went through JSON.
func FuzzRoundTrip(f *testing.F) {
	f.Add(true, int64(-1), uint64(1<<63), 0.1, "Ada", []byte("raw"), int64(1_700_000_000), uint8(0xff))
	f.Add(false, int64(1<<62), uint64(0), -2.5, "\u2028\x00", []byte{}, int64(0), uint8(0))
	f.Add(false, int64(1<<53+1), uint64(1<<53+1), 1e300, "", []byte(nil), int64(-1), uint8(3))
	f.Fuzz(func(t *testing.T, yes bool, i int64, u uint64, x float64, text string, raw []byte, unix int64, have uint8) {
		if math.IsNaN(x) {
			t.Skip("equal to nothing")
		}
		want := twin(yes, i, u, x, text, raw, unix, have)
		b := events.New(events.WithErrorHandler(func(_ context.Context, _ events.Event, _ events.ListenerInfo, err error) { t.Error(err) }))
		var payload events.Payload
		b.On("fuzz.twin", func(_ context.Context, e events.Event) error { payload = e.Payload(); return nil }, events.Priority(1))
		heard := 0
		rightTopic.On(b, func(_ context.Context, got fuzzIn) error {
			if heard++; !reflect.DeepEqual(fuzzOut(got), want) {
				t.Errorf("heard %+v\nwant  %+v", got, want)
			}
			return nil
		})
		if err := leftTopic.Emit(context.Background(), b, want); err != nil {
			t.Error(err)
		}
		if err := b.Emit(context.Background(), "fuzz.twin", payload); err != nil {
			t.Error(err)
		}
		if heard != 2 {
			t.Errorf("%d of 2 events were heard", heard)
		}
		throughJSON(t, payload, want)
	})
}

func twin(yes bool, i int64, u uint64, x float64, text string, raw []byte, unix int64, have uint8) fuzzOut {
	zip := uint16(u)
	v := fuzzOut{
		Bool: yes, Int: int(i), Int8: int8(i), Int64: i, Uint32: uint32(u), Uint64: u, F32: float32(x), F64: x,
		Text: text, Raw: raw, When: time.Unix(unix%(1<<37), i&0xfffff).UTC(), Addr: netip.AddrFrom4([4]byte{1, 2, 3, have}),
	}
	if have&1 != 0 {
		v.List, v.Map = []int64{i, int64(have)}, map[string]string{text: text, "": "x"}
	}
	if have&2 != 0 {
		v.Nested, v.Any = Home{text, &zip}, map[string]any{text: x}
	}
	if have&4 != 0 {
		v.Opt = &i
	}
	if have&8 != 0 {
		v.Boss = &Home{Street: text}
	}
	return v
}

// throughJSON sends a payload on that was written as JSON: what comes is what
// json makes of the text itself, or is refused.
func throughJSON(t *testing.T, payload events.Payload, want fuzzOut) {
	text, err := json.Marshal(payload)
	if err != nil {
		return // infinity, a year that JSON has no text for
	}
	var m events.Payload
	var direct fuzzIn
	if json.Unmarshal(text, &m) != nil || json.Unmarshal(text, &direct) != nil {
		t.Fatalf("json can't read %s", text)
	}
	// Where digits are lost between the text and a float64, the value is refused
	// or another one than json, which knows the type that is wanted, makes of it.
	exact := new(big.Float).SetInt64(want.Int64).MinPrec() <= 53 && new(big.Float).SetUint64(want.Uint64).MinPrec() <= 53 &&
		m["f32"] == float64(want.F32)
	b, heard := events.New(), 0
	rightTopic.On(b, func(_ context.Context, got fuzzIn) error {
		if heard++; exact && !reflect.DeepEqual(got, direct) {
			t.Errorf("%s\nheard %+v\njson  %+v", text, got, direct)
		}
		return nil
	})
	err = b.EmitWait(context.Background(), "fuzz.twin", m)
	if exact && (heard != 1 || err != nil) {
		t.Errorf("%s is heard %d times: %v", text, heard, err)
	}
}

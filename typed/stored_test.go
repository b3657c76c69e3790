package typed_test

import (
	"context"
	"encoding/json"
	"math"
	"math/big"
	"net"
	"net/http"
	"testing"
	"time"

	"github.com/fastpluggy/eventbus/events"
	"github.com/fastpluggy/eventbus/typed"
	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"
)

type (
	// Upper is text that it writes itself.
	Upper string

	ByYear map[int]string
	Digest [4]byte
	ByInt8 map[int8]int64
	Two    [2]int
	Octets []byte
	Amount struct {
		Cents *big.Int           `json:"cents"`
		Rates map[string]float32 `json:"rates,omitempty"`
		Tags  []string           `json:"tags"`
		ID    int64              `json:"id,string"`
	}
	based struct {
		ID int `json:"base_id"`
	}
	// Note is embedded by pointer: json.Marshal writes its fields among the others.
	Note struct {
		Text string `json:"text"`
		Page *int   `json:"page,omitempty"`
	}
	storedEvent struct {
		based
		*Note
		Float   float32           `json:"float"`
		Huge    float64           `json:"huge"`
		Zero    float64           `json:"zero"`
		Raw     json.RawMessage   `json:"raw"`
		Number  json.Number       `json:"number"`
		Big     *big.Int          `json:"big"`
		Ratio   *big.Rat          `json:"ratio"`
		Bigs    []big.Int         `json:"bigs"`
		Years   ByYear            `json:"years"`
		Digest  Digest            `json:"digest"`
		Octets  Octets            `json:"octets"`
		Amount  Amount            `json:"amount"`
		Amounts map[string]Amount `json:"amounts"`
		At      time.Time         `json:"at"`
		Took    time.Duration     `json:"took"`
		IP      net.IP            `json:"ip"`
		Header  http.Header       `json:"header"`
		Count   uint64            `json:"count,omitempty"`
		Any     any               `json:"any"`
		Upper   Upper             `json:"upper"`
	}
)

func (u Upper) MarshalText() ([]byte, error) { return []byte("^" + string(u)), nil }
func (u *Upper) UnmarshalText(text []byte) error {
	*u = Upper(text[1:])
	return nil
}

var storedTopic = typed.NewTopic[storedEvent]("stored.event")

func storedValue() storedEvent {
	n, _ := new(big.Int).SetString("123456789012345678901234567890", 10)
	return storedEvent{
		based: based{7}, Note: &Note{Text: "<&>", Page: new(0)},
		Float: 0.1, Huge: math.MaxFloat64, Zero: math.Copysign(0, -1),
		Raw: json.RawMessage(`{"b":[1,1e400],"a":-0}`), Number: "1.50", Big: n, Ratio: big.NewRat(1, 3), Bigs: []big.Int{*n},
		Years: ByYear{-44: "Caesar", 1815: "Ada"}, Digest: Digest{0, 1, 254, 255}, Octets: Octets{0, 255},
		Amount:  Amount{Cents: n, Rates: map[string]float32{"x": 0.3}, Tags: []string{}, ID: 1<<53 + 1},
		Amounts: map[string]Amount{"a": {Cents: big.NewInt(-1)}},
		At:      time.Date(2026, 1, 2, 3, 4, 5, 6, time.FixedZone("", -5400)), Took: math.MinInt64,
		IP: net.IPv4(127, 0, 0, 1), Header: http.Header{"X": {"y"}},
		Any: []any{int64(1<<53 + 1), uint64(math.MaxUint64), 0.5, map[string]any{"k": nil}, json.Number("36893488147419103233")}, Upper: "u",
	}
}

var sameStored = cmp.Options{
	cmp.AllowUnexported(storedEvent{}),
	cmp.Comparer(func(a, b big.Int) bool { return a.Cmp(&b) == 0 }),
	cmp.Comparer(func(a, b big.Rat) bool { return a.Cmp(&b) == 0 }),
	cmp.Comparer(func(a, b float64) bool { return math.Float64bits(a) == math.Float64bits(b) }),
	cmpopts.EquateComparable(based{}),
}

// B99: a payload comes back as it was, from JSON of the struct, of a pointer to it, of
// the event and of its map.
func TestB99_StoredPayloadsComeBack(t *testing.T) {
	for _, want := range []storedEvent{storedValue(), {Number: "0"}} {
		for form, text := range storedForms(t, storedTopic, want) {
			got, err := storedTopic.Decode("stored.event", text)
			if diff := cmp.Diff(want, got, sameStored); diff != "" || err != nil {
				t.Errorf("%s: %v from %s (-want +got):\n%s", form, err, text, diff)
			}
			if _, a := want.At.Zone(); err == nil {
				if _, b := got.At.Zone(); a != b {
					t.Errorf("%s: the offset of the time is %d, want %d", form, b, a)
				}
			}
		}
	}
}

// storedForms returns a payload in every JSON that a program may store.
func storedForms[T any](t *testing.T, topic *typed.Topic[T], v T) map[string][]byte {
	t.Helper()
	forms := map[string]any{"struct": v, "pointer": &v}
	b := events.New()
	b.OnAny(func(_ context.Context, e events.Event) error {
		forms["event"] = e
		forms["payload"] = e.Payload()
		return nil
	})
	topic.OnEvent(b, func(_ context.Context, e typed.Event[T]) error { forms["typed event"] = e; return nil })
	must(t, topic.EmitWait(ctx, b, v))
	out := map[string][]byte{}
	for name, form := range forms {
		text, err := json.Marshal(form)
		must(t, err)
		var whole struct{ Payload json.RawMessage }
		if err := json.Unmarshal(text, &whole); contains(name, "event") {
			must(t, err)
			text = whole.Payload
		}
		out[name] = text
	}
	if len(out) != 5 {
		t.Fatalf("%d forms", len(out))
	}
	return out
}

// B99: numbers that would be rounded, and other JSON that json.Marshal has not written of
// the type, are errors with the place.
func TestB99_StoredJSONIsNeverRounded(t *testing.T) {
	type numbers struct {
		F   *float64 `json:"f"`
		S   *float32 `json:"s"`
		I   *int64   `json:"i"`
		U   *uint8   `json:"u"`
		Any *any     `json:"any,omitempty"`
		M   ByInt8   `json:"m,omitempty"`
		A   *Two     `json:"a,omitempty"`
		In  *Note    `json:"in"`
	}
	topic := typed.NewTopic[struct {
		numbers
	}]("stored.numbers")
	for _, tt := range []struct{ payload, want string }{
		{`{"f":1e400}`, `field "f": want float64, have number 1e400`},
		{`{"f":-1e-400}`, "number -1e-400"},
		{`{"f":9007199254740993}`, "have number 9007199254740993"},
		{`{"f":9007199254740993.0}`, "have number"},
		{`{"f":9.007199254740993e15}`, "have number"},
		{`{"f":18446744073709551615}`, "have number"},
		{`{"s":0.123456789}`, `field "s": want float32`},
		{`{"s":16777217}`, "have number 16777217"},
		{`{"s":1e39}`, "have number 1e39"},
		{`{"i":9223372036854775808}`, `field "i": want int64`},
		{`{"i":1.5}`, "number 1.5"},
		{`{"i":1e1000000000000}`, "number 1e1000000000000"},
		{`{"u":256}`, "want uint8"},
		{`{"u":-1}`, "want uint8"},
		{`{"any":[1e400]}`, "number 1e400"},
		{`{"m":{"128":1}}`, "want int8, have the key"},
		{`{"m":{"01":1}}`, "the key"},
		{`{"a":[1]}`, "array of 1"},
		{`{"a":[1,2,3]}`, "array of 3"},
		{`{"in":{}}`, `field "in.text": want string, have nothing`},
		{"{\"in\":{\"text\":\"\xff\"}}", "UTF-8"},
		{`{"in":{"text":null}}`, "have nil"},
		{`{"in":{"text":1}}`, `field "in.text": want string, have number 1`},
		{`{"in":[]}`, "have array"},
	} {
		if got, err := topic.Decode("stored.numbers", []byte(tt.payload)); err == nil || !contains(err.Error(), tt.want) {
			t.Errorf("%s: %+v, %v, want %q", tt.payload, got.numbers, err, tt.want)
		}
	}
	for _, payload := range []string{
		`{"f":9007199254740992,"s":16777216,"i":1e3,"u":255.0,"m":{"-128":1},"a":[1,2],"any":-0}`,
		`{"f":1152921504606847000,"s":3.4028235e38,"i":-9223372036854775808}`,
		`{"f":0.10000000000000001,"s":0.10000000149011612,"i":-0}`,
		`{"more":1e400}`,
	} {
		if _, err := topic.Decode("stored.numbers", []byte(payload)); err != nil {
			t.Errorf("%s: %v", payload, err)
		}
	}
}

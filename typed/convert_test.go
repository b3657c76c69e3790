package typed_test

import (
	"context"
	"fmt"
	"math"
	"net/netip"
	"strings"
	"testing"
	"time"

	"github.com/fastpluggy/eventbus/events"
	"github.com/fastpluggy/eventbus/typed"
	"github.com/google/go-cmp/cmp"
)

// one is a payload with one field.
type one[T any] struct {
	V T `json:"v"`
}

// generated makes a topic as evgen would.
func generated[T any](name string) *typed.Topic[one[T]] {
	return typed.Generated(name, typed.Codec[one[T]]{
		Encode: func(o one[T]) events.Payload { return events.Payload{"v": o.V} },
		Decode: func(d *typed.Decoder, o *one[T]) { typed.Required(d, "v", &o.V) },
		Ref: func(o *one[T], field string) any {
			if field == "v" {
				return &o.V
			}
			return nil
		},
	})
}

// A result is what one way of reading made of a value.
type result struct {
	way   string
	value any
	err   error
}

// readAs emits p and reads its field "v" as a T in every way there is.
func readAs[T any](p events.Payload) []result {
	var out []result
	for way, listen := range map[string]func(*events.Bus, func(T)) *events.Subscription{
		"Field": func(b *events.Bus, got func(T)) *events.Subscription {
			return b.On("convert", func(_ context.Context, e events.Event) error {
				v, err := events.Field[T](e, "v")
				if err == nil {
					got(v)
				}
				return err
			})
		},
		"by hand": func(b *events.Bus, got func(T)) *events.Subscription {
			return typed.NewTopic[one[T]]("convert").On(b, func(_ context.Context, p one[T]) error { got(p.V); return nil })
		},
		"generated": func(b *events.Bus, got func(T)) *events.Subscription {
			return generated[T]("convert").On(b, func(_ context.Context, p one[T]) error { got(p.V); return nil })
		},
	} {
		b, r := quiet(), result{way: way}
		listen(b, func(v T) { r.value = v })
		r.err = b.EmitWait(ctx, "convert", p)
		out = append(out, r)
	}
	return out
}

// A conversion is one row of the table: what is emitted, and what a reader of
// some type makes of it.
type conversion struct {
	name string
	read func(events.Payload) []result
	in   any
	want any    // nil: refused
	have string // what the error says was there
}

func becomes[T any](in any, want T) conversion {
	return conversion{fmt.Sprintf("%T %.40q becomes %T", in, fmt.Sprint(in), want), readAs[T], in, want, ""}
}

func refused[T any](in any, have string) conversion {
	return conversion{fmt.Sprintf("%T %.40q refused as %s", in, fmt.Sprint(in), strings.TrimPrefix(fmt.Sprintf("%T", new(T)), "*")), readAs[T], in, nil, have}
}

var march = time.Date(2026, 3, 1, 12, 0, 0, 0, time.UTC)

// B74: one table for Field, topics by hand and generated ones.
func TestConversionLosesNothing(t *testing.T) {
	for _, tt := range []conversion{
		becomes(3, int64(3)),
		becomes(int64(3), 3),
		becomes(3.0, 3),
		becomes(float32(3), int8(3)),
		becomes(-1.0, int8(-1)),
		becomes(uint8(255), 255),
		becomes(255, uint8(255)),
		becomes(int64(1<<53), float64(1<<53)),
		becomes(0.5, float32(0.5)),
		becomes(float32(0.1), float64(float32(0.1))),
		becomes(uint64(math.MaxUint64), uint64(math.MaxUint64)),
		becomes(3, Level(3)),
		becomes(Level(3), 3),
		refused[int](3.5, "float64 3.5"),
		refused[int8](128, "int 128"),
		refused[int8](-129, "int -129"),
		refused[uint8](256, "int 256"),
		refused[uint](-1, "int -1"),
		refused[int64](uint64(math.MaxUint64), "uint64 18446744073709551615"),
		refused[int64](1e19, "float64 1e+19"),
		refused[int](math.NaN(), "float64 NaN"),
		refused[int](math.Inf(1), "float64 +Inf"),
		refused[float64](int64(1<<53+1), "int64 9007199254740993"),
		refused[float32](0.1, "float64 0.1"),
		refused[float32](1e300, "float64 1e+300"),
		refused[int]("3", "string"),
		refused[int](true, "bool"),
		refused[bool](1, "int"),
		refused[string](3, "int"),
		refused[string]([]byte("x"), "[]byte"),
		refused[bool]("true", "string"),

		becomes("red", Color("red")),
		becomes(Color("red"), "red"),
		becomes("2026-03-01T12:00:00Z", march),
		becomes("AP8=", []byte{0, 255}),
		becomes("10.0.0.1", netip.MustParseAddr("10.0.0.1")),
		refused[time.Time]("1 March 2026", "string ("),
		refused[time.Time](1772366400, "int"),
		refused[[]byte]("not base64!", "string ("),
		refused[netip.Addr]("10.0.0.256", "string ("),

		becomes(map[string]any{"city": "Rome", "zip": nil, "more": 1}, Address{City: "Rome"}),
		becomes(map[string]string{"city": "Rome", "zip": "1"}, Address{"Rome", new("1")}),
		becomes([]any{1.0, 2}, []int{1, 2}),
		becomes([]any{map[string]any{"city": "Oslo"}}, []Address{{City: "Oslo"}}),
		becomes(map[string]any{"a": 1.0}, map[string]int{"a": 1}),
		becomes(map[string]any{"a": []any{"b"}}, map[string][]string{"a": {"b"}}),
		refused[Address]("Rome", "string"),
		refused[Address](map[int]string{}, "map[int]string"),
		becomes([3]int{1, 2, 3}, []int{1, 2, 3}),
		refused[[]int](map[string]any{}, "map[string]any"),
		refused[map[string]int]([]int{1}, "[]int"),
		refused[map[string]int](Color("red"), "Color"),

		becomes[any](3, 3),
		becomes[[]int](nil, nil),
		becomes[map[string]int](nil, nil),
		becomes([]int{}, []int{}),
		refused[int](nil, "nil"),
		refused[string](nil, "nil"),
		refused[Address](nil, "nil"),
	} {
		t.Run(tt.name, func(t *testing.T) { tt.check(t, events.Payload{"v": tt.in}) })
	}
}

func (tt conversion) check(t *testing.T, p events.Payload) {
	for _, r := range tt.read(p) {
		found := faults(r.err)
		switch {
		case tt.have != "":
			if len(found) != 1 || found[0].Topic != "convert" || found[0].Field != "v" || !strings.Contains(found[0].Have, tt.have) || r.value != nil {
				t.Errorf("%s: value %v, error %v; want it refused for %q", r.way, r.value, r.err, tt.have)
			}
		case r.err != nil:
			t.Errorf("%s: %v", r.way, r.err)
		default:
			if diff := cmp.Diff(tt.want, r.value, sameKinds); diff != "" {
				t.Errorf("%s (-want +got):\n%s", r.way, diff)
			}
		}
	}
}

// A nil interface is a value, which the table can't say.
func TestNilBecomesAny(t *testing.T) {
	for _, r := range readAs[any](events.Payload{"v": nil}) {
		if r.err != nil || r.value != nil {
			t.Errorf("%s: %v, %v", r.way, r.value, r.err)
		}
	}
}

// Missing is not a value of any type that is not a pointer, not even of any.
func TestMissingFieldIsRefused(t *testing.T) {
	for _, read := range []func(events.Payload) []result{readAs[int], readAs[any], readAs[[]int], readAs[Address]} {
		for _, r := range read(events.Payload{"w": 1}) {
			if f := faults(r.err); len(f) != 1 || f[0].Field != "v" || f[0].Have != "nothing" || f[0].Want == "" {
				t.Errorf("%s: %v", r.way, r.err)
			}
		}
	}
}

// Want is the hint, as a declaration has it, whatever is wrong with the field.
func TestWantIsTheHint(t *testing.T) {
	b := quiet()
	allTopic.On(b, func(context.Context, allKinds) error { return nil })
	spec := allTopic.Spec().Payload
	broken := events.Payload{}
	for field := range spec {
		broken[field] = make(chan int)
	}
	delete(broken, "any") // a channel is one
	for _, p := range []events.Payload{{}, broken} {
		for _, f := range faults(b.EmitWait(ctx, "all.kinds", p)) {
			if want := strings.TrimPrefix(spec[f.Field], "*"); f.Want != want {
				t.Errorf("field %s: want %q, have %s; declared is %q", f.Field, f.Want, f.Have, want)
			}
		}
	}
}

// The error names the place inside a nested value.
func TestNestedPlaceIsNamed(t *testing.T) {
	b := quiet()
	allTopic.On(b, func(context.Context, allKinds) error { return nil })
	p := viaJSON(t, payloadOf(everything()))
	p["many"] = []any{map[string]any{"city": "Rome"}, map[string]any{"city": 3.0}}
	p["ints"] = map[string]any{"a": 1.5}
	p["p_address"] = map[string]any{}
	want := map[string]string{"many[1].city": "float64", `ints["a"]`: "float64 1.5", "p_address.city": "nothing"}
	got := map[string]string{}
	for _, f := range faults(b.EmitWait(ctx, "all.kinds", p)) {
		got[f.Field] = f.Have
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("faults (-want +got):\n%s", diff)
	}
}

func payloadOf(in allKinds) (p events.Payload) {
	b := events.New()
	b.On("all.kinds", func(_ context.Context, e events.Event) error { p = e.Payload(); return nil })
	_ = allTopic.Emit(ctx, b, in)
	return p
}

package convert_test

import (
	"encoding/json"
	"fmt"
	"math"
	"math/big"
	"math/rand/v2"
	"net/netip"
	"reflect"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/fastpluggy/eventbus/internal/convert"
)

type (
	weekday   int8 // an enum with a text
	celsius   float32
	raw       []byte
	octet     byte
	grid      [2][3]int16
	byNumber  map[int16]string
	byEnum    map[weekday]bool
	pair      struct{ lo, hi int } // with JSON of its own
	textKeyed map[netip.Addr]uint8
)

func (d weekday) MarshalText() ([]byte, error) { return fmt.Appendf(nil, "day%d", int8(d)), nil }
func (d *weekday) UnmarshalText(text []byte) error {
	_, err := fmt.Sscanf(string(text), "day%d", (*int8)(d))
	return err
}
func (p pair) MarshalJSON() ([]byte, error)     { return json.Marshal([]int{p.lo, p.hi}) }
func (p *pair) UnmarshalJSON(text []byte) error { return json.Unmarshal(text, &[]*int{&p.lo, &p.hi}) }

// leaves are the types that random types are made of, each with random values.
var leaves = map[reflect.Type]func(r *rand.Rand) any{
	reflect.TypeFor[json.RawMessage](): func(r *rand.Rand) any {
		return json.RawMessage(pick(r, `{"b":1,"a":[1e400,-0]}`, `12345678901234567890123`, `"x"`, `[]`))
	},
	reflect.TypeFor[json.Number](): func(r *rand.Rand) any { return json.Number(pick(r, "1e400", "-0", "1.50", "12345678901234567890")) },
	reflect.TypeFor[big.Int]():     func(r *rand.Rand) any { return *new(big.Int).Lsh(big.NewInt(r.Int64()), uint(r.IntN(100))) },
	reflect.TypeFor[big.Rat]():     func(r *rand.Rand) any { return *big.NewRat(r.Int64(), r.Int64()+1) },
	reflect.TypeFor[time.Time](): func(r *rand.Rand) any {
		zone := pick(r, time.UTC, time.FixedZone("", 3600*r.IntN(12)), time.FixedZone("x", -60*r.IntN(600)))
		return pick(r, time.Now(), time.Unix(r.Int64N(1<<37), r.Int64N(1e9)), time.Time{}).In(zone)
	},
	reflect.TypeFor[netip.Addr](): func(r *rand.Rand) any {
		return pick(r, netip.Addr{}, netip.MustParseAddr("fe80::1%eth0"), netip.MustParseAddr("1.2.3.4"))
	},
	reflect.TypeFor[pair](): func(r *rand.Rand) any { return pair{r.Int(), -r.Int()} },
	reflect.TypeFor[any]():  randomAny,
}

func pick[T any](r *rand.Rand, from ...T) T { return from[r.IntN(len(from))] }

func randomAny(r *rand.Rand) any {
	switch r.IntN(8) {
	case 0:
		return []any{randomAny(r), nil}
	case 1:
		return map[string]any{"<&>": randomAny(r)}
	}
	return pick[any](r, nil, true, "\u2028", int64(math.MinInt64), int64(1<<53+1), uint64(math.MaxUint64), 0.1, 1e300, math.Copysign(0, -1))
}

var composed = []reflect.Type{
	reflect.TypeFor[time.Duration](), reflect.TypeFor[weekday](), reflect.TypeFor[celsius](), reflect.TypeFor[raw](), reflect.TypeFor[[]octet](), reflect.TypeFor[[4]byte](),
	reflect.TypeFor[grid](), reflect.TypeFor[byNumber](), reflect.TypeFor[byEnum](), reflect.TypeFor[textKeyed](), reflect.TypeFor[named](), reflect.TypeFor[[]byte](),
	reflect.TypeFor[bool](), reflect.TypeFor[string](), reflect.TypeFor[int](), reflect.TypeFor[int8](), reflect.TypeFor[int64](), reflect.TypeFor[uint16](), reflect.TypeFor[uint64](),
	reflect.TypeFor[float32](), reflect.TypeFor[float64](), reflect.TypeFor[func()](), reflect.TypeFor[complex64](), reflect.TypeFor[fmt.Stringer](), reflect.TypeFor[big.Float](),
}

func randomType(r *rand.Rand, depth int) reflect.Type {
	if depth == 0 || r.IntN(3) == 0 {
		if r.IntN(3) > 0 {
			return pick(r, composed...)
		}
		n := r.IntN(len(leaves))
		for t := range leaves {
			if n--; n < 0 {
				return t
			}
		}
	}
	switch elem := randomType(r, depth-1); r.IntN(5) {
	case 0:
		return reflect.PointerTo(elem)
	case 1:
		return reflect.MapOf(pick(r, reflect.TypeFor[string](), reflect.TypeFor[int8](), reflect.TypeFor[uint64](), reflect.TypeFor[weekday]()), elem)
	case 2:
		return reflect.ArrayOf(r.IntN(3), elem)
	case 3:
		return randomStruct(r, depth-1)
	default:
		return reflect.SliceOf(elem)
	}
}

func randomStruct(r *rand.Rand, depth int) reflect.Type {
	fields := make([]reflect.StructField, 1+r.IntN(3))
	for i := range fields {
		t := randomType(r, depth)
		option := ""
		switch k := t.Kind(); {
		case k >= reflect.Int && k <= reflect.Uint64:
			option = pick(r, "", ",omitempty", ",string", ",omitzero")
		case k == reflect.Pointer, k == reflect.Bool:
			option = pick(r, "", ",omitempty")
		}
		fields[i] = reflect.StructField{Name: fmt.Sprintf("F%d", i), Type: t, Tag: reflect.StructTag(fmt.Sprintf(`json:"f%d%s"`, i, option))}
	}
	return reflect.StructOf(fields)
}

func fill(r *rand.Rand, v reflect.Value) {
	if value := leaves[v.Type()]; value != nil {
		if x := value(r); x != nil {
			v.Set(reflect.ValueOf(x))
		}
		return
	}
	switch v.Kind() {
	case reflect.Bool:
		v.SetBool(r.IntN(2) == 0)
	case reflect.String:
		v.SetString(pick(r, "", "s", "<&>\u2028\x00\ufffd", `"`, "null"))
	case reflect.Float32:
		v.SetFloat(float64(pick(r, 0, float32(math.Copysign(0, -1)), 0.1, math.MaxFloat32, math.SmallestNonzeroFloat32, 1<<24, float32(r.NormFloat64()))))
	case reflect.Float64:
		v.SetFloat(pick(r, 0, math.Copysign(0, -1), 0.1, 1e300, math.MaxFloat64, math.SmallestNonzeroFloat64, 1<<60, 1e21, math.Float64frombits(r.Uint64()), math.Inf(1)))
	case reflect.Int, reflect.Int8, reflect.Int16, reflect.Int32, reflect.Int64:
		v.SetInt(r.Int64() >> (64 - v.Type().Bits()) >> r.IntN(64) * int64(1-2*r.IntN(2)))
	case reflect.Uint8, reflect.Uint16, reflect.Uint64:
		v.SetUint(r.Uint64() >> (64 - v.Type().Bits()) >> r.IntN(64))
	case reflect.Struct:
		for i := range v.NumField() {
			fill(r, v.Field(i))
		}
	case reflect.Array:
		for i := range v.Len() {
			fill(r, v.Index(i))
		}
	default:
		fillReference(r, v)
	}
}

// fillReference leaves some nil, but no pointer leads to nil: JSON has one null for both.
func fillReference(r *rand.Rand, v reflect.Value) {
	if r.IntN(4) == 0 {
		return
	}
	switch v.Kind() {
	case reflect.Pointer:
		to := reflect.New(v.Type().Elem())
		if fill(r, to.Elem()); to.Elem().Kind() != reflect.Slice && to.Elem().Kind() != reflect.Map && to.Elem().Kind() != reflect.Interface || !to.Elem().IsNil() {
			v.Set(to)
		}
	case reflect.Slice:
		v.Set(reflect.MakeSlice(v.Type(), r.IntN(3), 3))
		for i := range v.Len() {
			fill(r, v.Index(i))
		}
	case reflect.Map:
		v.Set(reflect.MakeMap(v.Type()))
		for range r.IntN(3) {
			key, elem := reflect.New(v.Type().Key()).Elem(), reflect.New(v.Type().Elem()).Elem()
			fill(r, key)
			fill(r, elem)
			v.SetMapIndex(key, elem)
		}
	}
}

var sameStored = cmp.Options{
	cmp.Comparer(func(a, b time.Time) bool {
		_, x := a.Zone()
		_, y := b.Zone()
		return a.Equal(b) && x == y
	}),
	cmp.Comparer(func(a, b big.Int) bool { return a.Cmp(&b) == 0 }),
	cmp.Comparer(func(a, b big.Rat) bool { return a.Cmp(&b) == 0 }),
	cmp.Comparer(func(a, b float64) bool { return math.Float64bits(a) == math.Float64bits(b) }),
	cmp.Comparer(func(a, b float32) bool { return math.Float32bits(a) == math.Float32bits(b) }),
	cmp.Comparer(func(a, b netip.Addr) bool { return a == b }),
	cmp.AllowUnexported(pair{}),
}

// B99: a value of a random type comes back from json.Marshal as it was, in whatever form
// it is marshalled, or json.Marshal fails, or the type is refused.
func TestB99_StoredValuesComeBack(t *testing.T) {
	types := 600
	if testing.Short() {
		types = 150
	}
	accepted, stored := 0, 0
	for seed := range types {
		r := rand.New(rand.NewPCG(uint64(seed), 15))
		typ := randomStruct(r, 3)
		if convert.StoredFault(typ) != nil {
			continue
		}
		accepted++
		for range 10 {
			v := reflect.New(typ).Elem()
			fill(r, v)
			for _, form := range []any{v.Interface(), v.Addr().Interface(), fieldMap(v)} {
				text, err := json.Marshal(form)
				if err != nil {
					break // infinity, NaN
				}
				stored++
				got := reflect.New(typ).Elem()
				if err := convert.FromJSON(got, text); err != nil {
					t.Fatalf("seed %d: a %v from %s: %v", seed, typ, text, err)
				}
				if diff := cmp.Diff(v.Interface(), got.Interface(), sameStored); diff != "" {
					t.Fatalf("seed %d: a %v from %s (-want +got):\n%s", seed, typ, text, diff)
				}
			}
		}
	}
	if accepted < types/5 || stored < 20*accepted {
		t.Errorf("of %d types %d are accepted, with %d stored values", types, accepted, stored)
	}
}

// fieldMap is what an event has of a payload.
func fieldMap(v reflect.Value) map[string]any {
	all := map[string]any{}
	fields, _ := convert.Fields(v.Type())
	for _, f := range fields {
		value := v.FieldByIndex(f.Index)
		if f.Optional {
			if value.IsNil() {
				continue
			}
			value = value.Elem()
		}
		all[f.Name] = convert.Addressable(value.Interface())
	}
	return all
}

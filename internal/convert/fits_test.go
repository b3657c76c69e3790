package convert_test

import (
	"encoding/json"
	"fmt"
	"math"
	"math/rand/v2"
	"reflect"
	"slices"
	"testing"
	"time"

	"github.com/fastpluggy/eventbus/internal/contract"
	"github.com/fastpluggy/eventbus/internal/convert"
)

type fitsLevel string

type fitsCount int16

// fitsLeaves are the types at the ends. Those that a text may or may not become are left
// out, such as netip.Addr: the verdict lets the bus try.
var fitsLeaves = []reflect.Type{
	reflect.TypeFor[bool](), reflect.TypeFor[string](), reflect.TypeFor[int](), reflect.TypeFor[int8](), reflect.TypeFor[int32](),
	reflect.TypeFor[int64](), reflect.TypeFor[uint8](), reflect.TypeFor[uint16](), reflect.TypeFor[uint64](),
	reflect.TypeFor[float32](), reflect.TypeFor[float64](), reflect.TypeFor[[]byte](), reflect.TypeFor[any](), reflect.TypeFor[time.Time](),
	reflect.TypeFor[time.Duration](), reflect.TypeFor[fitsLevel](), reflect.TypeFor[fitsCount](), reflect.TypeFor[json.RawMessage](),
}

type fitsRandom struct{ *rand.Rand }

// typ returns a random type.
func (r fitsRandom) typ(depth int) reflect.Type {
	if depth == 0 || r.IntN(4) == 0 {
		return fitsLeaves[r.IntN(len(fitsLeaves))]
	}
	switch r.IntN(6) {
	case 0:
		return reflect.SliceOf(r.typ(depth - 1))
	case 1:
		return reflect.MapOf([]reflect.Type{reflect.TypeFor[string](), reflect.TypeFor[int]()}[r.IntN(2)], r.typ(depth-1))
	case 2:
		return reflect.ArrayOf(1+r.IntN(2), r.typ(depth-1))
	}
	var fields []reflect.StructField
	for _, name := range []string{"A", "B", "C"} {
		if r.IntN(3) > 0 {
			fields = append(fields, r.field(name, r.typ(depth-1)))
		}
	}
	return reflect.StructOf(fields)
}

func (r fitsRandom) field(name string, t reflect.Type) reflect.StructField {
	if r.IntN(4) == 0 && t.Kind() != reflect.Interface {
		t = reflect.PointerTo(t)
	}
	return reflect.StructField{Name: name, Type: t, Tag: reflect.StructTag(fmt.Sprintf(`json:"%s_"`, name))}
}

// near returns a type that is much like another one.
func (r fitsRandom) near(t reflect.Type) reflect.Type {
	if r.IntN(8) == 0 {
		return r.typ(1)
	}
	switch {
	case t.PkgPath() != "" || t == reflect.TypeFor[[]byte]():
		return t
	case t.Kind() == reflect.Slice:
		return reflect.SliceOf(r.near(t.Elem()))
	case t.Kind() == reflect.Pointer:
		return reflect.PointerTo(r.near(t.Elem()))
	case t.Kind() == reflect.Map:
		return reflect.MapOf(t.Key(), r.near(t.Elem()))
	case t.Kind() == reflect.Struct:
		var fields []reflect.StructField
		for i := range t.NumField() {
			f := t.Field(i)
			if r.IntN(8) > 0 {
				f.Type = r.near(f.Type)
				fields = append(fields, f)
			}
		}
		return reflect.StructOf(fields)
	case t.Kind() == reflect.Int32, t.Kind() == reflect.Int8:
		return reflect.TypeFor[int64]()
	}
	return t
}

// value returns a random value, often at a limit of its type.
func (r fitsRandom) value(t reflect.Type) reflect.Value {
	v := reflect.New(t).Elem()
	switch k := t.Kind(); {
	case t == reflect.TypeFor[time.Time]():
		v.Set(reflect.ValueOf(time.Unix(r.Int64N(1e9), 0).UTC()))
	case t == reflect.TypeFor[json.RawMessage]():
		v.SetBytes([]byte([]string{`1`, `"x"`, `{"A_":1}`, `null`}[r.IntN(4)]))
	case k == reflect.Bool:
		v.SetBool(r.IntN(2) == 0)
	case k == reflect.String:
		v.SetString([]string{"", "x", "2026-01-02T15:04:05Z", "A_", "B_", "C_"}[r.IntN(6)])
	case v.CanInt():
		v.SetInt([]int64{0, -1, math.MaxInt64, math.MinInt64, 1<<53 + 1, 1 << 30, math.MaxInt8, 300, 1<<24 + 1}[r.IntN(9)])
	case v.CanUint():
		v.SetUint([]uint64{0, 1, math.MaxUint64, math.MaxInt64, 1<<53 + 1, 1 << 15}[r.IntN(6)])
	case k == reflect.Float32:
		v.SetFloat([]float64{0, 0.5, -3, 1 << 20}[r.IntN(4)])
	case k == reflect.Float64:
		v.SetFloat([]float64{0, 0.1, -3, 1e300}[r.IntN(4)])
	case k == reflect.Interface:
		if one := []any{nil, 1, "x", 0.5, map[string]any{"A_": "x"}, []any{true}}[r.IntN(6)]; one != nil {
			v.Set(reflect.ValueOf(one))
		}
	case k == reflect.Pointer:
		if r.IntN(3) > 0 {
			v.Set(reflect.New(t.Elem()))
			v.Elem().Set(r.value(t.Elem()))
		}
	case k == reflect.Slice:
		v.Set(reflect.MakeSlice(t, 1+r.IntN(2), 2))
		for i := range v.Len() {
			v.Index(i).Set(r.value(t.Elem()))
		}
	case k == reflect.Array:
		for i := range v.Len() {
			v.Index(i).Set(r.value(t.Elem()))
		}
	case k == reflect.Map:
		v.Set(reflect.MakeMap(t))
		v.SetMapIndex(r.value(t.Key()), r.value(t.Elem()))
	case k == reflect.Struct:
		for i := range v.NumField() {
			v.Field(i).Set(r.value(t.Field(i).Type))
		}
	}
	return v
}

// The verdict on two declarations, the conversion of values and encoding/json agree: if
// the types fit, no value fails, and if they do not, some value does. A field that may
// be nil does not fit a required one, although nil becomes an empty list: in a map the
// key may be missing.
func TestConversionAgreesWithTheVerdict(t *testing.T) {
	fits, lacks, n := 0, 0, uint64(1000)
	if testing.Short() {
		n = 100
	}
	for seed := range n {
		r := fitsRandom{rand.New(rand.NewPCG(seed, 1))}
		have := r.typ(3)
		want := r.near(have)
		misfits := contract.Misfits(eventOfField(want, "want"), eventOfField(have, "have"))
		verdict := len(misfits) == 0
		v, err := someFault(r, want, have)
		switch {
		case verdict:
			fits++
			if err != nil {
				t.Errorf("seed %d: %s fits %s, but %#v: %v", seed, have, want, v, err)
			}
		case err == nil && !slices.ContainsFunc(misfits, func(m contract.Misfit) bool { return !m.MayLack }):
			lacks++
		case err == nil:
			t.Errorf("seed %d: %s does not fit %s: %v, but all values do", seed, have, want, misfits)
		}
	}
	if pairs := int(n); fits < pairs/6 || fits > pairs*5/6 || lacks > pairs/6 {
		t.Errorf("of %d pairs, %d fit, %d lack something", pairs, fits, lacks)
	}
}

// eventOfField returns an event with a required field of that type.
func eventOfField(t reflect.Type, pkg string) *contract.Event {
	read := contract.OfGoType(t, pkg+".T")
	return &contract.Event{Fields: []contract.Field{{Name: "x", Type: read.String()}}, Shapes: read.Shapes}
}

// someFault returns a value that does not convert, or whose JSON can't be read.
func someFault(r fitsRandom, want, have reflect.Type) (v any, err error) {
	for range 300 {
		from, to := r.value(have), reflect.New(want)
		if err = convert.IntoValue(to.Elem(), from.Interface()); err != nil {
			return from.Interface(), err
		}
		text, err := json.Marshal(from.Interface())
		if err != nil {
			return from.Interface(), err
		}
		if err := json.Unmarshal(text, reflect.New(want).Interface()); err != nil {
			return from.Interface(), err
		}
	}
	return nil, nil
}

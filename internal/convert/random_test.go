package convert_test

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"math/rand/v2"
	"reflect"
	"strings"
	"testing"

	"github.com/fastpluggy/eventbus/internal/convert"
)

// pairType makes a type at most a few levels deep.
func pairType(r *rand.Rand, deep int) reflect.Type {
	basics := []reflect.Type{
		reflect.TypeFor[string](), reflect.TypeFor[Role](), reflect.TypeFor[bool](), reflect.TypeFor[int](), reflect.TypeFor[int8](),
		reflect.TypeFor[int32](), reflect.TypeFor[uint16](), reflect.TypeFor[uint64](), reflect.TypeFor[float64](), reflect.TypeFor[float32](),
	}
	if deep == 0 {
		return basics[r.IntN(len(basics))]
	}
	switch r.IntN(9) {
	case 0:
		return reflect.SliceOf(pairType(r, deep-1))
	case 1:
		return reflect.ArrayOf(r.IntN(3), pairType(r, deep-1))
	case 2:
		return reflect.MapOf([]reflect.Type{reflect.TypeFor[string](), reflect.TypeFor[Role](), reflect.TypeFor[int]()}[r.IntN(3)], pairType(r, deep-1))
	case 3, 4:
		if t := pairType(r, deep-1); t.Kind() != reflect.Pointer {
			return reflect.PointerTo(t)
		}
		return pairType(r, 0)
	case 5:
		return pairType(r, 0)
	}
	return pairStruct(r, deep)
}

func tagOf(number int, option string) reflect.StructTag {
	return reflect.StructTag(fmt.Sprintf(`json:"f%d%s"`, number, option))
}

func pairStruct(r *rand.Rand, deep int) reflect.Type {
	var fields []reflect.StructField
	for _, i := range r.Perm(4)[:1+r.IntN(4)] {
		fields = append(fields, reflect.StructField{Name: fmt.Sprintf("F%d", i+10*r.IntN(2)), Type: pairType(r, deep-1), Tag: tagOf(i, "")})
	}
	return reflect.StructOf(fields)
}

// similarType changes a type a little, as a listener's differs from an emitter's.
func similarType(r *rand.Rand, t reflect.Type) reflect.Type {
	if r.IntN(12) == 0 {
		if other := pairType(r, 1); other.Kind() != reflect.Map { // in which a field that is nil is left out
			return other
		}
	}
	switch t.Kind() {
	case reflect.Slice:
		return reflect.SliceOf(similarType(r, t.Elem()))
	case reflect.Array:
		if r.IntN(2) == 0 {
			return reflect.SliceOf(similarType(r, t.Elem()))
		}
		return reflect.ArrayOf(t.Len(), similarType(r, t.Elem()))
	case reflect.Map:
		return reflect.MapOf(t.Key(), similarType(r, t.Elem()))
	case reflect.Pointer:
		if r.IntN(3) == 0 {
			return similarType(r, t.Elem())
		}
		if e := similarType(r, t.Elem()); e.Kind() != reflect.Pointer {
			return reflect.PointerTo(e)
		}
		return t
	case reflect.Struct:
		return similarStruct(r, t)
	case reflect.Int8, reflect.Int32, reflect.Int:
		return []reflect.Type{reflect.TypeFor[int64](), reflect.TypeFor[int](), reflect.TypeFor[int16](), reflect.TypeFor[float64](), reflect.TypeFor[uint32]()}[r.IntN(5)]
	case reflect.String:
		return []reflect.Type{reflect.TypeFor[string](), reflect.TypeFor[Role]()}[r.IntN(2)]
	}
	return t
}

func similarStruct(r *rand.Rand, t reflect.Type) reflect.Type {
	var fields []reflect.StructField
	for _, i := range r.Perm(t.NumField()) {
		f := t.Field(i)
		if n := r.IntN(6); n > 0 {
			number := int(f.Name[len(f.Name)-1] - '0')
			fields = append(fields, reflect.StructField{Name: f.Name, Type: similarType(r, f.Type), Tag: tagOf(number, []string{"", "", "", "", "", ",omitempty"}[n])})
		}
	}
	return reflect.StructOf(fields)
}

// fillPair sets a value to random contents. Texts and numbers are such that JSON keeps them.
func fillPair(r *rand.Rand, v reflect.Value) {
	switch v.Kind() {
	case reflect.String:
		v.SetString([]string{"", "a", "ü"}[r.IntN(3)])
	case reflect.Bool:
		v.SetBool(r.IntN(2) == 0)
	case reflect.Float32, reflect.Float64:
		v.SetFloat(float64(r.IntN(8)) / 2)
	case reflect.Pointer:
		if r.IntN(4) > 0 {
			v.Set(reflect.New(v.Type().Elem()))
			fillPair(r, v.Elem())
			if v.Elem().Kind() == reflect.Slice && v.Elem().IsNil() {
				v.Elem().Set(reflect.MakeSlice(v.Type().Elem(), 0, 0)) // JSON has one nil only
			}
		}
	case reflect.Slice:
		if r.IntN(4) > 0 {
			v.Set(reflect.MakeSlice(v.Type(), r.IntN(3), 3))
			fillAll(r, v)
		}
	case reflect.Array:
		fillAll(r, v)
	case reflect.Map:
		v.Set(reflect.MakeMap(v.Type()))
		for i := range r.IntN(3) {
			elem := reflect.New(v.Type().Elem()).Elem()
			fillPair(r, elem)
			if v.Type().Key().Kind() == reflect.String {
				v.SetMapIndex(reflect.ValueOf(string(rune('a'+i))).Convert(v.Type().Key()), elem)
			} else {
				v.SetMapIndex(reflect.ValueOf(i), elem)
			}
		}
	case reflect.Struct:
		for i := range v.NumField() {
			fillPair(r, v.Field(i))
		}
	default:
		if n := int64(r.IntN(300)); v.CanInt() {
			v.SetInt(n - 150)
		} else {
			v.SetUint(uint64(n))
		}
	}
}

func fillAll(r *rand.Rand, v reflect.Value) {
	for i := range v.Len() {
		fillPair(r, v.Index(i))
	}
}

// viaJSON converts by encoding/json, slowly. Names must be exact there too.
func viaJSON(want reflect.Type, v any) (reflect.Value, error) {
	text, err := json.Marshal(v)
	if err != nil {
		return reflect.Value{}, err
	}
	out := reflect.New(want)
	d := json.NewDecoder(bytes.NewReader(text))
	return out.Elem(), d.Decode(out.Interface())
}

// B94: whatever the two types are, a conversion that succeeds gives what encoding/json
// makes of the value, and one that fails names a place at which JSON fails too, or a
// field that is missing.
func TestRandomTypesConvertAsJSONDoes(t *testing.T) {
	r := rand.New(rand.NewPCG(1, 2))
	converted, refused := 0, map[string]int{}
	for range 3_000 {
		have := pairStruct(r, 3)
		want := similarType(r, have)
		v := reflect.New(have).Elem()
		fillPair(r, v)
		dst := reflect.New(want).Elem()
		err := convert.IntoValue(dst, v.Interface())
		expected, jsonErr := viaJSON(want, v.Interface())
		if err != nil {
			bad, _ := errors.AsType[*convert.Error](err)
			reason := reasonOf(bad, jsonErr)
			if reason == "" && !convert.MayConvert(want, have) {
				reason = "types" // JSON leaves out what is empty, and so does not see it
			}
			if refused[reason]++; reason == "" {
				t.Fatalf("%v\n of %v\n as %v: %v, but JSON makes %+v of it", v, have, want, err, expected)
			}
			continue
		}
		converted++
		if jsonErr != nil {
			t.Fatalf("%+v\n of %v\n as %v is %+v, but JSON says %v", v, have, want, dst, jsonErr)
		}
		if got, wanted := asJSON(t, dst), asJSON(t, expected); got != wanted {
			t.Fatalf("%+v\n of %v\n as %v\ngot  %s\nwant %s", v, have, want, got, wanted)
		}
	}
	t.Logf("%d conversions succeed, and are refused: %v", converted, refused)
	if converted < 1000 || len(refused) < 3 {
		t.Errorf("%d conversions succeed, and are refused: %v: too few to prove anything", converted, refused)
	}
}

// reasonOf says why a conversion is refused rightly, or "".
func reasonOf(err *convert.Error, jsonErr error) string {
	switch {
	case jsonErr != nil:
		return "JSON"
	case err.Have == "nothing":
		return "missing"
	case err.Have == "nil":
		return "nil"
	case strings.Contains(err.Want, "[0]") || strings.Contains(err.Want, "[1]") || strings.Contains(err.Want, "[2]"):
		return "length" // JSON cuts lists, and fills them up
	}
	return ""
}

func asJSON(t *testing.T, v reflect.Value) string {
	t.Helper()
	text, err := json.Marshal(v.Interface())
	if err != nil {
		t.Fatal(err)
	}
	return string(text)
}

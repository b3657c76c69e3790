package convert_test

import (
	"errors"
	"net/netip"
	"reflect"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/fastpluggy/eventbus/internal/convert"
)

func TestRefusals(t *testing.T) {
	for _, tt := range []struct {
		have, into any
		want       convert.Error
	}{
		{"7", 0, convert.Error{Want: "int", Have: "string"}},
		{7, "", convert.Error{Want: "string", Have: "int"}},
		{1, false, convert.Error{Want: "bool", Have: "int"}},
		{true, 0, convert.Error{Want: "int", Have: "bool"}},
		{300, int8(0), convert.Error{Want: "int8", Have: "int 300"}},
		{-1, uint(0), convert.Error{Want: "uint", Have: "int -1"}},
		{3.5, 0, convert.Error{Want: "int", Have: "float64 3.5"}},
		{0.1, float32(0), convert.Error{Want: "float32", Have: "float64 0.1"}},
		{Loud(300), int8(0), convert.Error{Want: "int8", Have: self + ".Loud 300"}},
		{[]byte("hi"), "", convert.Error{Want: "string", Have: "[]byte"}},
		{time.Time{}, "", convert.Error{Want: "string", Have: "time.Time"}},
		{1, time.Time{}, convert.Error{Want: "time.Time", Have: "int"}},
		{map[string]any{}, time.Time{}, convert.Error{Want: "time.Time", Have: "map[string]any"}},
		{"x", Address{}, convert.Error{Want: self + ".Address", Have: "string"}},
		{User{}, Address{}, convert.Error{Want: "string", Have: "nothing", Path: ".street"}},
		{(*User)(nil), User{}, convert.Error{Want: self + ".User", Have: "nil"}},
		{(*int)(nil), 0, convert.Error{Want: "int", Have: "nil"}},
		{ptr("x"), 0, convert.Error{Want: "int", Have: "string"}},
		{[4]int{}, [3]int{}, convert.Error{Want: "[3]int", Have: "[4]int"}},
		{[]int{}, [4]int{}, convert.Error{Want: "[4]int", Have: "[]int of length 0"}},
		{[4]byte{}, []byte{}, convert.Error{Want: "[]byte", Have: "[4]uint8"}},
		{map[int]string{}, map[string]string{}, convert.Error{Want: "map[string]string", Have: "map[int]string"}},
		{map[string]string{}, map[int]string{}, convert.Error{Want: "map[int]string", Have: "map[string]string"}},
		{uintptr(1), 0, convert.Error{Want: "int", Have: "uintptr"}},
		{complex(1, 0), 0, convert.Error{Want: "int", Have: "complex128"}},
		{1, ptr(ptr(1)), convert.Error{Want: "**int", Have: "int"}},
		{nil, 0, convert.Error{Want: "int", Have: "nil"}},
		{nil, Address{}, convert.Error{Want: self + ".Address", Have: "nil"}},
		{nil, time.Time{}, convert.Error{Want: "time.Time", Have: "nil"}},
		{map[string]any{}, Address{}, convert.Error{Want: "string", Have: "nothing", Path: ".street"}},
		{map[string]any{"street": nil}, Address{}, convert.Error{Want: "string", Have: "nil", Path: ".street"}},
		{map[string]any{"Street": "x"}, Address{}, convert.Error{Want: "string", Have: "nothing", Path: ".street"}},
		{map[string]any{"street": "x", "zip": int64(1 << 40)}, Address{}, convert.Error{Want: "int32", Have: "int64 1099511627776", Path: ".zip"}},
		{[]any{1, nil}, []int{}, convert.Error{Want: "int", Have: "nil", Path: "[1]"}},
		{map[string]any{"b": "", "a": 1.5, "c": ""}, map[string]int{}, convert.Error{Want: "int", Have: "float64 1.5", Path: `["a"]`}},
		{map[string]any{"h": []any{map[string]any{"street": 1}}}, map[string][]Address{}, convert.Error{Want: "string", Have: "int", Path: `["h"][0].street`}},
	} {
		_, err := into(tt.into, tt.have)
		got, ok := errors.AsType[*convert.Error](err)
		if !ok {
			t.Errorf("%#v into %T: %v, want a *ConvertError", tt.have, tt.into, err)
			continue
		}
		if diff := cmp.Diff(tt.want, *got); diff != "" {
			t.Errorf("%#v into %T (-want +got):\n%s", tt.have, tt.into, diff)
		}
	}
}

func TestRefusedTexts(t *testing.T) {
	for _, tt := range []struct {
		text     string
		into     any
		contains string
	}{
		{"mid", Level(""), `level \"mid\" is unknown`},
		{"2026-07-01", time.Time{}, "parsing time"},
		{"2026-07-01 12:00:00Z", time.Time{}, "parsing time"},
		{"aGk", []byte{}, "not base64"},
		{"aGl=", []byte{}, "not base64"}, // bits after the end that a lax decoder drops
		{"x", netip.Addr{}, "ParseAddr"},
		{strings.Repeat("x", 1<<20), netip.Addr{}, "ParseAddr"},
	} {
		_, err := into(tt.into, tt.text)
		got, ok := errors.AsType[*convert.Error](err)
		if !ok || got.Err == nil || !errors.Is(err, got.Err) || !strings.Contains(got.Have, tt.contains) || !strings.HasPrefix(got.Have, "string (") {
			t.Errorf("%.80q into %T: %v, want a cause with %q", tt.text, tt.into, err, tt.contains)
			continue
		}
		if len(err.Error()) > 300 {
			t.Errorf("%.80q into %T: a message of %d bytes", tt.text, tt.into, len(err.Error()))
		}
	}
}

func TestErrorNamesThePlace(t *testing.T) {
	_, err := convert.Into[Person](map[string]any{"name": "Ada", "role": "x", "homes": []any{map[string]any{"street": 5}}})
	if want := "at homes[0].street: want string, have int"; err == nil || err.Error() != want {
		t.Errorf("got %v, want %s", err, want)
	}
	_, err = convert.Into[int]("x")
	if want := "want int, have string"; err == nil || err.Error() != want {
		t.Errorf("got %v, want %s", err, want)
	}
}

func TestRefusedValueLeavesDestination(t *testing.T) {
	p := Address{Street: "old", Zip: ptr(int32(1))}
	if err := convert.IntoValue(reflect.ValueOf(&p).Elem(), map[string]any{"street": "new", "zip": "x"}); err == nil {
		t.Fatal("no error")
	}
	if p.Street != "old" || *p.Zip != 1 {
		t.Errorf("destination is %+v, want it as it was", p)
	}
	if err := convert.IntoValue(reflect.ValueOf(&p).Elem(), map[string]any{"street": "new"}); err != nil || p.Zip != nil {
		t.Errorf("destination is %+v, %v; nothing of the old value may stay", p, err)
	}
}

// Without a limit this overflows the stack, and the process dies.
func TestSelfContainingValueIsRefused(t *testing.T) {
	loop := map[string]any{"name": "", "role": "", "homes": nil, "extra": nil}
	loop["boss"] = loop
	_, err := convert.Into[Person](loop)
	bad, ok := errors.AsType[*convert.Error](err)
	if !ok || !strings.Contains(bad.Have, "contain itself") || !strings.HasPrefix(bad.Path, ".boss.boss") || len(bad.Path) > 300 {
		t.Errorf("got %.600v", err)
	}
}

package hint_test

import (
	"encoding/json"
	"fmt"
	"math"
	"net/netip"
	"reflect"
	"testing"
	"time"

	"github.com/fastpluggy/eventbus/internal/hint"
)

type level int8

type named string

var fitTypes = []reflect.Type{
	reflect.TypeFor[bool](), reflect.TypeFor[string](), reflect.TypeFor[any](), reflect.TypeFor[int](), reflect.TypeFor[int8](), reflect.TypeFor[int64](),
	reflect.TypeFor[uint](), reflect.TypeFor[uint8](), reflect.TypeFor[uint64](), reflect.TypeFor[float32](), reflect.TypeFor[float64](),
	reflect.TypeFor[time.Time](), reflect.TypeFor[[]byte](), reflect.TypeFor[[]int](), reflect.TypeFor[map[string]int](),
	reflect.TypeFor[level](), reflect.TypeFor[named](), reflect.TypeFor[netip.Addr](), reflect.TypeFor[fmt.Stringer](), reflect.TypeFor[*int](),
}

var fitValues = []any{
	nil, true, "", "x", "AAAA", "2026-01-02T03:04:05Z", "::1", 0, 1, -1, 127, 128, -128, -129, 255, 256, math.MaxInt, math.MinInt, int64(math.MaxInt64), int64(math.MinInt64),
	int8(-128), int64(1) << 53, int64(1)<<53 + 1, uint64(math.MaxUint64), uint8(200), float32(0.1), 0.1, 3.0, 3.5, -3.0, 1e300, 1 << 24, 1<<24 + 1,
	math.NaN(), math.Inf(1), time.Now(),
	[]byte{1},
	[]any{1, "x"},
	[]any{1.0},
	map[string]any{"a": 1},
	level(3), named("n"), json.Number("3"),
	new(3), (*int)(nil), make(chan int), []int(nil),
}

// Fits says of each value what conversion says, faster.
func TestFitsAgreesWithConversion(t *testing.T) {
	for _, typ := range fitTypes {
		for _, v := range fitValues {
			want := hint.IntoValue(reflect.New(typ).Elem(), v)
			got := hint.Fits(typ, v)
			if fmt.Sprint(got) != fmt.Sprint(want) {
				t.Errorf("a %v of %T %v: Fits says %v, conversion %v", typ, v, v, got, want)
			}
		}
	}
}

func TestFitsDoesNotAllocate(t *testing.T) {
	for typ, v := range map[reflect.Type]any{
		reflect.TypeFor[int64]():   1 << 30,
		reflect.TypeFor[int]():     3.0,
		reflect.TypeFor[float64](): 3,
		reflect.TypeFor[string]():  named("n"),
		reflect.TypeFor[any]():     []int{1},
		reflect.TypeFor[level]():   3,
	} {
		if n := testing.AllocsPerRun(100, func() { _ = hint.Fits(typ, v) }); n != 0 {
			t.Errorf("a %v of %T allocates %v times", typ, v, n)
		}
	}
}

func TestGoType(t *testing.T) {
	for text, want := range map[string]reflect.Type{
		"int": reflect.TypeFor[int](), "byte": reflect.TypeFor[byte](), "any": reflect.TypeFor[any](), "*str": reflect.TypeFor[string](),
		"bytes": reflect.TypeFor[[]byte](), "map[string][]float64": reflect.TypeFor[map[string][]float64](),
		"datetime": reflect.TypeFor[time.Time](), "[]time.Duration": reflect.TypeFor[[]time.Duration](), "list": reflect.TypeFor[[]any](),
		"net/netip.Addr": nil, "[]User": nil,
	} {
		h, err := hint.Parse(text)
		if err != nil {
			t.Fatal(err)
		}
		if got := h.GoType(); got != want {
			t.Errorf("the type of %s is %v, want %v", text, got, want)
		}
	}
}

// What Reads promises holds for every value: conversion takes the extremes.
func TestReads(t *testing.T) {
	for _, tt := range []struct {
		want, have string
		ok         bool
	}{
		{"int", "int", true},
		{"str", "string", true},
		{"*int", "int", true},
		{"*int", "*int", true},
		{"int", "*int", false},
		{"int64", "int32", true},
		{"int32", "int64", false},
		{"uint64", "int8", false},
		{"int16", "uint8", true},
		{"int8", "uint8", false},
		{"int64", "uint64", false},
		{"float64", "int32", true},
		{"float64", "int64", false},
		{"float32", "int16", true},
		{"float32", "float64", false},
		{"float64", "float32", true},
		{"int", "float32", false},
		{"any", "time.Time", true},
		{"any", "*int", false},
		{"int", "any", false},
		{"time.Time", "any", false},
		{"string", "int", false},
		{"bool", "string", false},
		{"time.Time", "string", false},
		{"string", "time.Time", false},
		{"time.Time", "datetime", true},
		{"list", "[]int", true},
		{"[]int", "list", false},
		{"[]int64", "[]int8", true},
		{"[]int", "int", false},
		{"dict", "map[string]string", true},
		{"map[string]string", "dict", false},
		{"bytes", "string", false},
		{"User", "example.com/app.User", true},
		{"example.com/a.User", "example.com/b.User", false},
		{"User", "Person", false},
		{"string", "net/netip.Addr", true}, // can't be known
		{"Level", "int", true},
		{"what?", "what?", true},
		{"what?", "int", false},
		{"int", "what?", false},
	} {
		if got := hint.Reads(tt.want, tt.have); got != tt.ok {
			t.Errorf("Reads(%q, %q) = %v", tt.want, tt.have, got)
		}
	}
	if math.MaxInt == math.MaxInt32 {
		t.Skip("Reads takes int and uint for 64 bits, so that a declaration is judged alike everywhere")
	}
	basics := []string{"int8", "int16", "int32", "int", "int64", "uint8", "uint16", "uint32", "uint", "uint64", "float32", "float64"}
	for _, want := range basics {
		for _, have := range basics {
			w, _ := hint.Parse(want)
			h, _ := hint.Parse(have)
			if all := extremesFit(w.GoType(), h.GoType()); hint.Reads(want, have) != all {
				t.Errorf("Reads(%q, %q) = %v, but of the extremes all fit: %v", want, have, !all, all)
			}
		}
	}
}

// extremesFit tries the numbers of a type that are hardest to hold.
func extremesFit(want, have reflect.Type) bool {
	for _, v := range []any{
		int8(-128), int16(math.MinInt16), int32(math.MinInt32), math.MinInt, int64(math.MinInt64), int8(127), int16(math.MaxInt16), int32(math.MaxInt32),
		math.MaxInt, int64(math.MaxInt64), uint8(255), uint16(math.MaxUint16), uint32(math.MaxUint32), uint(math.MaxUint), uint64(math.MaxUint64),
		float32(0.1), 0.1,
	} {
		if reflect.TypeOf(v) == have && hint.Fits(want, v) != nil {
			return false
		}
	}
	return true
}

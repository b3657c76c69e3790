package convert_test

import (
	"math"
	"reflect"
	"testing"

	"github.com/fastpluggy/eventbus/internal/contract"
	"github.com/fastpluggy/eventbus/internal/convert"
	"github.com/fastpluggy/eventbus/internal/typehint"
)

// If a declared field fits by contract.Misfits, the extreme values convert too.
func TestFitsAsValuesConvert(t *testing.T) {
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
		{"User", "Person", false},
		{"string", "net/netip.Addr", true}, // can't be known
		{"example.com/app.Level", "int", true},
		{"what?", "what?", true},
		{"what?", "int", false},
		{"int", "what?", false},
	} {
		if got := fieldFits(tt.want, tt.have); got != tt.ok {
			t.Errorf("%q takes %q: %v", tt.want, tt.have, got)
		}
	}
	if math.MaxInt == math.MaxInt32 {
		t.Skip("int and uint count as 64 bits, so that a declaration is judged alike everywhere")
	}
	basics := []string{"int8", "int16", "int32", "int", "int64", "uint8", "uint16", "uint32", "uint", "uint64", "float32", "float64"}
	for _, want := range basics {
		for _, have := range basics {
			w, _ := typehint.Parse(want)
			h, _ := typehint.Parse(have)
			if all := extremesFit(w.GoType(), h.GoType()); fieldFits(want, have) != all {
				t.Errorf("%q takes %q: %v, but of the extremes all fit: %v", want, have, !all, all)
			}
		}
	}
}

// fieldFits asks the judge of declarations about a field of two hints.
func fieldFits(want, have string) bool {
	event := func(hint string) *contract.Event {
		if canonical, err := typehint.Canonical(hint); err == nil {
			hint = canonical
		}
		return &contract.Event{Fields: []contract.Field{{Name: "x", Type: hint}}}
	}
	return len(contract.Misfits(event(want), event(have))) == 0
}

// extremesFit tries the numbers of a type that are hardest to hold.
func extremesFit(want, have reflect.Type) bool {
	for _, v := range []any{
		int8(-128), int16(math.MinInt16), int32(math.MinInt32), math.MinInt, int64(math.MinInt64), int8(127), int16(math.MaxInt16), int32(math.MaxInt32),
		math.MaxInt, int64(math.MaxInt64), uint8(255), uint16(math.MaxUint16), uint32(math.MaxUint32), uint(math.MaxUint), uint64(math.MaxUint64),
		float32(0.1), 0.1,
	} {
		if reflect.TypeOf(v) == have && convert.Check(want, v) != nil {
			return false
		}
	}
	return true
}

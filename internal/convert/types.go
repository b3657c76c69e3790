package convert

import (
	"reflect"

	"github.com/fastpluggy/eventbus/internal/typehint"
)

// MayConvert reports whether a value of one type, have, may become one of another,
// want. It says no only if [Into] refuses every value, except nil and empty ones and
// those that have such parts. About interfaces it says yes.
func MayConvert(want, have reflect.Type) bool {
	return planOf(want, have).mayConvert(map[*plan]bool{})
}

// mayConvert takes a plan that is being judged as one that converts: types may contain
// themselves.
func (p *plan) mayConvert(open map[*plan]bool) bool {
	if open[p] {
		return true
	}
	open[p] = true
	switch p.op {
	case refuse:
		return p.want.Kind() == reflect.Interface
	case convertList:
		if isEmptyArray(p.want) || isEmptyArray(p.have) {
			return p.haveKind == reflect.Array || p.wantKind == reflect.Slice
		}
		return p.elem.mayConvert(open)
	case convertMap:
		return p.key.mayConvert(open) && p.elem.mayConvert(open)
	case newPointer, readPointer, changePointer:
		return p.elem.mayConvert(open)
	case convertSteps, structToMap:
		for i := range p.steps {
			if s := &p.steps[i]; s.op == missField || s.plan != nil && !s.plan.mayConvert(open) {
				return false
			}
		}
	default: // the value decides
	}
	return true
}

func isEmptyArray(t reflect.Type) bool { return t.Kind() == reflect.Array && t.Len() == 0 }

// AlwaysConverts reports whether a field of one hint, want, takes every value that a
// field of the other, have, can have: what a listener wants and an emitter declares.
// Equal types do, and those that convert without loss whatever the value: int32 to
// int64, anything to any, lists and maps of such types. Only an optional field takes
// one that may be missing. Named types are compared by name, and by import path if
// both have one. Whether a named type takes a basic one, or the other way round, is
// not known from hints and counts as yes, except for time.Time. Hints that don't
// parse take equal ones.
func AlwaysConverts(want, have string) bool {
	w, err := typehint.Parse(want)
	if err != nil {
		return want == have
	}
	h, err := typehint.Parse(have)
	return err == nil && alwaysConverts(w, h)
}

func alwaysConverts(want, have *typehint.Type) bool {
	switch {
	case want.Kind == typehint.Optional && have.Kind == typehint.Optional:
		return alwaysConverts(want.Elem, have.Elem)
	case want.Kind == typehint.Optional:
		return alwaysConverts(want.Elem, have)
	case have.Kind == typehint.Optional:
		return false
	case want.IsAny():
		return true
	case want.Kind != have.Kind:
		return (want.Kind == typehint.Named || have.Kind == typehint.Named) && mayBeEqual(want, have)
	}
	switch want.Kind {
	case typehint.Basic:
		return want.Name == have.Name || isWider(want.Name, have.Name)
	case typehint.Named:
		return want.Name == have.Name && (want.Path == have.Path || want.Path == "" || have.Path == "")
	case typehint.List, typehint.Map, typehint.Optional:
		return alwaysConverts(want.Elem, have.Elem)
	}
	return false
}

// mayBeEqual compares a named type with one that has no name.
func mayBeEqual(a, b *typehint.Type) bool {
	for _, t := range []*typehint.Type{a, b} {
		if t.IsAny() || t.String() == "time.Time" {
			return false
		}
	}
	return true
}

// numberSizes are the bits of whole numbers that a type can hold, and whether they
// have a sign. int and uint count as 64 bits, to write to and to read from.
var numberSizes = map[string]struct {
	bits   int
	signed bool
}{
	"int8": {7, true}, "int16": {15, true}, "int32": {31, true}, "int": {63, true}, "int64": {63, true},
	"uint8": {8, false}, "uint16": {16, false}, "uint32": {32, false}, "uint": {64, false}, "uint64": {64, false},
	"float32": {24, true}, "float64": {53, true},
}

// isWider reports whether every number of one basic type, have, is one of the other.
func isWider(want, have string) bool {
	h, isNumber := numberSizes[have]
	w, wantsNumber := numberSizes[want]
	switch {
	case !isNumber || !wantsNumber || h.signed && !w.signed:
		return false
	case have == "float32" || have == "float64":
		return have == "float32" && want == "float64"
	}
	return h.bits <= w.bits
}

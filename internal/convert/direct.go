package convert

import (
	"reflect"
	"slices"
	"unsafe"
)

// Direct returns how a payload of one struct becomes one of another in one go, or nil if
// that is not the same as field by field. It neither calls code of a type nor keeps one
// of the pointers, not even in an object on the heap: they may be to a stack.
func Direct(want, have reflect.Type) func(to, from unsafe.Pointer) error {
	p := planOf(want, have)
	if p.op != convertSteps || !p.isPure(map[*plan]bool{}) || !readsLikeFields(want, have) {
		return nil
	}
	return func(to, from unsafe.Pointer) error { return p.run(to, from, 0) }
}

// isPure reports whether a plan runs no code of a type, and makes no iterator.
func (p *plan) isPure(open map[*plan]bool) bool {
	if open[p] {
		return true
	}
	open[p] = true
	switch p.op {
	case refuse, unwrapValue, writeJSON, writeText, readString, convertMap, mapToStruct, structToMap:
		return false
	case newPointer, readPointer, changePointer, convertList:
		return p.elem.isPure(open)
	default:
		return !slices.ContainsFunc(p.steps, func(s step) bool {
			return s.op == missField || s.op == convertHidden || s.plan != nil && !s.plan.isPure(open)
		})
	}
}

// readsLikeFields reports whether the fields of both structs are those of the payload:
// there an embedded pointer is a field, and only a pointer is optional.
func readsLikeFields(want, have reflect.Type) bool {
	inside, _ := innerFields(have)
	for _, t := range []reflect.Type{want, have} {
		fields, err := Fields(t)
		if inner, _ := innerFields(t); err != nil || len(fields) != len(inner) {
			return false
		}
	}
	fields, _ := innerFields(want)
	return !slices.ContainsFunc(fields, func(f innerField) bool {
		h := fieldNamed(inside, f.Name)
		return len(f.hops) > 0 || f.Omit && !f.Optional && (h == nil || h.Optional)
	})
}

package convert

import (
	"reflect"
	"unsafe"
)

// FromRef sets *to, which holds its zero value, from the value that ref, a pointer,
// leads to, by the rules of [Into]. Lists and pointers of the same layout are shared.
// If it returns an error, a [*Error], parts of *to may be set.
func FromRef[T any](to *T, ref any) error {
	r := reflect.ValueOf(ref)
	return targetOf(reflect.TypeFor[T]()).from(r.Type().Elem()).run(unsafe.Pointer(to), r.UnsafePointer(), 0)
}

// FromRefValue is [FromRef] for a destination that is known by reflection only. A
// pointer to the same layout leads to the value itself then.
func FromRefValue(to reflect.Value, ref any) error {
	r := reflect.ValueOf(ref)
	if t := to.Type(); t.Kind() == reflect.Pointer && SharesLayout(t.Elem(), r.Type().Elem()) {
		to.Set(reflect.NewAt(t.Elem(), r.UnsafePointer()).Convert(t))
		return nil
	}
	return targetOf(to.Type()).from(r.Type().Elem()).run(addressOf(to), r.UnsafePointer(), 0)
}

// Shared returns the value that ref, a pointer, leads to, as a T, if it has the
// layout of one.
func Shared[T any](ref any) (*T, bool) {
	r := reflect.ValueOf(ref)
	if !SharesLayout(reflect.TypeFor[T](), r.Type().Elem()) {
		return nil, false
	}
	return (*T)(r.UnsafePointer()), true
}

// SharesLayout is [SameLayout], remembered.
func SharesLayout(want, have reflect.Type) bool {
	return want == have || planOf(want, have).isSame
}

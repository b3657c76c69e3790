package convert

import (
	"reflect"
	"slices"
	"strings"
)

// emptyTest returns the test by which JSON leaves out a field of owner, or nil if it
// never does.
func emptyTest(f Field, owner reflect.Type) func(reflect.Value) bool {
	_, text, _ := strings.Cut(owner.FieldByIndex(f.Index).Tag.Get("json"), ",")
	options := strings.Split(text, ",")
	byValue, byZero := slices.Contains(options, "omitempty"), slices.Contains(options, "omitzero")
	if !byValue && !byZero {
		return nil
	}
	return func(v reflect.Value) bool { return byValue && isEmptyValue(v) || byZero && isZero(v) }
}

// isEmptyValue is the rule of omitempty.
func isEmptyValue(v reflect.Value) bool {
	switch k := v.Kind(); k {
	case reflect.Array, reflect.Map, reflect.Slice, reflect.String:
		return v.Len() == 0
	default:
		return (isNumber(k) || k == reflect.Bool || k == reflect.Interface || k == reflect.Pointer) && v.IsZero()
	}
}

// isZero is the rule of omitzero.
func isZero(v reflect.Value) bool {
	if z, ok := v.Addr().Interface().(interface{ IsZero() bool }); ok {
		return z.IsZero()
	}
	return v.IsZero()
}

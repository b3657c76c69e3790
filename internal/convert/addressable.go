package convert

import (
	"reflect"
	"sync"
)

// byPointer caches whether json.Marshal must have the values of a type by address.
var byPointer sync.Map // reflect.Type → bool

// Addressable returns a value for json.Marshal: if its type, or a type inside, writes its
// JSON by methods of a pointer, a pointer to a copy, and otherwise the value itself.
// json.Marshal does not call such methods for values in a map: of a big.Int it would
// write {}.
func Addressable(v any) any {
	if v == nil {
		return nil
	}
	t := reflect.TypeOf(v)
	needed, known := byPointer.Load(t)
	if !known {
		needed = needsAddress(t)
		byPointer.Store(t, needed)
	}
	if needed == false {
		return v
	}
	p := reflect.New(t)
	p.Elem().Set(reflect.ValueOf(v))
	return p.Interface()
}

// needsAddress terminates, since a type holds itself through a pointer, a slice or a map
// only, whose values have their own rules.
func needsAddress(t reflect.Type) bool {
	switch {
	case t.Kind() == reflect.Pointer || t.Kind() == reflect.Interface || t.Implements(jsonMarshaler):
		return false
	case reflect.PointerTo(t).Implements(jsonMarshaler):
		return true
	case t.Implements(textMarshaler):
		return false
	case reflect.PointerTo(t).Implements(textMarshaler):
		return true
	case t.Kind() == reflect.Array:
		return needsAddress(t.Elem())
	case t.Kind() == reflect.Struct:
		for i := range t.NumField() {
			if f := t.Field(i); (f.IsExported() || f.Anonymous) && needsAddress(f.Type) {
				return true
			}
		}
	}
	return false
}

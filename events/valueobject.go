package events

import (
	"maps"
	"reflect"
	"slices"

	"github.com/fastpluggy/eventbus/internal/contract"
)

// A valueObject is a value that has names for what is in it: a map with strings as
// keys, or a struct by its names in JSON.
type valueObject struct {
	plain  map[string]any     // if it is one
	value  reflect.Value      // otherwise
	fields []contract.GoField // of a struct; nil fields have none
}

// isObject reports whether objectOf can read a value.
func isObject(r reflect.Value) bool {
	switch r.Kind() {
	case reflect.Map:
		return r.Type().Key().Kind() == reflect.String
	case reflect.Struct:
		t := contract.OfGoType(r.Type(), "")
		return t.Shapes.Wire(t.Type).Kind == contract.WireStruct
	}
	return false
}

func objectOf(v any, r reflect.Value) valueObject {
	if m, ok := v.(map[string]any); ok {
		return valueObject{plain: m}
	}
	o := valueObject{value: r}
	if r.Kind() == reflect.Struct {
		for _, f := range contract.GoFields(r.Type()) {
			if _, ok := fieldIn(r, &f); ok {
				o.fields = append(o.fields, f)
			}
		}
	}
	return o
}

// fieldIn returns the value of a field, without its pointer. It reports whether there
// is one.
func fieldIn(r reflect.Value, f *contract.GoField) (reflect.Value, bool) {
	v, err := r.FieldByIndexErr(f.Index)
	if err != nil {
		return v, false
	}
	if v.Kind() == reflect.Pointer {
		return v.Elem(), !v.IsNil()
	}
	return v, true
}

func (o *valueObject) get(name string) (any, bool) {
	switch {
	case o.plain != nil:
		v, ok := o.plain[name]
		return v, ok
	case o.value.Kind() == reflect.Map:
		v := o.value.MapIndex(reflect.ValueOf(name).Convert(o.value.Type().Key()))
		if !v.IsValid() {
			return nil, false
		}
		return v.Interface(), true
	}
	for _, f := range o.fields {
		if f.Name == name {
			v, _ := fieldIn(o.value, &f)
			return v.Interface(), true
		}
	}
	return nil, false
}

func (o *valueObject) size() int {
	switch {
	case o.plain != nil:
		return len(o.plain)
	case o.value.Kind() == reflect.Map:
		return o.value.Len()
	}
	return len(o.fields)
}

// names returns the names in order, so that of several faults the same one is always
// the first.
func (o *valueObject) names() (all []string) {
	switch {
	case o.plain != nil:
		return slices.Sorted(maps.Keys(o.plain))
	case o.value.Kind() == reflect.Map:
		for _, key := range o.value.MapKeys() {
			all = append(all, key.String())
		}
		slices.Sort(all)
		return all
	}
	for _, f := range o.fields {
		all = append(all, f.Name)
	}
	return all
}

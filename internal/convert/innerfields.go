package convert

import (
	"reflect"
	"slices"
	"sync"
	"unsafe"
)

// An innerField is a field of a struct inside a payload, and its place in memory.
type innerField struct {
	Field
	offset uintptr // in the struct that the hops lead to
	hops   []hop   // embedded pointers on the way; mostly none
}

// A hop is an embedded pointer.
type hop struct {
	offset uintptr
	elem   reflect.Type
}

// innerFieldsOf caches what innerFields found.
var innerFieldsOf sync.Map // reflect.Type → []innerField

// innerFields is [Fields] for a struct inside a payload. Fields behind embedded
// pointers are among them, as in encoding/json.
func innerFields(t reflect.Type) ([]innerField, error) {
	if known, ok := innerFieldsOf.Load(t); ok {
		return known.([]innerField), nil
	}
	fields, err := dropHidden(t, collectFields(t, nil, []reflect.Type{t}))
	if err != nil {
		return nil, err
	}
	all := make([]innerField, 0, len(fields))
	for _, f := range fields {
		all = append(all, placeField(t, f))
	}
	innerFieldsOf.Store(t, all)
	return all, nil
}

func placeField(t reflect.Type, f Field) innerField {
	placed := innerField{Field: f}
	for _, i := range f.Index {
		if t.Kind() == reflect.Pointer {
			t = t.Elem()
			placed.hops = append(placed.hops, hop{placed.offset, t})
			placed.offset = 0
		}
		next := t.Field(i)
		placed.offset += next.Offset
		t = next.Type
	}
	return placed
}

// fieldNamed returns the field of that name, or nil.
func fieldNamed(fields []innerField, name string) *innerField {
	if i := slices.IndexFunc(fields, func(f innerField) bool { return f.Name == name }); i >= 0 {
		return &fields[i]
	}
	return nil
}

// followHops returns the struct that the hops lead to, or nil if one of them is nil.
func followHops(p unsafe.Pointer, hops []hop) unsafe.Pointer {
	for _, h := range hops {
		if p = *(*unsafe.Pointer)(unsafe.Add(p, h.offset)); p == nil {
			return nil
		}
	}
	return p
}

// makeHops is followHops for a struct that is filled: it makes what is nil.
func makeHops(p unsafe.Pointer, hops []hop) unsafe.Pointer {
	for _, h := range hops {
		at := (*unsafe.Pointer)(unsafe.Add(p, h.offset))
		if *at == nil {
			*at = reflect.New(h.elem).UnsafePointer()
		}
		p = *at
	}
	return p
}

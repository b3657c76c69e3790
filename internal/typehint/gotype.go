package typehint

import (
	"reflect"
	"time"
)

// wellKnown are the named types that this package knows without being told.
var wellKnown = map[string]reflect.Type{
	"time.Time":     reflect.TypeFor[time.Time](),
	"time.Duration": reflect.TypeFor[time.Duration](),
}

var basicTypes = map[string]reflect.Type{}

func init() {
	for _, t := range []reflect.Type{
		reflect.TypeFor[bool](), stringType,
		reflect.TypeFor[int](), reflect.TypeFor[int8](), reflect.TypeFor[int16](), reflect.TypeFor[int32](), reflect.TypeFor[int64](),
		reflect.TypeFor[uint](), reflect.TypeFor[uint8](), reflect.TypeFor[uint16](), reflect.TypeFor[uint32](), reflect.TypeFor[uint64](),
		reflect.TypeFor[float32](), reflect.TypeFor[float64](),
	} {
		basicTypes[t.Name()] = t
	}
	basicTypes["any"] = anyType
}

// GoType returns the Go type of a hint, or nil where a named type is in it that
// this package can't know. That of an optional field is the type of its value.
func (t *Type) GoType() reflect.Type {
	switch t.Kind {
	case Optional:
		return t.Elem.GoType()
	case Basic:
		return basicTypes[t.Name]
	case Named:
		return wellKnown[t.String()]
	}
	elem := t.Elem.GoType()
	switch {
	case elem == nil:
		return nil
	case t.Kind == List:
		return reflect.SliceOf(elem)
	}
	return reflect.MapOf(stringType, elem)
}

package hint

import (
	"fmt"
	"math"
	"math/bits"
	"reflect"
	"time"
)

// Fits returns nil where [Into] would make a t of v, else the same
// [*ConvertError]. It keeps nothing, and allocates nothing for values of basic
// kinds that fit. Where a type's own code panics, that is the error: Fits runs on
// the emitter's goroutine, which no listener's types may hurt.
func Fits(t reflect.Type, v any) (err error) {
	if v != nil {
		src := reflect.ValueOf(v)
		if src.Type() == t || plainly(t, src) {
			return nil
		}
	}
	dst := reflect.New(t).Elem()
	defer func() {
		if p := recover(); p != nil {
			err = refuse(dst, fmt.Sprintf("%s, which made it panic: %v", NameOf(reflect.TypeOf(v)), p))
		}
	}()
	return convert(dst, v, 0)
}

// plainly reports whether src becomes a t without anybody having to try.
func plainly(t reflect.Type, src reflect.Value) bool {
	switch kind := t.Kind(); {
	case kind == reflect.Interface:
		return t.NumMethod() == 0
	case isNumber(kind) && isNumber(src.Kind()):
		return holds(t, src)
	case kind == reflect.Bool:
		return src.Kind() == reflect.Bool
	case kind == reflect.String:
		return src.Kind() == reflect.String && !readsText(t)
	}
	return false
}

// holds reports whether a t can hold exactly the number in src.
func holds(t reflect.Type, src reflect.Value) bool {
	float := t.Kind() == reflect.Float32 || t.Kind() == reflect.Float64
	if float && src.CanFloat() {
		f := src.Float()
		return t.Kind() == reflect.Float64 || float64(float32(f)) == f || math.IsNaN(f)
	}
	n, ok := whole(src)
	if !ok {
		return false
	}
	size := t.Bits()
	switch k := t.Kind(); {
	case float:
		room := 24
		if size == 64 {
			room = 53
		}
		return bits.Len64(n.abs)-bits.TrailingZeros64(n.abs) <= room
	case k >= reflect.Uint:
		return !n.negative && bits.Len64(n.abs) <= size
	case n.negative:
		return n.abs <= 1<<(size-1)
	}
	return bits.Len64(n.abs) < size
}

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

// Converts reports whether a value of one type, have, may become one of
// another, want. It says no only where [Into] refuses every value but nil and empty ones.
func Converts(want, have reflect.Type) bool {
	w, h := want.Kind(), have.Kind()
	switch {
	case want == have, w == reflect.Interface, h == reflect.Interface, readsText(want) && h == reflect.String:
		return true
	case w == reflect.Pointer:
		return Converts(want.Elem(), have)
	case isNumber(w) && isNumber(h), w == reflect.Bool && h == reflect.Bool, w == reflect.String && h == reflect.String:
		return true
	case isBytes(want) && h == reflect.String:
		return true
	case w == reflect.Slice && h == reflect.Slice, w == reflect.Map && h == reflect.Map:
		return Converts(want.Elem(), have.Elem())
	}
	return w == reflect.Struct && h == reflect.Map && !readsText(want)
}

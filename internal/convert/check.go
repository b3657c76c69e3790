package convert

import (
	"fmt"
	"math"
	"math/bits"
	"reflect"

	"github.com/fastpluggy/eventbus/internal/typehint"
)

// Check returns nil if [Into] would make a t of v, otherwise the same [*Error]. It
// keeps nothing, and allocates nothing for values of basic kinds that convert. If a
// type's own code panics, the error says so: Check runs on the emitter's goroutine,
// which the types of a listener must not harm.
func Check(t reflect.Type, v any) (err error) {
	if v != nil {
		src := reflect.ValueOf(v)
		if src.Type() == t || convertsPlainly(t, src) {
			return nil
		}
	}
	dst := reflect.New(t)
	defer func() {
		if p := recover(); p != nil {
			err = newError(t, fmt.Sprintf("%s, which made it panic: %v", typehint.NameOf(reflect.TypeOf(v)), p))
		}
	}()
	return targetOf(t).fillAny(dst.UnsafePointer(), v, 0)
}

// convertsPlainly reports whether src converts to t, decided from the types and the
// number alone, without converting.
func convertsPlainly(t reflect.Type, src reflect.Value) bool {
	switch kind := t.Kind(); {
	case kind == reflect.Interface:
		return t.NumMethod() == 0
	case writesItself(src.Type()):
		return false
	case isNumber(kind) && isNumber(src.Kind()):
		return holdsNumber(t, src)
	case kind == reflect.Bool:
		return src.Kind() == reflect.Bool
	case kind == reflect.String:
		return src.Kind() == reflect.String && !readsText(t)
	}
	return false
}

// writesItself reports a type that is to JSON something else than its kind says.
func writesItself(t reflect.Type) bool {
	if t.PkgPath() == "" {
		return false // predeclared, and so without methods
	}
	has := traitsOf(t)
	return has.writesText || has.writesJSON
}

// holdsNumber reports whether a t can hold exactly the number in src.
func holdsNumber(t reflect.Type, src reflect.Value) bool {
	float := t.Kind() == reflect.Float32 || t.Kind() == reflect.Float64
	if float && src.CanFloat() {
		f := src.Float()
		return t.Kind() == reflect.Float64 || float64(float32(f)) == f || math.IsNaN(f)
	}
	n, ok := wholeOf(src)
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

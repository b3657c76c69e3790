package convert

import (
	"fmt"
	"math"
	"math/bits"
	"reflect"

	"github.com/fastpluggy/eventbus/internal/typehint"
)

func isNumber(k reflect.Kind) bool {
	return k >= reflect.Int && k <= reflect.Uint64 || k == reflect.Float32 || k == reflect.Float64
}

// wholeNumber is a whole number of any Go type: its sign and its absolute value.
type wholeNumber struct {
	negative bool
	abs      uint64
}

// convertNumber sets dst to the number in src, if dst can hold exactly that.
func convertNumber(dst, src reflect.Value) error {
	if ok := setNumber(dst, src); !ok {
		return newError(dst.Type(), fmt.Sprintf("%s %v", typehint.NameOf(src.Type()), bareNumber(src)))
	}
	return nil
}

// bareNumber returns the value without its type, which may have a String method that
// says less or panics.
func bareNumber(src reflect.Value) any {
	switch {
	case src.CanInt():
		return src.Int()
	case src.CanUint():
		return src.Uint()
	case src.Kind() == reflect.Float32: // prints the digits that the sender saw
		return float32(src.Float())
	}
	return src.Float()
}

func setNumber(dst, src reflect.Value) bool {
	if src.CanFloat() && dst.CanFloat() {
		return setFloat(dst, src.Float())
	}
	n, ok := wholeOf(src)
	switch {
	case !ok:
		return false
	case dst.CanFloat():
		return setWholeFloat(dst, n)
	case dst.CanUint():
		return setUint(dst, n)
	}
	return setInt(dst, n)
}

func wholeNumberOf(i int64) wholeNumber {
	if i < 0 {
		return wholeNumber{negative: true, abs: -uint64(i)} // in two's complement correct for the lowest number too
	}
	return wholeNumber{abs: uint64(i)}
}

// wholeOf returns the number in src, unless it has a fraction or more than 64 bits.
func wholeOf(src reflect.Value) (wholeNumber, bool) {
	switch {
	case src.CanUint():
		return wholeNumber{abs: src.Uint()}, true
	case src.CanInt():
		return wholeNumberOf(src.Int()), true
	}
	f := src.Float()
	if f != math.Trunc(f) || math.Abs(f) >= 1<<64 { // NaN is not equal to itself, infinity is too large
		return wholeNumber{}, false
	}
	return wholeNumber{negative: f < 0, abs: uint64(math.Abs(f))}, true
}

func setInt(dst reflect.Value, n wholeNumber) bool {
	limit := uint64(math.MaxInt64)
	if n.negative {
		limit++
	}
	if n.abs > limit {
		return false
	}
	i := int64(n.abs)
	if n.negative {
		i = -i
	}
	if dst.OverflowInt(i) {
		return false
	}
	dst.SetInt(i)
	return true
}

func setUint(dst reflect.Value, n wholeNumber) bool {
	if n.negative || dst.OverflowUint(n.abs) {
		return false
	}
	dst.SetUint(n.abs)
	return true
}

// setWholeFloat counts the bits from the first to the last that is set: a float has
// room for 53 of them, or 24.
func setWholeFloat(dst reflect.Value, n wholeNumber) bool {
	room := 53
	if dst.Kind() == reflect.Float32 {
		room = 24
	}
	if bits.Len64(n.abs)-bits.TrailingZeros64(n.abs) > room {
		return false
	}
	f := float64(n.abs)
	if n.negative {
		f = -f
	}
	dst.SetFloat(f)
	return true
}

func setFloat(dst reflect.Value, f float64) bool {
	if dst.Kind() == reflect.Float32 && float64(float32(f)) != f && !math.IsNaN(f) {
		return false
	}
	dst.SetFloat(f)
	return true
}

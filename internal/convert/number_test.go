package convert_test

import (
	"math"
	"math/big"
	"reflect"
	"testing"

	"github.com/fastpluggy/eventbus/internal/convert"
)

var numbers = []reflect.Type{
	reflect.TypeFor[int](), reflect.TypeFor[int8](), reflect.TypeFor[int16](), reflect.TypeFor[int32](), reflect.TypeFor[int64](),
	reflect.TypeFor[uint](), reflect.TypeFor[uint8](), reflect.TypeFor[uint16](), reflect.TypeFor[uint32](), reflect.TypeFor[uint64](),
	reflect.TypeFor[float32](), reflect.TypeFor[float64](), reflect.TypeFor[Loud](),
}

// exact returns the number as a value of unlimited size; ok is false for what is
// not a number (NaN) or not a place on the line (infinity).
func exact(v reflect.Value) (f *big.Float, ok bool) {
	f = new(big.Float).SetPrec(2000)
	switch {
	case v.CanInt():
		return f.SetInt64(v.Int()), true
	case v.CanUint():
		return f.SetUint64(v.Uint()), true
	case math.IsNaN(v.Float()) || math.IsInf(v.Float(), 0):
		return nil, false
	}
	return f.SetFloat64(v.Float()), true
}

// fits says, by way of unlimited numbers, whether t has exactly this one.
func fits(f *big.Float, t reflect.Type) bool {
	switch zero := reflect.Zero(t); {
	case zero.CanFloat() && t.Bits() == 32:
		back, _ := f.Float32()
		return new(big.Float).SetFloat64(float64(back)).Cmp(f) == 0
	case zero.CanFloat():
		back, _ := f.Float64()
		return new(big.Float).SetFloat64(back).Cmp(f) == 0
	case zero.CanUint():
		n, acc := f.Int(nil)
		return acc == big.Exact && n.Sign() >= 0 && n.BitLen() <= t.Bits()
	default:
		n, acc := f.Int(nil)
		limit := new(big.Int).Lsh(big.NewInt(1), uint(t.Bits()-1))
		return acc == big.Exact && n.Cmp(limit) < 0 && n.Cmp(limit.Neg(limit)) >= 0
	}
}

// checkNumber compares every conversion of v with the model.
func checkNumber(t *testing.T, v any) {
	t.Helper()
	src := reflect.ValueOf(v)
	want, finite := exact(src)
	for _, typ := range numbers {
		dst := reflect.New(typ).Elem()
		err := convert.IntoValue(dst, v)
		if !finite {
			if (err == nil) != dst.CanFloat() {
				t.Errorf("%T %v into %v: %v; want it in floats alone", v, v, typ, err)
			}
			continue
		}
		if ok := fits(want, typ); (err == nil) != ok {
			t.Errorf("%T %v into %v: error %v, the model says it fits: %v", v, v, typ, err, ok)
		}
		if got, _ := exact(dst); err == nil && got.Cmp(want) != 0 {
			t.Errorf("%T %v into %v gives %v", v, v, typ, got)
		}
	}
}

func TestNumbersAtTheEdges(t *testing.T) {
	for shift := range 65 {
		n := uint64(1) << shift >> 1 // 0, 1, 2, 4 … 1<<63
		if shift == 64 {
			n = 1 << 63
		}
		for _, near := range []uint64{n - 1, n, n + 1} {
			checkNumber(t, near)
			checkNumber(t, int64(near))
			checkNumber(t, -int64(near))
			checkNumber(t, float64(near))
			checkNumber(t, -float64(near))
			checkNumber(t, float32(near))
		}
	}
	for _, f := range []float64{
		0.5, 0.1, -0.1, math.Copysign(0, -1), 1 << 24, 1<<24 + 1, 1 << 53, 1 << 63, 1 << 64, -1 << 63, -1<<63 - 2048,
		math.MaxFloat32, math.MaxFloat64, math.SmallestNonzeroFloat32, math.SmallestNonzeroFloat64, math.Inf(1), math.Inf(-1), math.NaN(),
	} {
		checkNumber(t, f)
		checkNumber(t, float32(f))
	}
}

func FuzzNumber(f *testing.F) {
	f.Add(int64(math.MinInt64), uint64(math.MaxUint64), 1e300)
	f.Add(int64(1<<53+1), uint64(1<<63), 0.1)
	f.Fuzz(func(t *testing.T, i int64, u uint64, x float64) {
		checkNumber(t, i)
		checkNumber(t, u)
		checkNumber(t, x)
		checkNumber(t, float32(x))
		checkNumber(t, float64(i))
	})
}

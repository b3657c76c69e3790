package convert_test

import (
	"encoding/json"
	"fmt"
	"math"
	"net/netip"
	"reflect"
	"testing"
	"time"

	"github.com/fastpluggy/eventbus/internal/convert"
)

type level int8

type named string

var checkTypes = []reflect.Type{
	reflect.TypeFor[bool](), reflect.TypeFor[string](), reflect.TypeFor[any](), reflect.TypeFor[int](), reflect.TypeFor[int8](), reflect.TypeFor[int64](),
	reflect.TypeFor[uint](), reflect.TypeFor[uint8](), reflect.TypeFor[uint64](), reflect.TypeFor[float32](), reflect.TypeFor[float64](),
	reflect.TypeFor[time.Time](), reflect.TypeFor[[]byte](), reflect.TypeFor[[]int](), reflect.TypeFor[map[string]int](),
	reflect.TypeFor[level](), reflect.TypeFor[named](), reflect.TypeFor[netip.Addr](), reflect.TypeFor[fmt.Stringer](), reflect.TypeFor[*int](),
}

var checkValues = []any{
	nil, true, "", "x", "AAAA", "2026-01-02T03:04:05Z", "::1", 0, 1, -1, 127, 128, -128, -129, 255, 256, math.MaxInt, math.MinInt, int64(math.MaxInt64), int64(math.MinInt64),
	int8(-128), int64(1) << 53, int64(1)<<53 + 1, uint64(math.MaxUint64), uint8(200), float32(0.1), 0.1, 3.0, 3.5, -3.0, 1e300, 1 << 24, 1<<24 + 1,
	math.NaN(), math.Inf(1), time.Now(),
	[]byte{1},
	[]any{1, "x"},
	[]any{1.0},
	map[string]any{"a": 1},
	level(3), named("n"), json.Number("3"),
	new(3), (*int)(nil), make(chan int), []int(nil),
}

// Check says of each value what conversion says, faster.
func TestCheckAgreesWithConversion(t *testing.T) {
	for _, typ := range checkTypes {
		for _, v := range checkValues {
			want := convert.IntoValue(reflect.New(typ).Elem(), v)
			got := convert.Check(typ, v)
			if fmt.Sprint(got) != fmt.Sprint(want) {
				t.Errorf("a %v of %T %v: Check says %v, conversion %v", typ, v, v, got, want)
			}
		}
	}
}

func TestCheckDoesNotAllocate(t *testing.T) {
	for typ, v := range map[reflect.Type]any{
		reflect.TypeFor[int64]():   1 << 30,
		reflect.TypeFor[int]():     3.0,
		reflect.TypeFor[float64](): 3,
		reflect.TypeFor[string]():  named("n"),
		reflect.TypeFor[any]():     []int{1},
		reflect.TypeFor[level]():   3,
	} {
		if n := testing.AllocsPerRun(100, func() { _ = convert.Check(typ, v) }); n != 0 {
			t.Errorf("a %v of %T allocates %v times", typ, v, n)
		}
	}
}

package convert_test

import (
	"encoding/json"
	"fmt"
	"math/big"
	"net"
	"net/netip"
	"reflect"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/fastpluggy/eventbus/internal/convert"
)

type (
	Address struct {
		Street string `json:"street"`
		Zip    *int32 `json:"zip,omitempty"`
	}
	Person struct {
		Name  string             `json:"name"`
		Role  Role               `json:"role"`
		Homes []Address          `json:"homes"`
		Extra map[string]float64 `json:"extra"`
		Boss  *Person            `json:"boss"`
		Skip  chan int           `json:"-"`
	}
	// Level reads "high" and "low" alone.
	Level string
	// Loud has a String method that must not be called.
	Loud int
)

type (
	User struct{ Name string }
	Role string
	Tags []string
)

const self = "github.com/fastpluggy/eventbus/internal/convert_test"

func (l *Level) UnmarshalText(text []byte) error {
	if s := string(text); s != "high" && s != "low" {
		return fmt.Errorf("level %q is unknown", s)
	}
	*l = Level(text)
	return nil
}

func (Loud) String() string { panic("String was called") }

// into converts to the type of want, whatever that is.
func into(want, v any) (any, error) {
	dst := reflect.New(reflect.TypeOf(want)).Elem()
	err := convert.IntoValue(dst, v)
	return dst.Interface(), err
}

func ptr[T any](v T) *T { return &v }

func TestConversions(t *testing.T) {
	noon := time.Date(2026, 7, 1, 12, 0, 0, 0, time.UTC)
	for _, tt := range []struct {
		have, want any
		reason     string
	}{
		{int64(7), int64(7), "the same type"},
		{7, int64(7), "int to int64"},
		{7.0, 7, "JSON's float64 to int"},
		{uint8(7), int8(7), "unsigned to signed"},
		{Loud(7), 7.0, "a defined number"},
		{7, Loud(7), "to a defined number"},
		{int64(5), 5 * time.Nanosecond, "a duration is a number"},
		{"admin", Role("admin"), "a defined string"},
		{Role("admin"), "admin", "back from a defined string"},
		{Role("admin"), json.Number("admin"), "one kind, whatever the names"},
		{true, true, "a bool"},
		{true, Flag(true), "a defined bool"},
		{"high", Level("high"), "a defined string that reads text, asked itself"},
		{"2026-07-01T12:00:00Z", noon, "RFC 3339"},
		{Role("2026-07-01T12:00:00Z"), noon, "RFC 3339 in a defined string"},
		{"aGk=", []byte("hi"), "base64"},
		{"aGk=", Bytes("hi"), "base64 to a defined slice"},
		{"", []byte{}, "base64 of nothing is not nil"},
		{"10.0.0.1", netip.MustParseAddr("10.0.0.1"), "a TextUnmarshaler"},
		{"10.0.0.1", net.ParseIP("10.0.0.1"), "a slice of bytes that reads text: no base64"},
		{[]any{"a", "b"}, []string{"a", "b"}, "a slice"},
		{[]any{"a"}, Tags{"a"}, "a defined slice"},
		{[]any{1.0, 2}, []byte{1, 2}, "numbers into bytes"},
		{[]int{1}, []any{1}, "into a slice of anything"},
		{[]any(nil), []string(nil), "a nil slice stays nil"},
		{map[string]any{"a": 1.0}, map[string]int{"a": 1}, "a map"},
		{map[Role]int{"a": 1}, map[string]any{"a": 1}, "a map with defined keys"},
		{map[string]int(nil), map[string]any(nil), "a nil map stays nil"},
		{map[string]any{"street": "x"}, Address{Street: "x"}, "a missing pointer is optional"},
		{map[string]any{"street": "x", "zip": nil}, Address{Street: "x"}, "so is a nil one"},
		{map[string]any{"street": "x", "zip": 9.0}, Address{"x", ptr(int32(9))}, "a present one is a value"},
		{map[string]any{"street": "x", "zip": ptr(int32(9))}, Address{"x", ptr(int32(9))}, "or a pointer of the same type"},
		{map[string]string{"street": "x", "more": "y"}, Address{Street: "x"}, "unknown fields are ignored"},
		{map[Role]any{"street": "x"}, ptr(Address{Street: "x"}), "behind a pointer"},
		{Address{Street: "x"}, ptr(Address{Street: "x"}), "a value becomes optional"},
		{3.0, ptr(3), "converted first"},
		{nil, (*int)(nil), "nil is a pointer"},
		{nil, map[string]any(nil), "nil is a map"},
		{nil, []string(nil), "nil is a slice"},
		{map[string]any{"v": nil}, map[string]any{"v": nil}, "nil is anything"},
		{map[Role]any{"v": nil}, map[string]any{"v": nil}, "nil is anything, inside too"},
	} {
		got, err := into(tt.want, tt.have)
		if err != nil {
			t.Errorf("%T(%#v) into %T: %v: %s", tt.have, tt.have, tt.want, err, tt.reason)
			continue
		}
		if diff := cmp.Diff(tt.want, got, cmp.Comparer(func(a, b netip.Addr) bool { return a == b })); diff != "" {
			t.Errorf("%#v into %T (-want +got):\n%s%s", tt.have, tt.want, diff, tt.reason)
		}
	}
}

type (
	// Bytes is a slice of bytes that reads no text.
	Bytes []byte
	// Flag is a bool of another name.
	Flag bool
)

func TestInto(t *testing.T) {
	if got, err := convert.Into[any](nil); got != nil || err != nil {
		t.Errorf("Into[any](nil) = %v, %v", got, err)
	}
	if got, err := convert.Into[fmt.Stringer](netip.Addr{}); got != netip.Addr(netip.Addr{}) || err != nil {
		t.Errorf("Into[fmt.Stringer] = %v, %v", got, err)
	}
	if got, err := convert.Into[fmt.Stringer](nil); got != nil || err != nil {
		t.Errorf("Into[fmt.Stringer](nil) = %v, %v: a caller that asks for an interface knows of nil", got, err)
	}
	if got, err := convert.Into[map[string]error](map[string]any{"a": nil}); len(got) != 1 || got["a"] != nil || err != nil {
		t.Errorf("Into[map[string]error] = %v, %v", got, err)
	}
	if got, err := convert.Into[[]fmt.Stringer]([]any{nil}); len(got) != 1 || got[0] != nil || err != nil {
		t.Errorf("Into[[]fmt.Stringer] with nil inside = %v, %v", got, err)
	}
	if got, err := convert.Into[[]fmt.Stringer]([]any{netip.Addr{}}); len(got) != 1 || err != nil {
		t.Errorf("Into[[]fmt.Stringer] = %v, %v", got, err)
	}
	if got, err := convert.Into[fmt.Stringer]("x"); err == nil {
		t.Errorf("Into[fmt.Stringer](string) = %v, want an error", got)
	}
	if got, err := convert.Into[[]int]([]any{1, "x"}); got != nil || err == nil {
		t.Errorf("Into[[]int] = %v, %v; want nil and an error", got, err)
	}
	if got, err := convert.Into[big.Int]("12345678901234567890123"); got.String() != "12345678901234567890123" || err != nil {
		t.Errorf("Into[big.Int] = %v, %v", &got, err)
	}
}

// A conversion copies: the sender may go on using his slice.
func TestConvertedSliceIsACopy(t *testing.T) {
	sent := []byte{1}
	got, err := convert.Into[Bytes](sent)
	sent[0] = 2
	if err != nil || got[0] != 1 {
		t.Errorf("got %v, %v; want a copy", got, err)
	}
}

func TestSameTypeDoesNotAllocate(t *testing.T) {
	var v any = Address{Street: "x"}
	if n := testing.AllocsPerRun(100, func() { _, _ = convert.Into[Address](v) }); n != 0 {
		t.Errorf("Into allocates %v times, want 0", n)
	}
}

func BenchmarkInto(b *testing.B) {
	b.Run("same", func(b *testing.B) { benchmarkInto[int64](b, int64(1<<40)) })
	b.Run("number", func(b *testing.B) { benchmarkInto[int64](b, 1099511627776.0) })
	b.Run("struct", func(b *testing.B) { benchmarkInto[Address](b, map[string]any{"street": "x", "zip": 9.0}) })
}

func benchmarkInto[T any](b *testing.B, v any) {
	b.ReportAllocs()
	for b.Loop() {
		if _, err := convert.Into[T](v); err != nil {
			b.Fatal(err)
		}
	}
}

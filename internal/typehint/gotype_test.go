package typehint_test

import (
	"reflect"
	"testing"
	"time"

	"github.com/fastpluggy/eventbus/internal/typehint"
)

func TestGoType(t *testing.T) {
	for text, want := range map[string]reflect.Type{
		"int": reflect.TypeFor[int](), "byte": reflect.TypeFor[byte](), "any": reflect.TypeFor[any](), "*str": reflect.TypeFor[string](),
		"bytes": reflect.TypeFor[[]byte](), "map[string][]float64": reflect.TypeFor[map[string][]float64](),
		"datetime": reflect.TypeFor[time.Time](), "[]time.Duration": reflect.TypeFor[[]time.Duration](), "list": reflect.TypeFor[[]any](),
		"net/netip.Addr": nil, "[]User": nil,
	} {
		h, err := typehint.Parse(text)
		if err != nil {
			t.Fatal(err)
		}
		if got := h.GoType(); got != want {
			t.Errorf("the type of %s is %v, want %v", text, got, want)
		}
	}
}

package events_test

import (
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"testing"
	"time"

	"github.com/fastpluggy/eventbus/events"
)

type (
	namedPtr   *int
	namedSlice []string
	namedMap   map[string]int
	namedFunc  func()
	namedAny   any
	namedErr   error
	ptrToPtr   **int
)

// A field that is nil is the zero value of a type that has nil for one, and a
// *PayloadError for any other.
func TestFieldOfNil(t *testing.T) {
	var noErr *events.NameError // a nil of another type is a value
	e := emitted(t, events.Payload{"f": nil, "typed": noErr, "map": map[string]int(nil), "slice": []string(nil)})

	mayBeNil[any](t, e)
	mayBeNil[error](t, e)
	mayBeNil[fmt.Stringer](t, e)
	mayBeNil[io.Reader](t, e)
	mayBeNil[json.Marshaler](t, e)
	mayBeNil[namedAny](t, e)
	mayBeNil[namedErr](t, e)
	mayBeNil[*int](t, e)
	mayBeNil[*ping](t, e)
	mayBeNil[**int](t, e)
	mayBeNil[namedPtr](t, e)
	mayBeNil[ptrToPtr](t, e)
	mayBeNil[[]int](t, e)
	mayBeNil[[]byte](t, e)
	mayBeNil[[]error](t, e)
	mayBeNil[namedSlice](t, e)
	mayBeNil[json.RawMessage](t, e)
	mayBeNil[map[string]any](t, e)
	mayBeNil[map[int]string](t, e)
	mayBeNil[namedMap](t, e)
	mayBeNil[func()](t, e)
	mayBeNil[namedFunc](t, e)
	mayBeNil[chan int](t, e)

	neverNil[string](t, e)
	neverNil[int](t, e)
	neverNil[bool](t, e)
	neverNil[float64](t, e)
	neverNil[ping](t, e)
	neverNil[time.Time](t, e)
	neverNil[[2]int](t, e)
	neverNil[complex128](t, e)

	if err, e := events.Field[error](e, "typed"); e != nil || err != error(noErr) {
		t.Errorf("a typed nil is %v, %v", err, e)
	}
	if m, err := events.Field[namedMap](e, "map"); err != nil || m != nil {
		t.Errorf("a nil map of another type is %v, %v", m, err)
	}
	if s, err := events.Field[[]any](e, "slice"); err != nil || s != nil {
		t.Errorf("a nil slice of another type is %v, %v", s, err)
	}
	if _, err := events.Field[error](e, "missing"); err == nil {
		t.Error("a missing field is not an error")
	}
	if _, err := events.Field[fmt.Stringer](e, "slice"); err == nil {
		t.Error("a []string is taken for a fmt.Stringer")
	}
}

func mayBeNil[T any](t *testing.T, e events.Event) {
	t.Helper()
	if v, err := events.Field[T](e, "f"); err != nil || fmt.Sprintf("%#v", v) != fmt.Sprintf("%#v", *new(T)) {
		t.Errorf("nil as %T: %#v, %v; want nil", new(T), v, err)
	}
}

func neverNil[T any](t *testing.T, e events.Event) {
	t.Helper()
	v, err := events.Field[T](e, "f")
	if p, ok := errors.AsType[*events.PayloadError](err); !ok || p.Have != "nil" || p.Field != "f" {
		t.Errorf("nil as %T: %v, %v; want a *PayloadError", v, v, err)
	}
}

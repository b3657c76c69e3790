package events

import (
	"errors"
	"maps"
	"reflect"
	"sync"

	"github.com/fastpluggy/eventbus/internal/convert"
	"github.com/fastpluggy/eventbus/internal/dispatch"
	"github.com/fastpluggy/eventbus/internal/typehint"
)

// mapBody is the payload of an untyped emit: the caller's map until a listener is
// found, and then the bus's own copy.
type mapBody map[string]any

func (m mapBody) Map() map[string]any {
	if m == nil {
		return map[string]any{}
	}
	return maps.Clone(map[string]any(m))
}

func (m mapBody) Value(field string) (any, bool) { v, ok := m[field]; return v, ok }

func (m mapBody) Ref(string) any { return nil }

// Len counts the fields, for package typed.
func (m mapBody) Len() int { return len(m) }

// ownedCopy copies the caller's map. Only an emit that has a listener pays for it.
func ownedCopy(p dispatch.Body) dispatch.Body {
	m := p.(mapBody)
	if len(m) == 0 {
		return newEmptyBody()
	}
	return maps.Clone(m)
}

// emptyBody is the payload of an untyped emit without fields. Its address
// distinguishes the emit from others, so it must not be of size zero.
type emptyBody struct{ _ byte }

func (*emptyBody) Map() map[string]any { return map[string]any{} }

func (*emptyBody) Value(string) (any, bool) { return nil, false }

func (*emptyBody) Ref(string) any { return nil }

// Len counts the fields, for package typed.
func (*emptyBody) Len() int { return 0 }

// emptyBodies are made many at a time, so that an emit without a payload
// allocates nothing in most cases. Each is given away once.
type emptyBodies struct {
	used int
	all  [256]emptyBody
}

var unusedEmptyBodies sync.Pool // *emptyBodies

func newEmptyBody() *emptyBody {
	block, _ := unusedEmptyBodies.Get().(*emptyBodies)
	if block == nil || block.used == len(block.all) {
		block = new(emptyBodies)
	}
	body := &block.all[block.used]
	block.used++
	unusedEmptyBodies.Put(block)
	return body
}

// A Payload is the untyped form of what an event carries: field → value.
type Payload map[string]any

// Field returns one field as a T, or a *PayloadError. Numbers convert if no value
// changes; a string becomes a time.Time (RFC 3339), a []byte (base64) or what its
// UnmarshalText makes of it; maps, structs and slices become structs and slices. The
// field is a key of the payload and not a path such as "lines[].qty": a T with the
// nested fields, such as a struct, a slice or a map[string]any, has them. A field
// that is nil is the zero value of a T that can be nil, such as an error, a
// pointer, a slice or a map, and a *PayloadError for any other T. A field that is
// missing is a *PayloadError for every T. It allocates nothing if the field is a T
// already.
func Field[T any](e Event, field string) (T, error) {
	if e.body != nil { // no map has its fields by reference
		ref := e.body.Ref(field)
		if p, ok := ref.(*T); ok {
			return *p, nil
		}
		if ref != nil {
			return fieldFromRef[T](e, field, ref)
		}
	}
	v, ok := e.Get(field)
	if !ok {
		var zero T
		return zero, &PayloadError{e.Name, field, typehint.NameOf(reflect.TypeFor[T]()), "nothing"}
	}
	t, err := convert.Into[T](v)
	if err != nil {
		return t, payloadError(e.Name, field, err)
	}
	return t, nil
}

// fieldFromRef converts a typed event's field, without an any of it.
func fieldFromRef[T any](e Event, field string, ref any) (T, error) {
	var t, zero T
	if err := convert.FromRef(&t, ref); err != nil {
		return zero, payloadError(e.Name, field, err)
	}
	return t, nil
}

func payloadError(topic, field string, err error) error {
	if c, ok := errors.AsType[*convert.Error](err); ok {
		return &PayloadError{topic, field + c.Path, c.Want, c.Have}
	}
	return &PayloadError{topic, field, "a value", err.Error()}
}

package typed

import (
	"errors"
	"reflect"

	"github.com/fastpluggy/eventbus/events"
	"github.com/fastpluggy/eventbus/internal/dispatch"
	"github.com/fastpluggy/eventbus/internal/hint"
	"github.com/fastpluggy/eventbus/internal/registry"
)

// A Codec is what evgen writes for one payload struct: its fields, and the
// ways between struct and map, without reflection.
type Codec[T any] struct {
	Description string
	Fingerprint string // of the declaration that it was generated from
	Listens     bool   // the declaration says what a listener needs of another's event
	Fields      []events.FieldInfo
	Encode      func(T) events.Payload
	Decode      func(*Decoder, *T)
	Ref         func(v *T, field string) any // a pointer to one field, or nil

	byHand bool // reflection made it
}

// Generated makes a topic of generated code, and registers the code with the
// catalog. It panics where name is not one.
func Generated[T any](name string, c Codec[T]) *Topic[T] {
	mustName("Generated", name)
	contract := registry.Contract{
		Topic: name, Fingerprint: c.Fingerprint, Listens: c.Listens,
		Type: reflect.TypeFor[T](), Where: dispatch.Caller(1),
	}
	for _, f := range c.Fields {
		contract.Fields = append(contract.Fields, registry.Field(f))
	}
	registry.Add(contract)
	return newTopic(name, c)
}

// typedBody is a typed payload as other listeners read it.
type typedBody[T any] struct {
	v     T
	codec *Codec[T]
	via   *forwardHop // where a forwarded event was before
}

func (b *typedBody[T]) fingerprint() string { return b.codec.Fingerprint }

func (b *typedBody[T]) trail() *forwardHop { return b.via }

// Len counts the fields that are there.
func (b *typedBody[T]) Len() (n int) {
	for _, f := range b.codec.Fields {
		if b.codec.Ref(&b.v, f.Name) != nil {
			n++
		}
	}
	return n
}

func (b *typedBody[T]) Map() map[string]any { return b.codec.Encode(b.v) }

func (b *typedBody[T]) Ref(field string) any { return b.codec.Ref(&b.v, field) }

func (b *typedBody[T]) Value(field string) (any, bool) {
	ref := b.codec.Ref(&b.v, field)
	switch p := ref.(type) {
	case nil:
		return nil, false
	case *string:
		return *p, true
	case *int:
		return *p, true
	case *int64:
		return *p, true
	case *bool:
		return *p, true
	case *float64:
		return *p, true
	case *any:
		return *p, true
	}
	return reflect.ValueOf(ref).Elem().Interface(), true
}

// decode makes a T of an event that was emitted in any form.
func (t *Topic[T]) decode(m dispatch.Meta, b dispatch.Body) (T, error) {
	if own, ok := b.(*typedBody[T]); ok {
		return own.v, nil
	}
	if t.older.Load() != nil {
		return t.decodeAnyVersion(m, b)
	}
	return t.decodeByFields(m, b)
}

// decodeByFields makes a T of whatever has its fields.
func (t *Topic[T]) decodeByFields(m dispatch.Meta, b dispatch.Body) (T, error) {
	v, _, errs := t.readFields(m, b)
	if len(errs) == 1 {
		return v, errs[0]
	}
	return v, tidyError(errors.Join(errs...))
}

// A conversion is what a read needs. Both parts would be allocated each time,
// since generated code gets pointers to them.
type conversion[T any] struct {
	d Decoder
	v T
}

// readFields fills a T with the fields of a payload, and counts those that were there.
func (t *Topic[T]) readFields(m dispatch.Meta, b dispatch.Body) (v T, found int, errs []error) {
	c, _ := t.spare.Get().(*conversion[T])
	if c == nil {
		c = new(conversion[T])
	}
	c.d.topic, c.d.body = m.Name, b
	t.codec.Decode(&c.d, &c.v)
	v, found, errs = c.v, c.d.found, c.d.errs
	*c = conversion[T]{}
	t.spare.Put(c)
	return v, found, errs
}

// A Decoder reads a payload field by field for generated code.
type Decoder struct {
	topic string
	body  dispatch.Body
	errs  []error
	found int // fields that were there
}

// Required sets *to from a field that must be there.
//
// Where the event was emitted as another struct whose field has the same type,
// it costs a look for the field and a copy, without reflection, a map or an
// allocation: some 16 ns with its share of what the listener's struct costs.
func Required[T any](d *Decoder, field string, to *T) {
	if p, same := d.body.Ref(field).(*T); same {
		d.found++
		*to = *p
		return
	}
	v, ok := d.body.Value(field)
	if ok {
		d.found++
	}
	if t, same := v.(T); same {
		*to = t
		return
	}
	if !ok {
		d.addMissing(field, reflect.TypeFor[T]())
		return
	}
	t, err := hint.Into[T](v)
	if err != nil {
		d.addMismatch(field, err)
		return
	}
	*to = t
}

// Optional sets *to from a field that may be missing or nil. Where the event was
// emitted as another struct, *to points at what is there and all listeners
// share: it is read-only, as what every pointer in a payload leads to.
func Optional[T any](d *Decoder, field string, to **T) {
	if p, same := d.body.Ref(field).(*T); same {
		d.found++
		*to = p
		return
	}
	v, ok := d.body.Value(field)
	if ok {
		d.found++
	}
	if !ok || v == nil {
		return
	}
	if p, same := v.(*T); same {
		*to = p
		return
	}
	t, err := hint.Into[T](v)
	if err != nil {
		d.addMismatch(field, err)
		return
	}
	*to = &t
}

func (d *Decoder) addMissing(field string, want reflect.Type) {
	d.addFault(field, hint.NameOf(want), "nothing")
}

func (d *Decoder) addFault(field, want, have string) {
	d.errs = append(d.errs, &events.PayloadError{Topic: d.topic, Field: field, Want: want, Have: have})
}

func (d *Decoder) addMismatch(field string, err error) {
	if c, ok := errors.AsType[*hint.ConvertError](err); ok {
		d.addFault(field+c.Path, c.Want, c.Have)
		return
	}
	d.addFault(field, "another value", err.Error())
}

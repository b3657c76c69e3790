package typed

import (
	"errors"
	"reflect"

	"github.com/fastpluggy/eventbus/internal/dispatch"
)

// typedBody is a typed payload in the form that other listeners read.
type typedBody[T any] struct {
	v     T
	codec *Codec[T]
	via   *forwardHop // the names that a forwarded event had before
}

func (b *typedBody[T]) fingerprint() string { return b.codec.Fingerprint }

func (b *typedBody[T]) trail() *forwardHop { return b.via }

// Len returns the number of fields that are present.
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
	if p, ok := b.(versionedPayload); ok {
		return t.decodeVersioned(m, p)
	}
	if t.older.Load() != nil {
		return t.decodeAnyVersion(m, b)
	}
	return t.decodeByFields(m, b)
}

// decodeByFields makes a T of a payload that has its fields.
func (t *Topic[T]) decodeByFields(m dispatch.Meta, b dispatch.Body) (T, error) {
	v, _, errs := t.readPayload(m, b, true)
	if len(errs) == 1 {
		return v, errs[0]
	}
	return v, tidyError(errors.Join(errs...))
}

// A conversion is the memory of one readFields. It is kept in a pool, since
// generated code gets pointers to both parts, so that they would be allocated each
// time.
type conversion[T any] struct {
	d Decoder
	v T
}

// readFields fills a T with the fields of a payload, and counts those that were
// present.
func (t *Topic[T]) readFields(m dispatch.Meta, b dispatch.Body) (v T, found int, errs []error) {
	return t.readPayload(m, b, false)
}

// readPayload is readFields that takes fields which a stored payload lacks for empty ones,
// if the tags say so and mayOmit is set. To recognize a version it is not.
func (t *Topic[T]) readPayload(m dispatch.Meta, b dispatch.Body, mayOmit bool) (v T, found int, errs []error) {
	c, _ := t.spare.Get().(*conversion[T])
	if c == nil {
		c = new(conversion[T])
	}
	c.d.topic, c.d.body, c.d.mayOmit = m.Name, b, mayOmit
	c.d.stored, _ = b.(storedBody)
	t.codec.Decode(&c.d, &c.v)
	v, found, errs = c.v, c.d.found, c.d.errs
	*c = conversion[T]{}
	t.spare.Put(c)
	return v, found, errs
}

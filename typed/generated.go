package typed

import (
	"errors"
	"reflect"

	"github.com/fastpluggy/eventbus/events"
	"github.com/fastpluggy/eventbus/internal/contract"
	"github.com/fastpluggy/eventbus/internal/convert"
	"github.com/fastpluggy/eventbus/internal/dispatch"
	"github.com/fastpluggy/eventbus/internal/registry"
	"github.com/fastpluggy/eventbus/internal/typehint"
)

// A Codec is what evgen writes for one payload struct: its fields, and the
// conversions between struct and map, without reflection. It is for generated code;
// it must not be changed after it was given to Generated.
type Codec[T any] struct {
	Description string
	Fingerprint string // of the declaration that it was generated from
	Listens     bool   // the declaration is a listener's, of another's event
	Fields      []events.FieldInfo
	Encode      func(T) events.Payload
	Decode      func(*Decoder, *T)
	Ref         func(v *T, field string) any // a pointer to one field, or nil

	byHand bool // reflection made it
}

// Generated makes a topic of generated code, and registers the code with the
// catalog. It panics if name is not a valid event name, or if a payload would not come
// back from JSON as it was.
func Generated[T any](name string, c Codec[T]) *Topic[T] {
	mustName("Generated", name)
	mustStore[T]("Generated", name)
	registry.Add(registry.Entry{
		Event: c.contract(name), Hints: fingerprintOf(name, c.Fields),
		Listens: c.Listens, Type: reflect.TypeFor[T](), Where: dispatch.Caller(1),
	})
	return newTopic(name, c)
}

// contract is what the codec knows of the event with that name.
func (c *Codec[T]) contract(name string) contract.Event {
	e := contract.Event{Name: name, Fingerprint: c.Fingerprint}
	for _, f := range c.Fields {
		e.Fields = append(e.Fields, contract.Field{Name: f.Name, Type: f.Type, Doc: f.Doc})
	}
	return e
}

// A Decoder reads a payload field by field for generated code. It is for one
// goroutine.
type Decoder struct {
	topic string
	body  dispatch.Body
	errs  []error
	found int // fields that were there

	stored  storedBody // the body, if it was stored as JSON
	mayOmit bool       // json.Marshal may have left fields out by their tags
}

// Required sets *to from a field that must be there; if it is missing or does not
// convert, d records a fault.
//
// If the event was emitted as another struct whose field has the same type, it
// costs a lookup of the field and a copy, without reflection, a map or an
// allocation: some 16 ns with its share of what the listener's struct costs. A field
// of another type is converted by the plan for the two types.
func Required[T any](d *Decoder, field string, to *T) {
	if d.stored != nil {
		d.readStoredValue(field, reflect.ValueOf(to).Elem())
		return
	}
	ref := d.body.Ref(field)
	if p, same := ref.(*T); same {
		d.found++
		*to = *p
		return
	}
	if ref != nil {
		d.found++
		if err := convert.FromRef(to, ref); err != nil {
			d.addMismatch(field, err)
		}
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
	t, err := convert.Into[T](v)
	if err != nil {
		d.addMismatch(field, err)
		return
	}
	*to = t
}

// Optional sets *to from a field that may be missing or nil; if it does not
// convert, d records a fault. If the event was emitted as another struct, *to
// points at the emitter's value, which all listeners share: it is read-only, like
// everything that pointers in a payload lead to.
func Optional[T any](d *Decoder, field string, to **T) {
	if d.stored != nil {
		d.readStoredValue(field, reflect.ValueOf(to).Elem())
		return
	}
	ref := d.body.Ref(field)
	if p, same := ref.(*T); same {
		d.found++
		*to = p
		return
	}
	if ref != nil {
		d.found++
		optionalFromRef(d, field, to, ref)
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
	t, err := convert.Into[T](v)
	if err != nil {
		d.addMismatch(field, err)
		return
	}
	*to = &t
}

// optionalFromRef sets *to from a field of another type.
func optionalFromRef[T any](d *Decoder, field string, to **T, ref any) {
	if p, same := convert.Shared[T](ref); same {
		*to = p
		return
	}
	v := new(T)
	if err := convert.FromRef(v, ref); err != nil {
		d.addMismatch(field, err)
		return
	}
	*to = v
}

func (d *Decoder) addMissing(field string, want reflect.Type) {
	d.addFault(field, typehint.NameOf(want), "nothing")
}

func (d *Decoder) addFault(field, want, have string) {
	d.errs = append(d.errs, &events.PayloadError{Topic: d.topic, Field: field, Want: want, Have: have})
}

func (d *Decoder) addMismatch(field string, err error) {
	if c, ok := errors.AsType[*convert.Error](err); ok {
		d.addFault(field+c.Path, c.Want, c.Have)
		return
	}
	d.addFault(field, "another value", err.Error())
}

// IsAtLeastVersion0_1 is referred to by generated code, so that code which needs a
// newer module than the one it is built with does not compile.
const IsAtLeastVersion0_1 = true

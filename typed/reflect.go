package typed

import (
	"fmt"
	"reflect"
	"strings"

	"github.com/fastpluggy/eventbus/events"
	"github.com/fastpluggy/eventbus/internal/hint"
)

// field is one field of a handwritten struct.
type field struct {
	name     string
	index    int
	typ      reflect.Type
	optional bool
}

// reflected makes the codec of a handwritten struct.
func reflected[T any](name string) Codec[T] {
	typ := reflect.TypeFor[T]()
	if typ.Kind() != reflect.Struct {
		panic(fmt.Sprintf("typed: NewTopic[%s](%q): a payload is a struct; wrap the value in one", typ, name))
	}
	fields := fieldsOf(typ, name)
	byName := map[string]field{}
	var infos []events.FieldInfo
	for _, f := range fields {
		byName[f.name] = f
		h, err := hint.OfType(f.typ)
		if err != nil {
			panic(fmt.Sprintf("typed: NewTopic[%s](%q): field %s: %v", typ, name, typ.Field(f.index).Name, err))
		}
		infos = append(infos, events.FieldInfo{Name: f.name, Type: h.String()})
	}
	return Codec[T]{
		Fields: infos,
		Encode: func(v T) events.Payload { return encode(reflect.ValueOf(&v).Elem(), fields) },
		Decode: func(d *Decoder, v *T) { decodeInto(d, reflect.ValueOf(v).Elem(), fields) },
		Ref:    func(v *T, name string) any { return ref(reflect.ValueOf(v).Elem(), byName, name) },
	}.ready()
}

// fieldsOf lists what is exported and not tagged "-".
func fieldsOf(typ reflect.Type, topic string) []field {
	var fields []field
	seen := map[string]string{}
	for i := range typ.NumField() {
		sf := typ.Field(i)
		tag, _, _ := strings.Cut(sf.Tag.Get("json"), ",")
		if !sf.IsExported() || tag == "-" {
			continue
		}
		if tag == "" {
			tag = sf.Name
		}
		if other, taken := seen[tag]; taken {
			panic(fmt.Sprintf("typed: NewTopic[%s](%q): fields %s and %s are both %q: rename one in its json tag",
				typ, topic, other, sf.Name, tag))
		}
		seen[tag] = sf.Name
		fields = append(fields, field{tag, i, sf.Type, sf.Type.Kind() == reflect.Pointer})
	}
	return fields
}

func encode(v reflect.Value, fields []field) events.Payload {
	p := make(events.Payload, len(fields))
	for _, f := range fields {
		fv := v.Field(f.index)
		if f.optional {
			if fv.IsNil() {
				continue
			}
			fv = fv.Elem()
		}
		p[f.name] = fv.Interface()
	}
	return p
}

func decodeInto(d *Decoder, v reflect.Value, fields []field) {
	for _, f := range fields {
		value, ok := d.body.Value(f.name)
		switch {
		case !ok && f.optional, f.optional && value == nil:
		case !ok:
			d.fail(f.name, f.typ.String(), "nothing")
		default:
			if err := hint.IntoValue(v.Field(f.index), value); err != nil {
				d.mismatch(f.name, err)
			}
		}
	}
}

func ref(v reflect.Value, byName map[string]field, name string) any {
	f, ok := byName[name]
	if !ok {
		return nil
	}
	fv := v.Field(f.index)
	if !f.optional {
		return fv.Addr().Interface()
	}
	if fv.IsNil() {
		return nil
	}
	return fv.Interface()
}

package typed

import (
	"fmt"
	"reflect"

	"github.com/fastpluggy/eventbus/events"
	"github.com/fastpluggy/eventbus/internal/hint"
)

// reflected makes the codec of a handwritten struct.
func reflected[T any](name string) Codec[T] {
	typ := reflect.TypeFor[T]()
	if typ.Kind() != reflect.Struct {
		panic(fmt.Sprintf("typed: NewTopic[%s](%q): a payload is a struct; wrap the value in one", typ, name))
	}
	fields, err := hint.Fields(typ)
	if err != nil {
		panic(fmt.Sprintf("typed: NewTopic[%s](%q): %v", typ, name, err))
	}
	byName := map[string]hint.Field{}
	var infos []events.FieldInfo
	for _, f := range fields {
		byName[f.Name] = f
		h, err := hint.OfType(f.Type)
		if err != nil {
			panic(fmt.Sprintf("typed: NewTopic[%s](%q): field %s: %v", typ, name, f.Name, err))
		}
		infos = append(infos, events.FieldInfo{Name: f.Name, Type: h.String()})
	}
	return Codec[T]{
		Fields: infos,
		Encode: func(v T) events.Payload { return encode(reflect.ValueOf(&v).Elem(), fields) },
		Decode: func(d *Decoder, v *T) { decodeInto(d, reflect.ValueOf(v).Elem(), fields) },
		Ref:    func(v *T, name string) any { return ref(reflect.ValueOf(v).Elem(), byName, name) },
	}.ready()
}

func encode(v reflect.Value, fields []hint.Field) events.Payload {
	p := make(events.Payload, len(fields))
	for _, f := range fields {
		fv := v.FieldByIndex(f.Index)
		if f.Optional {
			if fv.IsNil() {
				continue
			}
			fv = fv.Elem()
		}
		p[f.Name] = fv.Interface()
	}
	return p
}

func decodeInto(d *Decoder, v reflect.Value, fields []hint.Field) {
	for _, f := range fields {
		value, ok := d.body.Value(f.Name)
		switch {
		case !ok && f.Optional, f.Optional && value == nil:
		case !ok:
			d.fail(f.Name, f.Type.String(), "nothing")
		default:
			if err := hint.IntoValue(v.FieldByIndex(f.Index), value); err != nil {
				d.mismatch(f.Name, err)
			}
		}
	}
}

func ref(v reflect.Value, byName map[string]hint.Field, name string) any {
	f, ok := byName[name]
	if !ok {
		return nil
	}
	fv := v.FieldByIndex(f.Index)
	if !f.Optional {
		return fv.Addr().Interface()
	}
	if fv.IsNil() {
		return nil
	}
	return fv.Interface()
}

package typed

import (
	"fmt"
	"reflect"
	"strings"

	"github.com/fastpluggy/eventbus/events"
	"github.com/fastpluggy/eventbus/internal/convert"
	"github.com/fastpluggy/eventbus/internal/eventname"
	"github.com/fastpluggy/eventbus/internal/typehint"
)

// reflectCodec makes the codec of a handwritten struct.
func reflectCodec[T any](name string) Codec[T] {
	typ := reflect.TypeFor[T]()
	if typ.Kind() != reflect.Struct {
		panic(fmt.Sprintf("typed: NewTopic[%s](%q): a payload is a struct; wrap the value in one", typ, name))
	}
	fields, err := convert.Fields(typ)
	if err != nil {
		panic(fmt.Sprintf("typed: NewTopic[%s](%q): %v", typ, name, err))
	}
	byName := make(map[string]convert.Field, len(fields))
	infos := make([]events.FieldInfo, 0, len(fields))
	for _, f := range fields {
		info, err := infoOf(typ, f)
		if err != nil {
			panic(fmt.Sprintf("typed: NewTopic[%s](%q): %v", typ, name, err))
		}
		byName[f.Name] = f
		infos = append(infos, info)
	}
	mustStore[T]("NewTopic", name)
	return Codec[T]{
		byHand: true, Fingerprint: fingerprintOf(name, infos), Fields: infos,
		Encode: func(v T) events.Payload { return encodeFields(reflect.ValueOf(&v).Elem(), fields) },
		Decode: func(d *Decoder, v *T) { decodeFields(d, reflect.ValueOf(v).Elem(), fields) },
		Ref:    func(v *T, name string) any { return fieldRef(reflect.ValueOf(v).Elem(), byName, name) },
	}
}

func fingerprintOf(name string, fields []events.FieldInfo) string {
	types := make(map[string]string, len(fields))
	for _, f := range fields {
		types[f.Name] = f.Type
	}
	return typehint.Fingerprint(name, types)
}

// infoOf refuses the fields that Declare would refuse, so that Spec can always be
// declared.
func infoOf(owner reflect.Type, f convert.Field) (events.FieldInfo, error) {
	goName := owner.FieldByIndex(f.Index).Name
	// A field without a tag has its Go name, in which only the capital is wrong.
	if reason := eventname.FieldFault(strings.ToLower(f.Name[:1]) + f.Name[1:]); reason != "" {
		return events.FieldInfo{}, fmt.Errorf("field %s: its name in the payload, %.64q, %s; set it by a json tag", goName, f.Name, reason)
	}
	h, err := typehint.OfType(f.Type)
	if err != nil {
		return events.FieldInfo{}, fmt.Errorf("field %s: %w; or leave the field out by the tag `json:\"-\"`", goName, err)
	}
	return events.FieldInfo{Name: f.Name, Type: h.String()}, nil
}

func encodeFields(v reflect.Value, fields []convert.Field) events.Payload {
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

func decodeFields(d *Decoder, v reflect.Value, fields []convert.Field) {
	for _, f := range fields {
		if d.stored != nil {
			d.readStored(v, &f)
			continue
		}
		target := v.FieldByIndex(f.Index)
		ref := d.body.Ref(f.Name)
		if copyField(target, ref) {
			d.found++
			continue
		}
		if ref != nil {
			d.found++
			if err := convert.FromRefValue(target, ref); err != nil {
				d.addMismatch(f.Name, err)
			}
			continue
		}
		value, ok := d.body.Value(f.Name)
		if ok {
			d.found++
		}
		switch {
		case !ok && f.Optional, f.Optional && value == nil:
		case !ok:
			d.addMissing(f.Name, f.Type)
		default:
			if err := convert.IntoValue(target, value); err != nil {
				d.addMismatch(f.Name, err)
			}
		}
	}
}

// copyField sets a field from another struct's of the same type, without making an
// any of the value. An optional field points at the emitter's value.
func copyField(target reflect.Value, ref any) bool {
	from := reflect.ValueOf(ref)
	switch {
	case ref == nil:
		return false
	case target.Type() == from.Type():
		target.Set(from)
	case target.Type() == from.Type().Elem():
		target.Set(from.Elem())
	default:
		return false
	}
	return true
}

func fieldRef(v reflect.Value, byName map[string]convert.Field, name string) any {
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

package convert

import (
	"encoding/json"
	"reflect"
)

// FromObject sets the field of a struct from an object of JSON, and returns how many
// entries of the object it has used. If omitted is set, the field may be missing if its
// tag has omitempty or omitzero: then json.Marshal has left it out.
func (f *Field) FromObject(owner reflect.Value, object map[string]json.RawMessage, omitted bool) (used int, err error) {
	return f.fromObject(owner, object, omitted, 0)
}

func (f *Field) fromObject(owner reflect.Value, object map[string]json.RawMessage, omitted bool, depth int) (used int, err error) {
	target := owner.FieldByIndex(f.Index)
	text, ok := object[f.Name]
	switch {
	case !ok && f.Embedded:
		return f.fromPromoted(owner.Type(), target, object, depth)
	case !ok && (f.Optional || f.Omit && omitted):
		return 0, nil
	case !ok:
		return 0, newError(target.Type(), "nothing")
	}
	if f.Quoted && text[0] == '"' {
		var inner string
		if err := json.Unmarshal(text, &inner); err != nil || !json.Valid([]byte(inner)) {
			return 1, newError(target.Type(), "string")
		}
		text = json.RawMessage(inner)
	}
	return 1, fromJSON(target, text, depth+1)
}

// fromPromoted reads an embedded pointer to a struct whose fields json.Marshal has
// written among those of the outer struct. If none of them is there, it was nil.
func (f *Field) fromPromoted(outer reflect.Type, target reflect.Value, object map[string]json.RawMessage, depth int) (used int, err error) {
	hidden := map[string]bool{}
	fields, _ := Fields(outer)
	for _, o := range fields {
		hidden[o.Name] = true
	}
	inner, err := Fields(target.Type().Elem())
	if err != nil {
		return 0, newError(target.Type(), err.Error())
	}
	value := reflect.New(target.Type().Elem())
	for _, in := range inner {
		if hidden[in.Name] {
			continue
		}
		if _, ok := object[in.Name]; !ok && !in.Embedded {
			continue
		}
		n, err := in.fromObject(value.Elem(), object, true, depth+1)
		if used += n; err != nil {
			return used, atPlace(err, "."+in.Name)
		}
	}
	if used > 0 {
		target.Set(value.Convert(target.Type()))
	}
	return used, nil
}

package convert

import (
	"bytes"
	"encoding/base64"
	"encoding/json"
	"fmt"
	"maps"
	"reflect"
	"slices"
	"strconv"

	"github.com/fastpluggy/eventbus/internal/errtext"
)

var (
	numberType     = reflect.TypeFor[json.Number]()
	rawMessageType = reflect.TypeFor[json.RawMessage]()
)

// FromJSON sets dst, which must be settable and hold its zero value, to the value that
// encoding/json has written as text, which is valid JSON. It is the inverse of
// json.Marshal for each type that [StoredFault] accepts, and also takes from JSON what
// [Into] takes from Go: it refuses numbers that would be rounded, fields that are
// missing and strings that don't convert. After an error, a [*Error], dst has any value.
func FromJSON(dst reflect.Value, text []byte) error {
	return fromJSON(dst, bytes.TrimSpace(text), 0)
}

func fromJSON(dst reflect.Value, text []byte, depth int) error {
	switch t := dst.Type(); {
	case depth > maxNesting:
		return newError(dst.Type(), "a value nested too deeply")
	case string(text) == "null":
		return fromNull(dst)
	case t.Kind() == reflect.Pointer:
		elem := reflect.New(t.Elem())
		if err := fromJSON(elem.Elem(), text, depth+1); err != nil {
			return err
		}
		dst.Set(elem.Convert(t))
		return nil
	case reflect.PointerTo(t).Implements(jsonUnmarshaler):
		return unmarshalOwn(dst, text)
	case t.Kind() == reflect.Interface:
		return anyFromJSON(dst, text)
	}
	switch text[0] {
	case '"':
		return stringFromJSON(dst, text)
	case '[':
		return listFromJSON(dst, text, depth)
	case '{':
		return objectFromJSON(dst, text, depth)
	case 't', 'f':
		if dst.Kind() != reflect.Bool {
			return newError(dst.Type(), "bool")
		}
		dst.SetBool(text[0] == 't')
		return nil
	}
	return numberFromJSON(dst, string(text))
}

// fromNull leaves nil, or lets a type read null that may have written it.
func fromNull(dst reflect.Value) error {
	t := dst.Type()
	if t != rawMessageType && t.Kind() != reflect.Pointer && reflect.PointerTo(t).Implements(jsonUnmarshaler) {
		return unmarshalOwn(dst, []byte("null"))
	}
	return convertNil(dst.Type())
}

func unmarshalOwn(dst reflect.Value, text []byte) error {
	if err := dst.Addr().Interface().(json.Unmarshaler).UnmarshalJSON(bytes.Clone(text)); err != nil {
		e := newTextError(dst.Type(), reflect.TypeFor[string](), err).(*Error)
		e.Have = "JSON" + e.Have[len("string"):]
		return e
	}
	return nil
}

// anyFromJSON makes a value of Go's types for JSON.
func anyFromJSON(dst reflect.Value, text []byte) error {
	if dst.NumMethod() > 0 {
		return newError(dst.Type(), "JSON, which does not say the type to make")
	}
	var v any
	d := json.NewDecoder(bytes.NewReader(text))
	d.UseNumber()
	if err := d.Decode(&v); err != nil {
		return newError(dst.Type(), err.Error())
	}
	v, err := ExactNumbers(v)
	if err == nil && v != nil {
		dst.Set(reflect.ValueOf(v))
	}
	return err
}

func exactLeaf(v any) (any, error) {
	if n, ok := v.(json.Number); ok {
		return ExactNumber(string(n))
	}
	return v, nil
}

func numberFromJSON(dst reflect.Value, text string) error {
	switch {
	case dst.Type() == numberType:
		dst.SetString(text)
		return nil
	case (isWhole(dst.Kind()) || dst.CanFloat()) && numberFromText(dst, text):
		return nil
	}
	return newError(dst.Type(), numberText(text))
}

func numberText(text string) string { return "number " + errtext.Shorten(text, errtext.MaxQuoted) }

// stringFromJSON sets dst as from a Go string, and also a slice of a type of bytes.
func stringFromJSON(dst reflect.Value, text []byte) error {
	var s string
	if err := json.Unmarshal(text, &s); err != nil {
		return newError(dst.Type(), err.Error())
	}
	if t := dst.Type(); t.Kind() == reflect.Slice && t.Elem().Kind() == reflect.Uint8 && !isBytes(t) && !readsText(t) {
		raw, err := base64.StdEncoding.Strict().DecodeString(s)
		if err != nil {
			return newTextError(dst.Type(), reflect.TypeFor[string](), fmt.Errorf("not base64: %w", err))
		}
		dst.Set(reflect.MakeSlice(t, len(raw), len(raw)))
		for i, b := range raw {
			dst.Index(i).SetUint(uint64(b))
		}
		return nil
	}
	if dst.Type() == numberType {
		return newError(dst.Type(), "string")
	}
	return fillFrom(dst, s)
}

func listFromJSON(dst reflect.Value, text []byte, depth int) error {
	isList := dst.Kind() == reflect.Slice || dst.Kind() == reflect.Array
	var all []json.RawMessage
	if err := json.Unmarshal(text, &all); err != nil || !isList {
		return newError(dst.Type(), "array")
	}
	if dst.Kind() == reflect.Slice {
		dst.Set(reflect.MakeSlice(dst.Type(), len(all), len(all)))
	}
	if len(all) != dst.Len() {
		return newError(dst.Type(), fmt.Sprintf("array of %d", len(all)))
	}
	for i, elem := range all {
		if err := fromJSON(dst.Index(i), elem, depth+1); err != nil {
			return atPlace(err, "["+strconv.Itoa(i)+"]")
		}
	}
	return nil
}

func objectFromJSON(dst reflect.Value, text []byte, depth int) error {
	var object map[string]json.RawMessage
	if err := json.Unmarshal(text, &object); err != nil {
		return newError(dst.Type(), "object")
	}
	switch {
	case dst.Kind() == reflect.Map:
		return mapFromJSON(dst, object, depth)
	case dst.Kind() == reflect.Struct && !readsText(dst.Type()):
		fields, err := Fields(dst.Type())
		if err != nil {
			return newError(dst.Type(), fmt.Sprintf("object (%s)", err))
		}
		for _, f := range fields {
			if _, err := f.fromObject(dst, object, true, depth); err != nil {
				return atPlace(err, "."+f.Name)
			}
		}
		return nil
	}
	return newError(dst.Type(), "object")
}

// mapFromJSON goes through the keys in order, so that the same one of several bad
// entries is always reported.
func mapFromJSON(dst reflect.Value, object map[string]json.RawMessage, depth int) error {
	t := dst.Type()
	dst.Set(reflect.MakeMapWithSize(t, len(object)))
	for _, name := range slices.Sorted(maps.Keys(object)) {
		key, elem := reflect.New(t.Key()).Elem(), reflect.New(t.Elem()).Elem()
		err := keyFromJSON(key, name)
		if err == nil {
			err = fromJSON(elem, object[name], depth+1)
		}
		if err != nil {
			return atPlace(err, "["+errtext.Quote(name)+"]")
		}
		dst.SetMapIndex(key, elem)
	}
	return nil
}

// keyFromJSON reads a key as encoding/json writes it: a string as it is, other types by
// their text, and numbers by their digits.
func keyFromJSON(key reflect.Value, name string) error {
	switch {
	case key.Kind() == reflect.String:
		key.SetString(name)
		return nil
	case readsText(key.Type()) && key.Type().Implements(textMarshaler):
		return fillFrom(key, name)
	case isWhole(key.Kind()) && isDigits(name) && numberFromText(key, name):
		return nil
	}
	return newError(key.Type(), "the key "+errtext.Quote(name))
}

func isWhole(k reflect.Kind) bool { return k >= reflect.Int && k <= reflect.Uintptr }

// isDigits reports whether a text is a whole number as strconv writes it, so that no two
// keys are the same number.
func isDigits(text string) bool {
	i, err := strconv.ParseInt(text, 10, 64)
	u, failed := strconv.ParseUint(text, 10, 64)
	return err == nil && strconv.FormatInt(i, 10) == text || failed == nil && strconv.FormatUint(u, 10) == text
}

// fillFrom sets dst from a string by the rules of [Into].
func fillFrom(dst reflect.Value, s string) error {
	return targetOf(dst.Type()).fillAny(addressOf(dst), s, 0)
}

package convert

import (
	"fmt"
	"maps"
	"reflect"
	"slices"

	"github.com/fastpluggy/eventbus/internal/errtext"
	"github.com/fastpluggy/eventbus/internal/typehint"
)

func convertSlice(dst, src reflect.Value, depth int) error {
	if src.IsNil() {
		return nil
	}
	out := reflect.MakeSlice(dst.Type(), src.Len(), src.Len())
	for i := range src.Len() {
		if err := convert(out.Index(i), src.Index(i).Interface(), depth+1); err != nil {
			return atPlace(err, fmt.Sprintf("[%d]", i))
		}
	}
	dst.Set(out)
	return nil
}

func convertMap(dst, src reflect.Value, depth int) error {
	if hasTextKeys(src.Type()) {
		switch {
		case hasTextKeys(dst.Type()):
			return convertEntries(dst, src, depth)
		case dst.Kind() == reflect.Struct && !readsText(dst.Type()):
			return convertFields(dst, src, depth)
		}
	}
	return newError(dst, typehint.NameOf(src.Type()))
}

// convertEntries goes through the keys in order, so that the same one of several bad
// entries is always reported.
func convertEntries(dst, src reflect.Value, depth int) error {
	if src.IsNil() {
		return nil
	}
	entries := make(map[string]reflect.Value, src.Len())
	for key, value := range src.Seq2() {
		entries[key.String()] = value
	}
	keyType := dst.Type().Key()
	out := reflect.MakeMapWithSize(dst.Type(), len(entries))
	for _, key := range slices.Sorted(maps.Keys(entries)) {
		elem := reflect.New(dst.Type().Elem()).Elem()
		if err := convert(elem, entries[key].Interface(), depth+1); err != nil {
			return atPlace(err, "["+errtext.Quote(key)+"]")
		}
		out.SetMapIndex(reflect.ValueOf(key).Convert(keyType), elem)
	}
	dst.Set(out)
	return nil
}

func convertFields(dst, src reflect.Value, depth int) error {
	fields, err := Fields(dst.Type())
	if err != nil {
		return newError(dst, fmt.Sprintf("%s (%s)", typehint.NameOf(src.Type()), err))
	}
	keyType := src.Type().Key()
	for _, f := range fields {
		target := dst.FieldByIndex(f.Index)
		value := src.MapIndex(reflect.ValueOf(f.Name).Convert(keyType))
		switch {
		case value.IsValid():
			err = convert(target, value.Interface(), depth+1)
		case !f.Optional:
			err = newError(target, "nothing")
		}
		if err != nil {
			return atPlace(err, "."+f.Name)
		}
	}
	return nil
}

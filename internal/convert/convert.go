package convert

import (
	"encoding"
	"encoding/base64"
	"errors"
	"fmt"
	"reflect"
	"strconv"

	"github.com/fastpluggy/eventbus/internal/errtext"
	"github.com/fastpluggy/eventbus/internal/typehint"
)

// maxNesting bounds conversion: a map that contains itself would overflow the stack,
// and no recover stops that.
const maxNesting = 1000

var textUnmarshaler = reflect.TypeFor[encoding.TextUnmarshaler]()

// Into returns v as a T, if that loses nothing:
//
//   - a T as it is, without a copy
//   - numbers between all sizes and kinds, if the value stays exactly the same
//   - values of one basic kind, whatever the names of their types
//   - a string becomes a []byte (base64) or an [encoding.TextUnmarshaler], which
//     includes time.Time (RFC 3339)
//   - a map becomes a struct or another map, a slice another slice, element by element
//   - anything becomes a pointer to what it could become itself
//
// nil becomes the zero value of a T whose zero value is nil: a pointer, an interface
// with or without methods, a map, a slice, a function or a channel. Everything else
// is a [*Error]. A v that is a T costs no allocation.
func Into[T any](v any) (T, error) {
	if t, ok := v.(T); ok {
		return t, nil
	}
	var t T
	if err := convert(reflect.ValueOf(&t).Elem(), v, 0); err != nil {
		var zero T
		return zero, err
	}
	return t, nil
}

// IntoValue sets dst, which must be settable, to v by the rules of [Into].
// If it returns an error, a [*Error], dst is unchanged.
func IntoValue(dst reflect.Value, v any) error {
	fresh := reflect.New(dst.Type()).Elem()
	if err := convert(fresh, v, 0); err != nil {
		return err
	}
	dst.Set(fresh)
	return nil
}

// convert sets dst, which holds its zero value, from v.
func convert(dst reflect.Value, v any, depth int) error {
	switch {
	case depth > maxNesting:
		return newError(dst, "a value nested too deeply (does it contain itself?)")
	case v == nil:
		return convertNil(dst)
	}
	src := reflect.ValueOf(v)
	if src.Type() == dst.Type() || dst.Kind() == reflect.Interface && src.Type().Implements(dst.Type()) {
		dst.Set(src)
		return nil
	}
	return convertOther(dst, src, depth)
}

// convertNil leaves the zero value if that is nil.
func convertNil(dst reflect.Value) error {
	switch dst.Kind() {
	case reflect.Pointer, reflect.Map, reflect.Slice, reflect.Interface, reflect.Func, reflect.Chan:
		return nil
	}
	return newError(dst, "nil")
}

func convertOther(dst, src reflect.Value, depth int) error {
	if dst.Kind() == reflect.Pointer && dst.Type().Elem().Kind() != reflect.Pointer {
		return convertPointer(dst, src, depth)
	}
	switch src.Kind() {
	case reflect.String:
		return convertString(dst, src)
	case reflect.Bool:
		if dst.Kind() == reflect.Bool {
			dst.SetBool(src.Bool())
			return nil
		}
	case reflect.Map:
		return convertMap(dst, src, depth)
	case reflect.Slice:
		if dst.Kind() == reflect.Slice {
			return convertSlice(dst, src, depth)
		}
	default:
		if isNumber(src.Kind()) && isNumber(dst.Kind()) {
			return convertNumber(dst, src)
		}
	}
	return newError(dst, typehint.NameOf(src.Type()))
}

func convertPointer(dst, src reflect.Value, depth int) error {
	elem := reflect.New(dst.Type().Elem())
	if err := convert(elem.Elem(), src.Interface(), depth+1); err != nil {
		return err
	}
	dst.Set(elem.Convert(dst.Type()))
	return nil
}

// convertString asks the type first: a defined string may have a method that reads
// text in order to refuse some texts.
func convertString(dst, src reflect.Value) error {
	if u, ok := textReader(dst); ok {
		if err := u.UnmarshalText([]byte(src.String())); err != nil {
			return newTextError(dst, src, err)
		}
		return nil
	}
	switch {
	case dst.Kind() == reflect.String:
		dst.SetString(src.String())
		return nil
	case isBytes(dst.Type()):
		raw, err := base64.StdEncoding.Strict().DecodeString(src.String())
		if err != nil {
			return newTextError(dst, src, fmt.Errorf("not base64: %w", err))
		}
		dst.SetBytes(raw)
		return nil
	}
	return newError(dst, typehint.NameOf(src.Type()))
}

func isBytes(t reflect.Type) bool {
	return t.Kind() == reflect.Slice && t.Elem() == reflect.TypeFor[byte]()
}

// textReader returns dst as an encoding.TextUnmarshaler, if it is one.
func textReader(dst reflect.Value) (encoding.TextUnmarshaler, bool) {
	if !readsText(dst.Type()) {
		return nil, false
	}
	return dst.Addr().Interface().(encoding.TextUnmarshaler), true
}

func readsText(t reflect.Type) bool {
	return t.Kind() != reflect.Interface && reflect.PointerTo(t).Implements(textUnmarshaler)
}

// atPlace adds the place inside the value at which err occurred. The path grows from
// the inside out, so that shortening it keeps the outer part, which readers know.
func atPlace(err error, place string) error {
	if inner, ok := errors.AsType[*Error](err); ok {
		inner.Path = errtext.Shorten(place+inner.Path, maxPath)
	}
	return err
}

func newError(dst reflect.Value, have string) error {
	return &Error{Want: typehint.NameOf(dst.Type()), Have: have}
}

// newTextError quotes the beginning of the error of UnmarshalText only: such errors
// often quote their input.
func newTextError(dst, src reflect.Value, err error) error {
	have := fmt.Sprintf("%s (%s)", typehint.NameOf(src.Type()), strconv.Quote(errtext.Shorten(err.Error(), 2*errtext.MaxQuoted)))
	return &Error{Want: typehint.NameOf(dst.Type()), Have: have, Err: err}
}

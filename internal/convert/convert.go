package convert

import (
	"errors"
	"fmt"
	"reflect"
	"strconv"
	"unsafe"

	"github.com/fastpluggy/eventbus/internal/errtext"
	"github.com/fastpluggy/eventbus/internal/typehint"
)

// Into returns v as a T, if that loses nothing:
//
//   - a T as it is, without a copy
//   - numbers between all sizes and kinds, if the value stays exactly the same
//   - values of one basic kind, whatever the names of their types
//   - a string becomes a []byte (base64) or an [encoding.TextUnmarshaler], which
//     includes time.Time (RFC 3339)
//   - a type with a MarshalText counts as a string, except time.Time; one with a
//     MarshalJSON becomes nothing else
//   - a struct or a map becomes another one, field by field, by JSON names
//   - a slice or an array becomes another one, element by element; an array is as long
//     as the other
//   - anything becomes a pointer to what it could become itself, and a pointer that
//     is not nil becomes what the value that it leads to could
//   - anything becomes a [json.RawMessage], its JSON; a []byte becomes one as it is
//
// nil becomes the zero value of a T whose zero value is nil: a pointer, an interface
// with or without methods, a map, a slice, a function or a channel. Everything else
// is a [*Error]. A v that is a T costs no allocation.
func Into[T any](v any) (T, error) {
	if t, ok := v.(T); ok {
		return t, nil
	}
	var t T
	if err := targetOf(reflect.TypeFor[T]()).fillAny(unsafe.Pointer(&t), v, 0); err != nil {
		var zero T
		return zero, err
	}
	return t, nil
}

// IntoValue sets dst, which must be settable, to v by the rules of [Into].
// If it returns an error, a [*Error], dst is unchanged.
func IntoValue(dst reflect.Value, v any) error {
	fresh := reflect.New(dst.Type())
	if err := targetOf(dst.Type()).fillAny(fresh.UnsafePointer(), v, 0); err != nil {
		return err
	}
	dst.Set(fresh.Elem())
	return nil
}

// fillAny sets what dst points at, which holds its zero value, from v.
func (t *target) fillAny(dst unsafe.Pointer, v any, depth int) error {
	if v == nil {
		return convertNil(t.typ)
	}
	return t.fill(dst, reflect.ValueOf(v), depth)
}

// fill is [target.fillAny] for a value in a reflect.Value, or in an interface that is.
func (t *target) fill(dst unsafe.Pointer, v reflect.Value, depth int) error {
	if v.Kind() == reflect.Interface {
		if v = v.Elem(); !v.IsValid() {
			return convertNil(t.typ)
		}
	}
	have := v.Type()
	switch {
	case depth > maxNesting:
		return tooDeep(t.typ)
	case have == t.typ || t.typ.Kind() == reflect.Interface && have.Implements(t.typ):
		reflect.NewAt(t.typ, dst).Elem().Set(v)
		return nil
	}
	return t.from(have).runValue(dst, v, depth)
}

// runValue is run for a value that has no address. Its kinds that are most frequent in
// an untyped payload need none. A list is copied, also if the layout is the same: the
// sender may go on using it.
func (p *plan) runValue(dst unsafe.Pointer, v reflect.Value, depth int) error {
	switch k := p.haveKind; {
	case p.op == readString:
		return p.readString(dst, v.String())
	case isNumber(k) && (p.op == changeNumber || p.op == copyAll):
		return convertNumber(reflect.NewAt(p.want, dst).Elem(), v)
	case p.op == copyAll:
		p.copyValue(dst, v)
		return nil
	case p.op == newPointer:
		return p.pointTo(dst, v, depth)
	case p.op == convertMap:
		return p.runMap(dst, v, depth)
	case p.op == mapToStruct:
		return p.runMapToStruct(dst, v, depth)
	case p.op == readPointer || p.op == changePointer:
		return p.runPointer(dst, v.UnsafePointer(), depth)
	case p.op == convertList && k == reflect.Slice && !v.IsNil():
		return p.runList(dst, v.UnsafePointer(), v.Len(), depth)
	case p.op == refuse:
		return p.refusal()
	}
	src := reflect.New(p.have)
	src.Elem().Set(v)
	return p.run(dst, src.UnsafePointer(), depth)
}

func (p *plan) copyValue(dst unsafe.Pointer, v reflect.Value) {
	if p.want != p.have && v.Kind() == reflect.Slice && !v.IsNil() {
		v = reflect.AppendSlice(reflect.MakeSlice(p.have, 0, v.Len()), v)
	}
	reflect.NewAt(p.have, dst).Elem().Set(v)
}

func (p *plan) pointTo(dst unsafe.Pointer, v reflect.Value, depth int) error {
	if depth > maxNesting {
		return tooDeep(p.want)
	}
	made := reflect.New(p.want.Elem()).UnsafePointer()
	if err := p.elem.runValue(made, v, depth+1); err != nil {
		return err
	}
	*(*unsafe.Pointer)(dst) = made
	return nil
}

// convertNil leaves the zero value if that is nil.
func convertNil(want reflect.Type) error {
	switch want.Kind() {
	case reflect.Pointer, reflect.Map, reflect.Slice, reflect.Interface, reflect.Func, reflect.Chan:
		return nil
	}
	return newError(want, "nil")
}

// atPlace adds the place inside the value at which err occurred. The path grows from
// the inside out, so that shortening it keeps the outer part, which readers know.
func atPlace(err error, place string) error {
	if inner, ok := errors.AsType[*Error](err); ok {
		inner.Path = errtext.Shorten(place+inner.Path, maxPath)
	}
	return err
}

func newError(want reflect.Type, have string) error {
	return &Error{Want: typehint.NameOf(want), Have: have}
}

// newTextError quotes the beginning of the error of a type's own code only: such
// errors often quote their input.
func newTextError(want, from reflect.Type, err error) error {
	have := fmt.Sprintf("%s (%s)", typehint.NameOf(from), strconv.Quote(errtext.Shorten(err.Error(), 2*errtext.MaxQuoted)))
	return &Error{Want: typehint.NameOf(want), Have: have, Err: err}
}

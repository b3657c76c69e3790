package typehint

import (
	"reflect"
	"strings"
	"time"
)

var (
	anyType    = reflect.TypeFor[any]()
	stringType = reflect.TypeFor[string]()
)

// OfType returns the hint of a Go type, for structs written by hand. Types with
// a name become named hints with the full import path. Its error is an [*Error]:
// what [Parse] refuses has no hint here either.
func OfType(t reflect.Type) (*Type, error) {
	if t == nil {
		return nil, &Error{Hint: "nil", Reason: "is not a type; pass the type of a field"}
	}
	text, fault := hintText(t)
	if fault != "" {
		return nil, &Error{Hint: t.String(), Reason: fault}
	}
	// Parsing applies the grammar, so that a handwritten type can do no more than a
	// declared one.
	parsed, fault := parse(text)
	if fault != "" {
		return nil, &Error{Hint: t.String(), Reason: fault}
	}
	return parsed, nil
}

// hintText writes t as a hint, which parse has to accept, or says why it has none. It
// terminates, because only a type with a name can contain itself.
func hintText(t reflect.Type) (text, fault string) {
	switch {
	case t == anyType:
		return "any", ""
	case t.Name() != "":
		return hintTextOfNamed(t)
	}
	prefix := ""
	switch t.Kind() {
	case reflect.Pointer:
		prefix = "*"
	case reflect.Slice:
		prefix = "[]"
	case reflect.Map:
		if t.Key() != stringType {
			return "", shapeFault("map[")
		}
		prefix = "map[string]"
	case reflect.Array:
		return "", shapeFault("[1]")
	default:
		return "", kindFault(t.Kind())
	}
	text, fault = hintText(t.Elem())
	return prefix + text, fault
}

func hintTextOfNamed(t reflect.Type) (text, fault string) {
	switch t.Kind() {
	case reflect.Func, reflect.Chan, reflect.UnsafePointer:
		return "", kindFault(t.Kind())
	}
	name, _, generic := strings.Cut(t.Name(), "[")
	if generic {
		return "", shapeFault(name + "[T]")
	}
	if t.PkgPath() == "" {
		return name, ""
	}
	return t.PkgPath() + "." + name, ""
}

func kindFault(k reflect.Kind) string {
	if reason, ok := notData[k.String()]; ok {
		return reason
	}
	return "is not data; use a type that JSON can carry"
}

// NameOf names a type as errors of conversion do: by its hint if it has one,
// otherwise as Go writes it.
func NameOf(t reflect.Type) string {
	if h, err := OfType(t); err == nil {
		return h.String()
	}
	return t.String()
}

// knownTypes are the named types that this package knows by itself.
var knownTypes = map[string]reflect.Type{
	"time.Time":     reflect.TypeFor[time.Time](),
	"time.Duration": reflect.TypeFor[time.Duration](),
}

var basicTypes = map[string]reflect.Type{}

func init() {
	for _, t := range []reflect.Type{
		reflect.TypeFor[bool](), stringType,
		reflect.TypeFor[int](), reflect.TypeFor[int8](), reflect.TypeFor[int16](), reflect.TypeFor[int32](), reflect.TypeFor[int64](),
		reflect.TypeFor[uint](), reflect.TypeFor[uint8](), reflect.TypeFor[uint16](), reflect.TypeFor[uint32](), reflect.TypeFor[uint64](),
		reflect.TypeFor[float32](), reflect.TypeFor[float64](),
	} {
		basicTypes[t.Name()] = t
	}
	basicTypes["any"] = anyType
}

// GoType returns the Go type of a hint, or nil if a named type is in it that this
// package can't know. That of an optional field is the type of its value.
func (t *Type) GoType() reflect.Type {
	switch t.Kind {
	case Optional:
		return t.Elem.GoType()
	case Basic:
		return basicTypes[t.Name]
	case Named:
		return knownTypes[t.String()]
	case List:
		if elem := t.Elem.GoType(); elem != nil {
			return reflect.SliceOf(elem)
		}
	case Map:
		if elem := t.Elem.GoType(); elem != nil {
			return reflect.MapOf(stringType, elem)
		}
	}
	return nil
}

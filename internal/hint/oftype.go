package hint

import (
	"reflect"
	"strings"
)

var anyType = reflect.TypeFor[any]()

// OfType returns the hint of a Go type, for structs written by hand. Types with
// a name become named hints with the full import path. Its error is an [*Error]:
// what [Parse] refuses has no hint here either.
func OfType(t reflect.Type) (*Type, error) {
	if t == nil {
		return nil, &Error{Hint: "nil", Reason: "is no type; pass the type of a field"}
	}
	text, fault := spell(t, 0)
	if fault != "" {
		return nil, &Error{Hint: t.String(), Reason: fault}
	}
	// The grammar has the last word, so that a type by hand can do no more
	// than a declared one.
	parsed, err := Parse(text)
	if err != nil {
		return nil, &Error{Hint: t.String(), Reason: err.(*Error).Reason} //nolint:errorlint // Parse returns nothing else
	}
	return parsed, nil
}

// spell writes t as a hint that Parse is to judge, or says why it has none.
func spell(t reflect.Type, depth int) (text, fault string) {
	switch {
	case depth > maxDepth+1: // Parse refuses it; a recursive type would not end
		return "any", ""
	case t == anyType:
		return "any", ""
	case t.Name() != "":
		return spellName(t)
	}
	prefix := ""
	switch t.Kind() {
	case reflect.Pointer:
		prefix = "*"
	case reflect.Slice:
		prefix = "[]"
	case reflect.Map:
		if t.Key().Kind() != reflect.String || t.Key().Name() != "string" {
			return "", shapeFault("map[")
		}
		prefix = "map[string]"
	case reflect.Array:
		return "", shapeFault("[1]")
	default:
		return "", kindFault(t.Kind())
	}
	text, fault = spell(t.Elem(), depth+1)
	return prefix + text, fault
}

func spellName(t reflect.Type) (text, fault string) {
	switch t.Kind() {
	case reflect.Func, reflect.Chan, reflect.UnsafePointer:
		return "", kindFault(t.Kind())
	}
	name, _, generic := strings.Cut(t.Name(), "[")
	if generic {
		return "", shapeFault(name + "[]")
	}
	if t.PkgPath() == "" {
		return name, ""
	}
	return t.PkgPath() + "." + name, ""
}

func kindFault(k reflect.Kind) string {
	for _, w := range starts {
		if w.prefix == k.String() {
			return w.reason
		}
	}
	return "is not data; use a type that JSON can carry"
}

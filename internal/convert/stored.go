package convert

import (
	"fmt"
	"math/big"
	"reflect"
	"runtime"
)

// StoredFault returns why a payload of a struct type would not come back from
// json.Marshal and [FromJSON] as it was, or nil. json.Marshal is given the struct, a
// pointer to it, or a map of its fields. JSON itself loses little of the types that are
// accepted: fields that are unexported or have the tag "-", the monotonic part of a time,
// and the bytes of a string that are not UTF-8.
func StoredFault(payload reflect.Type) error {
	if m := ownMethod(payload); m != "" {
		return fmt.Errorf("%s has a method %s, so json.Marshal does not write its fields; remove the method, or wrap the value in a struct", payload, m)
	}
	c := storedCheck{known: map[storedPlace]bool{}}
	for _, f := range mustFields(payload) {
		if f.Quoted && elemOf(f.Type).Kind() == reflect.String {
			return fmt.Errorf("field %s: the option string of its tag makes its JSON ambiguous; leave it out", f.Name)
		}
	}
	return c.fields("", payload, false)
}

// A storedCheck looks at types at all depths. Types may contain themselves.
type storedCheck struct{ known map[storedPlace]bool }

// A storedPlace is a type, and whether json.Marshal has its values by address. Only then
// does it call methods of pointers.
type storedPlace struct {
	t           reflect.Type
	addressable bool
}

func (c *storedCheck) fields(path string, t reflect.Type, addressable bool) error {
	all, err := Fields(t)
	if err != nil {
		return fmt.Errorf("%s%w", place(path), err)
	}
	for i := range t.NumField() {
		f := t.Field(i)
		if name, skip := jsonName(f); name == "" && !skip && f.Anonymous && !f.IsExported() && f.Type.Kind() == reflect.Pointer {
			return fmt.Errorf("%sembeds %s, which json.Marshal writes and nothing can read: export the type, or embed it without a pointer", place(path), f.Type)
		}
	}
	for _, f := range all {
		if err := c.value(join(path, f.Name), f.Type, addressable); err != nil {
			return err
		}
	}
	return nil
}

func (c *storedCheck) value(path string, t reflect.Type, addressable bool) error {
	at := storedPlace{t, addressable}
	if c.known[at] {
		return nil
	}
	c.known[at] = true
	if t.Kind() == reflect.Pointer {
		if t.Elem().Kind() == reflect.Pointer {
			return fmt.Errorf("%s%s is a pointer to a pointer, and JSON's null does not say which of them is nil", place(path), t)
		}
		return c.value(path, t.Elem(), true)
	}
	if own, fault := ownForm(t, addressable); own {
		if fault != "" {
			return fmt.Errorf("%s%s %s", place(path), t, fault)
		}
		return nil
	}
	return c.byKind(path, t, addressable)
}

func (c *storedCheck) byKind(path string, t reflect.Type, addressable bool) error {
	switch t.Kind() {
	case reflect.Slice:
		return c.value(path+"[]", t.Elem(), true)
	case reflect.Array:
		return c.value(path+"[]", t.Elem(), addressable)
	case reflect.Map:
		if fault := keyFault(t.Key()); fault != "" {
			return fmt.Errorf("%s%s %s", place(path), t, fault)
		}
		return c.value(path+"[]", t.Elem(), false)
	case reflect.Struct:
		if hasNoJSON(t) {
			return fmt.Errorf("%s%s has unexported fields only, so JSON writes {}; use a type that writes its text or JSON", place(path), t)
		}
		return c.fields(path, t, addressable)
	case reflect.Interface:
		if t.NumMethod() > 0 {
			return fmt.Errorf("%s%s is an interface, and JSON does not say the type of its value; use any, or the type itself", place(path), t)
		}
	case reflect.Func, reflect.Chan, reflect.UnsafePointer, reflect.Complex64, reflect.Complex128:
		return fmt.Errorf("%s%s has no JSON", place(path), t)
	}
	return nil
}

// ownForm reports whether a type has its own way to be written, and what is wrong with
// it.
func ownForm(t reflect.Type, addressable bool) (own bool, fault string) {
	if t == reflect.TypeFor[big.Float]() {
		return true, "comes back with a precision of 64 bits, whatever it was; use a string"
	}
	m := ownMethod(t)
	if m == "" || t.Kind() == reflect.Interface {
		return false, ""
	}
	byPointer, reader := !t.Implements(jsonMarshaler), "UnmarshalJSON"
	reads := reflect.PointerTo(t).Implements(jsonUnmarshaler)
	if m == "MarshalText" {
		byPointer, reader = !t.Implements(textMarshaler), "UnmarshalText"
		reads = reads || readsText(t)
	}
	switch {
	case byPointer && !addressable:
		return true, fmt.Sprintf("has %s for a pointer only, which json.Marshal of a value does not call; use *%s", m, t)
	case !reads:
		return true, fmt.Sprintf("has %s, but no %s that reads what it writes", m, reader)
	case t.Kind() == reflect.Struct && isPromoted(t, m) && t.NumField() > 1:
		return true, fmt.Sprintf("has the %s of a type that it embeds, which writes that alone; give the embedded field a name", m)
	}
	return true, ""
}

// ownMethod returns the method by which encoding/json writes a type or what a pointer to
// it leads to, or "".
func ownMethod(t reflect.Type) string {
	p := reflect.PointerTo(t)
	switch {
	case t.Implements(jsonMarshaler) || p.Implements(jsonMarshaler) && !t.Implements(textMarshaler):
		return "MarshalJSON"
	case p.Implements(textMarshaler):
		return "MarshalText"
	}
	return ""
}

// isPromoted reports whether a struct has a method from a field that it embeds. The
// compiler writes such methods itself.
func isPromoted(t reflect.Type, method string) bool {
	m, ok := t.MethodByName(method)
	if !ok {
		m, ok = reflect.PointerTo(t).MethodByName(method)
	}
	if !ok {
		return false
	}
	file, _ := runtime.FuncForPC(m.Func.Pointer()).FileLine(m.Func.Pointer())
	return file == "<autogenerated>"
}

func keyFault(t reflect.Type) string {
	text := t.Implements(textMarshaler)
	switch {
	case t.Kind() == reflect.String, !text && isWhole(t.Kind()), text && readsText(t):
		return ""
	case text:
		return "has keys with MarshalText, but no UnmarshalText that reads what it writes"
	}
	return "has keys that JSON can't write; use strings or integers"
}

// hasNoJSON reports a struct whose fields are all unexported.
func hasNoJSON(t reflect.Type) bool {
	for i := range t.NumField() {
		if f := t.Field(i); f.IsExported() || f.Anonymous {
			return false
		}
	}
	return t.NumField() > 0
}

func mustFields(t reflect.Type) []Field {
	all, _ := Fields(t)
	return all
}

func elemOf(t reflect.Type) reflect.Type {
	if t.Kind() == reflect.Pointer {
		return t.Elem()
	}
	return t
}

func join(path, field string) string {
	if path == "" {
		return field
	}
	return path + "." + field
}

func place(path string) string {
	if path == "" {
		return ""
	}
	return "field " + path + ": "
}

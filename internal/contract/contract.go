// Package contract is the model of a declared event: what the lock of a module
// keeps, evgen breaking compares, evgen docs describes, evgen reads out of source,
// and generated code registers when a program starts.
//
// An [Event] has fields, and a field has a [Type]. The [Shape] of a named type says what
// JSON makes of it, and may have fields in turn: so a payload is known down to its leaves.
// [Shapes.Wire] is the way down. [Misfits] is the one judge of whether a listener can
// take what an emitter sends.
package contract

import "strings"

// An Event is an event as one package declares it. Its JSON is a line of the lock.
type Event struct {
	Name        string  `json:"name"`
	Package     string  `json:"package"` // import path
	GoName      string  `json:"go"`      // of the struct
	Fingerprint string  `json:"fingerprint"`
	Description string  `json:"description,omitempty"`
	Fields      []Field `json:"fields,omitempty"` // in source order

	Line   int    `json:"-"` // of the lock that it was read from; 0 if it was not
	Shapes Shapes `json:"-"` // of the named types that the fields lead to, perhaps among others
}

// A Field is one entry of a payload, or of a struct in it.
type Field struct {
	Name   string `json:"name"`
	GoName string `json:"go"`
	Type   string `json:"type"` // a [Type]; of a payload's own field, a canonical hint in which every named type has its import path
	Doc    string `json:"doc,omitempty"`
	Omit   bool   `json:"omit,omitempty"` // JSON leaves it out if it is empty: the tag has omitzero, or omitempty if that has an effect on the type
}

// Field returns the field of that name, or nil.
func (e *Event) Field(name string) *Field { return fieldNamed(e.Fields, name) }

func fieldNamed(fields []Field, name string) *Field {
	for i := range fields {
		if fields[i].Name == name {
			return &fields[i]
		}
	}
	return nil
}

// FieldNames lists the names of the fields in their order.
func (e *Event) FieldNames() (names []string) {
	for _, f := range e.Fields {
		names = append(names, f.Name)
	}
	return names
}

// IsOptional reports whether JSON may lack the field.
func (f *Field) IsOptional() bool { return f.Omit || f.MayBeNil() }

// MayBeNil reports whether the Go value may be missing.
func (f *Field) MayBeNil() bool { return strings.HasPrefix(f.Type, "*") }

// ValueType is the type of a value that is present.
func (f *Field) ValueType() string { return strings.TrimPrefix(f.Type, "*") }

// FieldsAt returns the fields at a path as [Misfit] has it, such as "lines[]", or nil.
func (e *Event) FieldsAt(path string) []Field {
	fields := e.Fields
	for step := range strings.SplitSeq(path, ".") {
		name, lists, _ := strings.Cut(step, "[")
		f := fieldNamed(fields, name)
		if f == nil {
			return nil
		}
		fields = e.fieldsInside(f, strings.Count(lists, "]"))
	}
	return fields
}

// fieldsInside returns the fields of a field's values, below lists and maps.
func (e *Event) fieldsInside(f *Field, lists int) []Field {
	t, err := ParseType(f.Type)
	for depth := 0; err == nil && t != nil && depth < maxDepth; depth++ {
		w := e.Shapes.Wire(t)
		switch w.Kind {
		case WireStruct:
			return w.Fields
		case WireList, WireArray, WireMap:
			if lists--; lists < 0 {
				return nil
			}
		}
		t = w.Elem
	}
	return nil
}

// maxDepth ends the way down a type such as type T []T.
const maxDepth = 100

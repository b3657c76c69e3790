// Package contract is the model of a declared event: what the lock of a module
// keeps, evgen breaking compares, evgen docs describes, evgen reads out of source,
// and generated code registers when a program starts.
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

	Line int `json:"-"` // of the lock that it was read from; 0 if it was not
}

// A Field is one entry of a payload.
type Field struct {
	Name   string `json:"name"`
	GoName string `json:"go"`
	Type   string `json:"type"` // a canonical hint in which every named type has its import path
	Doc    string `json:"doc,omitempty"`
}

// Field returns the field of that name, or nil.
func (e *Event) Field(name string) *Field {
	for i := range e.Fields {
		if e.Fields[i].Name == name {
			return &e.Fields[i]
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

// IsOptional reports whether the field may be missing.
func (f *Field) IsOptional() bool { return strings.HasPrefix(f.Type, "*") }

// ValueType is the type of a value that is present.
func (f *Field) ValueType() string { return strings.TrimPrefix(f.Type, "*") }

package events

import (
	"maps"
	"slices"

	"github.com/fastpluggy/eventbus/internal/contract"
)

// Shapes are what JSON makes of the named types in a payload, as far as the program
// knows them: by import path and name, as in "example.com/shop.Line". The shape with
// the empty name is the payload itself, and its fields name types in the same way. A
// payload without named types has no shapes. Types of the standard library that write
// themselves, such as time.Time, have none.
type Shapes map[string]Shape

// A Shape is what JSON makes of a named type.
type Shape struct {
	// Form is "struct" for an object with Fields, "text" for a string and "json" for
	// any value that the type writes itself, "number" for a number of any size, or
	// else the type that it is written as, such as "string".
	Form   string      `json:"form"`
	Fields []FieldInfo `json:"fields,omitempty"`
	Omit   []string    `json:"omit,omitempty"` // the fields that JSON leaves out if they are empty
}

// StructOf returns the name of the struct that values of f are, or are lists or maps
// of, and its fields; none if there is no such struct. The field is one of a
// Declaration or of a Shape. A struct may lead to itself, so a program that goes down
// has to remember the names that it has seen.
func (s Shapes) StructOf(f FieldInfo) (name string, fields []FieldInfo) {
	typ := contractType(f.Type)
	for _, own := range s[""].Fields {
		if own.Name == f.Name && hasOwnType(typ) {
			typ = own.Type
		}
	}
	for range maxIndirections { // ends in a type such as type T []T
		t, err := contract.ParseType(typ)
		if err != nil {
			break
		}
		for t.Elem != nil {
			t = t.Elem
		}
		shape, known := s[t.Name]
		switch {
		case !known:
			return "", nil
		case shape.Form == contract.FormStruct:
			return t.Name, shape.Fields
		}
		typ = shape.Form
	}
	return "", nil
}

const maxIndirections = 100

// hasOwnType reports whether a type has a name without an import path.
func hasOwnType(typ string) bool {
	t, err := contract.ParseType(typ)
	if err != nil {
		return false
	}
	for name := range t.Names {
		if isOwnType(name) {
			return true
		}
	}
	return false
}

// clone returns a copy that a caller may change.
func (s Shapes) clone() Shapes {
	all := maps.Clone(s)
	for name, shape := range all {
		shape.Fields, shape.Omit = slices.Clone(shape.Fields), slices.Clone(shape.Omit)
		all[name] = shape
	}
	return all
}

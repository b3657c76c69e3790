package contract

import (
	"maps"
	"slices"
)

// A Shape is what JSON makes of a named type. Its JSON is a line of the lock.
type Shape struct {
	Name   string   `json:"type"`             // import path, a dot and a name, as types of fields have it
	Form   string   `json:"form"`             // FormStruct, FormText, FormJSON, or the type that it is written as: "string", "[]example.com/shop.Line"
	Fields []Field  `json:"fields,omitempty"` // of a struct, in source order
	Values []string `json:"values,omitempty"` // the JSON of the constants of the type, in source order

	Line int    `json:"-"` // of the lock that it was read from; 0 if it was not
	Doc  string `json:"-"` // the comment on the type, if it was read from source
}

// The forms that are not types.
const (
	FormStruct = "struct" // an object with Fields
	FormText   = "text"   // a string that the type writes itself, by MarshalText
	FormJSON   = "json"   // any value that the type writes itself, by MarshalJSON
	FormNumber = "number" // a number of any size
)

// Shapes are the shapes of named types, by their names. A type without one is not
// known. An event of a lock, of source and of a program has its own Shapes, since the
// same name may have another shape elsewhere. The standard library's types, such as
// time.Time, have none in it: [Shapes.Of] knows them.
type Shapes map[string]*Shape

// Of returns the shape of a named type, or nil if it is not known.
func (s Shapes) Of(name string) *Shape {
	if shape := s[name]; shape != nil {
		return shape
	}
	return standardShapes[name]
}

// standardShapes are the types of the standard library that payloads use. They are in
// no lock, and evgen need not read their source.
var standardShapes = func() Shapes {
	all := Shapes{}
	for form, names := range map[string][]string{
		FormText: {
			"time.Time", "net/netip.Addr", "net/netip.AddrPort", "net/netip.Prefix", "net.IP", "regexp.Regexp",
			"math/big.Float", "math/big.Rat",
		},
		FormJSON:   {"encoding/json.RawMessage"},
		FormNumber: {"math/big.Int", "encoding/json.Number"},
		"int64":    {"time.Duration"},
		"int":      {"time.Month", "time.Weekday"},
	} {
		for _, name := range names {
			all[name] = &Shape{Name: name, Form: form}
		}
	}
	return all
}()

// EachStandard calls yield for each shape that [Shapes.Of] knows by itself, until it
// returns false.
func EachStandard(yield func(*Shape) bool) {
	for _, shape := range standardShapes {
		if !yield(shape) {
			return
		}
	}
}

// IsStandard reports whether [Shapes.Of] knows a type of the standard library by itself.
func IsStandard(name string) bool { return standardShapes[name] != nil }

// Reachable returns the shapes of all named types that the fields lead to, sorted by
// name, without those of the standard library.
func (s Shapes) Reachable(fields []Field) []*Shape {
	found := Shapes{}
	s.collect(fields, found)
	var all []*Shape
	for _, name := range slices.Sorted(maps.Keys(found)) {
		all = append(all, found[name])
	}
	return all
}

func (s Shapes) collect(fields []Field, found Shapes) {
	for _, f := range fields {
		s.collectType(f.Type, found)
	}
}

func (s Shapes) collectType(text string, found Shapes) {
	t, err := ParseType(text)
	if err != nil {
		return
	}
	for name := range t.Names {
		shape := s[name]
		if shape == nil || found[name] != nil {
			continue
		}
		found[name] = shape
		s.collect(shape.Fields, found)
		if !isWord(shape.Form) {
			s.collectType(shape.Form, found)
		}
	}
}

func isWord(form string) bool {
	return form == FormStruct || form == FormText || form == FormJSON || form == FormNumber
}

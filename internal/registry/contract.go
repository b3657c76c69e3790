package registry

import (
	"maps"
	"reflect"
	"slices"

	"github.com/fastpluggy/eventbus/internal/contract"
	"github.com/fastpluggy/eventbus/internal/convert"
)

// Contract returns the event as the struct of this program has it: with the shapes of
// the types of its fields. A field that the struct lacks has its hint. It reads the
// struct at the first call for its type, not when the program starts.
func (e *Entry) Contract() *contract.Event {
	known := e.Event
	known.Fields, known.Shapes = slices.Clone(e.Fields), contract.Shapes{}
	if e.Type != nil {
		addStruct(&known, e.Type)
	}
	return &known
}

// ContractOf returns a payload struct as an event without a name.
func ContractOf(t reflect.Type) *contract.Event {
	known := &contract.Event{Shapes: contract.Shapes{}}
	addStruct(known, t)
	return known
}

// addStruct sets the types of an event's fields from a struct, and adds the fields that
// it lacks.
func addStruct(e *contract.Event, t reflect.Type) {
	fields, _ := convert.Fields(t) // none if t is not a struct
	for _, field := range fields {
		read := contract.OfGoType(field.Type, placeOf(t, field.Index))
		maps.Copy(e.Shapes, read.Shapes)
		if known := e.Field(field.Name); known != nil {
			known.Type = read.String()
			continue
		}
		e.Fields = append(e.Fields, contract.Field{Name: field.Name, GoName: t.FieldByIndex(field.Index).Name, Type: read.String()})
	}
}

// placeOf names a field of a struct by the type that declares it.
func placeOf(t reflect.Type, index []int) string {
	f := t.FieldByIndex(index)
	return t.PkgPath() + "." + t.Name() + "." + f.Name
}

// Contracts returns what this program knows of a declaration with that fingerprint:
// the structs that its package's code has for it. Since hints may leave out import
// paths, packages that declare the same hints may mean different types by them. Code
// of the same role is taken before other code.
func Contracts(topic, fingerprint string, listens bool) (all []*Entry) {
	for _, sameRole := range []bool{true, false} {
		for _, e := range entriesOf(topic) {
			if e.matches(fingerprint) && e.Type != nil && (!sameRole || !e.ByHand && e.Listens == listens) {
				all = append(all, &e)
			}
		}
		if len(all) > 0 {
			break
		}
	}
	return all
}

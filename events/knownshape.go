package events

import (
	"slices"
	"strings"
	"sync"

	"github.com/fastpluggy/eventbus/internal/contract"
	"github.com/fastpluggy/eventbus/internal/registry"
	"github.com/fastpluggy/eventbus/internal/typehint"
)

// A knownShape is a declared event with the types of its fields as far as this program
// knows them, down to their leaves.
type knownShape struct {
	*contract.Event
	hints []FieldInfo     // as declared
	entry *registry.Entry // the code that the types are from; nil if there is none
}

// knownShapes are those of one declaration. Types are read when they are first needed,
// not when the event is declared.
type knownShapes struct {
	listens bool
	once    sync.Once
	all     []knownShape
	public  Shapes
}

// shapes returns what this program knows of a declaration. There are several only if
// packages of it have the same hints for other types.
func (d *declaredSpec) shapes() []knownShape {
	d.known.once.Do(func() {
		hinted := contractOfHints(d.Fields)
		d.addDeclaredStructs(hinted.Shapes)
		for _, e := range registry.Contracts(d.Name, d.fingerprint, d.known.listens) {
			if s := (knownShape{withTypes(hinted, e.Contract()), d.Fields, e}); !slices.ContainsFunc(d.known.all, s.equals) {
				d.known.all = append(d.known.all, s)
			}
		}
		if len(d.known.all) == 0 {
			e, _ := registry.Find(d.Name, d.fingerprint, d.known.listens)
			d.known.all = []knownShape{{hinted, d.Fields, e}}
		}
		d.known.public = d.known.all[0].forCatalog()
	})
	return d.known.all
}

// shapeOfEntry returns what the program knows of one struct.
func shapeOfEntry(e *registry.Entry) knownShape {
	hints := infosOf(e.Fields)
	return knownShape{withTypes(contractOfHints(hints), e.Contract()), hints, e}
}

// contractOfHints is a payload of which only the hints are known.
func contractOfHints(fields []FieldInfo) *contract.Event {
	e := &contract.Event{Shapes: contract.Shapes{}}
	for _, f := range fields {
		e.Fields = append(e.Fields, contract.Field{Name: f.Name, Type: contractType(f.Type), Doc: f.Doc})
	}
	return e
}

// contractType writes a hint as a type of a contract. A name without an import path,
// which may be any package's, keeps its dot alone.
func contractType(hint string) string {
	t, err := typehint.Parse(hint)
	if err != nil {
		return hint
	}
	return t.Format(func(path, name string) string { return path + "." + name })
}

// isOwnType reports whether a named type has no import path.
func isOwnType(name string) bool { return strings.HasPrefix(name, ".") }

// withTypes takes the types of fields, and their shapes, from a struct of the program.
func withTypes(hinted, of *contract.Event) *contract.Event {
	e := *hinted
	e.Fields, e.Shapes = slices.Clone(hinted.Fields), of.Shapes
	for i, f := range e.Fields {
		if known := of.Field(f.Name); known != nil {
			e.Fields[i].Type = known.Type
		}
	}
	return &e
}

// equals compares two shapes of one declaration. In one program, equal names are equal
// types.
func (s knownShape) equals(o knownShape) bool {
	return slices.EqualFunc(s.Fields, o.Fields, func(a, b contract.Field) bool { return a.Type == b.Type })
}

// place returns where the generated code is.
func (s knownShape) place() (file string, line int) {
	if s.entry == nil {
		return "", 0
	}
	return s.entry.Place()
}

// hintAt returns the hint of a field of the payload, as its package writes it. For a
// field inside it returns the type.
func hintAt(s knownShape, path, typ string) string {
	for _, f := range s.hints {
		if f.Name == path {
			return f.Type
		}
	}
	return typ
}

// forCatalog returns the shapes that programs see.
func (s knownShape) forCatalog() Shapes {
	found := s.Shapes.Reachable(s.Fields)
	if len(found) == 0 {
		return nil
	}
	all := Shapes{"": Shape{Form: contract.FormStruct, Fields: infosOf(s.Fields)}}
	for _, shape := range found {
		one := Shape{Form: shape.Form, Fields: infosOf(shape.Fields)}
		for _, f := range shape.Fields {
			if f.Omit {
				one.Omit = append(one.Omit, f.Name)
			}
		}
		all[shape.Name] = one
	}
	return all
}

func infosOf(fields []contract.Field) (all []FieldInfo) {
	for _, f := range fields {
		all = append(all, FieldInfo{f.Name, f.Type, f.Doc})
	}
	return all
}

// catalogShapes returns the shapes of a declaration, as a copy.
func (d *declaredSpec) catalogShapes() Shapes {
	d.shapes()
	return d.known.public.clone()
}

package spec

import (
	"strings"

	"github.com/fastpluggy/eventbus/internal/contract"
	"github.com/fastpluggy/eventbus/internal/errtext"
	"github.com/fastpluggy/eventbus/internal/eventname"
	"github.com/fastpluggy/eventbus/internal/typehint"
)

// A Struct is one that evgen writes for a part of a payload, because keys such as
// "lines[].sku" declare its fields.
type Struct struct {
	GoName string
	Path   string   // of the field with the struct: "lines[]"
	Schema []*Field // in source order
}

// nestSchema gives the event its fields, and its structs those that are declared by
// paths.
func (r *declReader) nestSchema(e *Event, entries []*Field) {
	keys := make([]string, len(entries))
	for i, f := range entries {
		keys[i] = f.Name
	}
	root, faults := typehint.Nest(e.GoName, keys)
	for _, fault := range faults {
		f := entries[fault.Key]
		r.add(f.Pos, "field %s %s", errtext.Quote(f.Name), fault.Reason)
	}
	e.Schema = r.schemaOf(root, entries)
	for _, f := range e.Schema {
		e.Fields = append(e.Fields, f.Field)
	}
	for s := range root.Structs {
		e.Structs = append(e.Structs, &Struct{s.GoName, s.Path, r.schemaOf(s, entries)})
	}
}

// schemaOf returns the fields of one struct, without those that can't be told apart.
func (r *declReader) schemaOf(s *typehint.Struct, entries []*Field) (fields []*Field) {
	first := map[string]*Field{}
	for _, own := range s.Fields {
		f := entries[own.Key]
		f.path = f.Name
		if own.In != nil {
			goName, _ := eventname.GoName(own.Name)
			typ := own.Type.Qualified(r.listed.ImportPath).String()
			f = &Field{Field: contract.Field{GoName: goName, Type: typ}, Hint: own.Type, Pos: f.Pos, HintPos: f.HintPos}
			f.path = strings.TrimPrefix(s.Path+"."+own.Name, ".")
		}
		f.Name = own.Name
		if other := first[strings.ToLower(f.Name)]; other != nil {
			r.reportDuplicate(f, other)
			continue
		}
		first[strings.ToLower(f.Name)] = f
		fields = append(fields, f)
	}
	r.reportSameGoName(fields)
	return fields
}

// reportDuplicate reports keys that are the same to encoding/json, which ignores case.
func (r *declReader) reportDuplicate(f, other *Field) {
	if f.Name == other.Name {
		r.add(f.Pos, "field %q is declared twice, first at %s; remove one", f.Name, placeSeenFrom(f.Pos, other.Pos))
		return
	}
	r.add(f.Pos, "fields %q and %q (at %s) differ in case only, and JSON takes one for the other; rename one", other.Name, f.Name, placeSeenFrom(f.Pos, other.Pos))
}

func (r *declReader) reportSameGoName(fields []*Field) {
	first := map[string]*Field{}
	for _, f := range fields {
		if other := first[f.GoName]; other != nil {
			r.add(f.Pos, "fields %q (at %s) and %q both become %s; name one of them in a comment on its line, as in //evgen:name %s2",
				other.Name, placeSeenFrom(f.Pos, other.Pos), f.Name, f.GoName, f.GoName)
			continue
		}
		first[f.GoName] = f
	}
}

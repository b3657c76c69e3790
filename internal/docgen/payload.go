package docgen

import (
	"cmp"
	"maps"
	"slices"
	"strings"

	"github.com/fastpluggy/eventbus/internal/contract"
)

// A payload is what an event of a document carries: what its first emitter declares or,
// if no package emits it, the fields that its listeners need.
type payload struct {
	event       string
	description string // the first that is not empty
	fields      []contract.Field
	goType      string   // of its struct, with the import path
	goTypes     []string // of the structs of all its emitters
	isEmitted   bool
}

// payloads returns the payloads of all declared events, by name.
func (d *Document) payloads() []*payload {
	all := map[string]*payload{}
	for _, e := range d.Events { // sorted by package
		goType := e.Package + "." + e.GoName
		if p := all[e.Name]; p == nil {
			all[e.Name] = &payload{event: e.Name, description: e.Description, fields: e.Fields, goType: goType, goTypes: []string{goType}, isEmitted: true}
		} else {
			p.goTypes = append(p.goTypes, goType)
			p.description = cmp.Or(p.description, e.Description)
		}
	}
	for _, pkg := range d.Packages {
		for _, h := range pkg.Listens {
			if h.declares {
				addNeeded(all, h, pkg.Path+"."+h.goName)
			}
		}
	}
	byName := func(a, b *payload) int { return cmp.Compare(a.event, b.event) }
	return slices.SortedFunc(maps.Values(all), byName)
}

func addNeeded(all map[string]*payload, h *ListenedEvent, goType string) {
	p := all[h.Name]
	switch {
	case p == nil:
		all[h.Name] = &payload{event: h.Name, description: h.description, fields: mergeNeeds(nil, h.Needs), goType: goType, goTypes: []string{goType}}
	case !p.isEmitted:
		p.fields = mergeNeeds(p.fields, h.Needs)
		p.goTypes = append(p.goTypes, goType)
		p.description = cmp.Or(p.description, h.description)
	}
}

// mergeNeeds adds to the fields that one listener needs those of another. A field that
// one of them requires is required.
func mergeNeeds(have, more []contract.Field) []contract.Field {
	for _, f := range more {
		i := slices.IndexFunc(have, func(h contract.Field) bool { return h.Name == f.Name })
		if i < 0 {
			have = append(have, f)
		} else if !f.IsOptional() {
			have[i].Type = have[i].ValueType()
		}
	}
	return have
}

// mergeShapes are the shapes of all named types that the events lead to.
func mergeShapes(lists ...[]contract.Event) contract.Shapes {
	all := contract.Shapes{}
	for _, list := range lists {
		for _, e := range list {
			for _, shape := range e.Shapes.Reachable(e.Fields) {
				if all[shape.Name] == nil {
					all[shape.Name] = shape
				}
			}
		}
	}
	return all
}

// namedTypes are the types that payloads lead to, by name, except those of payloads. A
// type that only a listener has is not among them: another listener must not give the
// emitter's type a longer name.
func (d *Document) namedTypes(payloads []*payload) (names []string) {
	isPayload, fields := map[string]bool{}, []contract.Field{}
	for _, p := range payloads {
		fields = append(fields, p.fields...)
		for _, goType := range p.goTypes {
			isPayload[goType] = true
		}
	}
	for _, shape := range d.shapes.Reachable(fields) {
		if !isPayload[shape.Name] {
			names = append(names, shape.Name)
		}
	}
	return names
}

// fieldsOf are the fields of everything that a package emits, or declares that it needs.
func (d *Document) fieldsOf(p *Package) (fields []contract.Field) {
	for _, name := range p.Emits {
		fields = append(fields, d.findEvent(p.Path, name).Fields...)
	}
	for _, h := range p.Listens {
		fields = append(fields, h.Needs...)
	}
	return fields
}

// isEnum reports whether the constants of a named type are values of JSON of one kind.
func isEnum(w *contract.Wire) bool {
	if w.Kind != contract.WireBasic || len(w.Values) == 0 {
		return false
	}
	return !slices.ContainsFunc(w.Values, func(v string) bool { return !isValueOf(v, w.Basic) })
}

func isValueOf(text, basic string) bool {
	switch basic {
	case "string":
		return strings.HasPrefix(text, `"`) && isJSON(text)
	case "bool":
		return text == "true" || text == "false"
	}
	return strings.Trim(text, "-+.0123456789eE") == "" && isJSON(text)
}

// distinctValues are the constants of a type, each once.
func distinctValues(w *contract.Wire) (values []string) {
	for _, v := range w.Values {
		if !slices.Contains(values, v) {
			values = append(values, v)
		}
	}
	return values
}

// docOf returns the comment on a named type.
func docOf(shapes contract.Shapes, goType string) string {
	if shape := shapes.Of(goType); shape != nil {
		return shape.Doc
	}
	return ""
}

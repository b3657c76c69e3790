package events

import (
	"errors"
	"maps"
	"slices"

	"github.com/fastpluggy/eventbus/internal/contract"
	"github.com/fastpluggy/eventbus/internal/eventname"
	"github.com/fastpluggy/eventbus/internal/typehint"
)

// withoutPaths replaces keys such as "lines[].sku" by the field of the payload that they
// are in, whose hint names the struct that evgen writes for it: "[]OrderPlacedLine". It
// returns the keys too, with their canonical hints.
func withoutPaths(spec EventSpec) (plain EventSpec, paths Schema, err error) {
	keys := slices.Sorted(maps.Keys(spec.Payload))
	if !slices.ContainsFunc(keys, typehint.IsPath) {
		spec.Payload = maps.Clone(spec.Payload)
		return spec, nil, nil
	}
	root, faults := typehint.Nest(goNameOf(spec), keys)
	var errs []error
	for _, f := range faults {
		errs = append(errs, &SpecError{spec.Name, clip(keys[f.Key]), errors.New(f.Reason)})
	}
	paths = Schema{}
	for _, key := range keys {
		if hint, err := typehint.Canonical(spec.Payload[key]); typehint.IsPath(key) {
			paths[key] = hint
			if err != nil {
				errs = append(errs, &SpecError{spec.Name, clip(key), err})
			}
		}
	}
	payload := Schema{}
	for _, f := range root.Fields {
		if payload[f.Name] = spec.Payload[keys[f.Key]]; f.In != nil {
			payload[f.Name] = f.Type.String()
		}
	}
	spec.Payload = payload
	return spec, paths, tidyError(errors.Join(errs...))
}

// goNameOf returns the name of the struct that evgen writes for a payload.
func goNameOf(spec EventSpec) string {
	if spec.GoName != "" {
		return spec.GoName
	}
	name, _ := eventname.GoName(spec.Name)
	return name
}

// addDeclaredStructs adds the structs that paths declare. They have the names that evgen
// gives them, in the package of the declaration, which is not known.
func (d *declaredSpec) addDeclaredStructs(to contract.Shapes) {
	keys := slices.Sorted(maps.Keys(d.paths))
	root, _ := typehint.Nest(goNameOf(d.EventSpec), keys)
	for s := range root.Structs {
		shape := &contract.Shape{Name: "." + s.GoName, Form: contract.FormStruct}
		for _, f := range s.Fields {
			hint := d.paths[keys[f.Key]]
			if f.In != nil {
				hint = f.Type.String()
			}
			field := contract.Field{Name: f.Name, Type: contractType(hint)}
			field.Omit = field.MayBeNil()
			shape.Fields = append(shape.Fields, field)
		}
		to[shape.Name] = shape
	}
}

package events

import (
	"errors"
	"maps"
	"slices"

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

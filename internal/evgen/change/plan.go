package change

import (
	"errors"

	"github.com/fastpluggy/eventbus/internal/spec"
)

// Plan plans the changes of several files. It calls planOne for each item and
// returns the changes; planOne returns nil for an item that needs none. Errors with
// a place are collected, so that one run reports all of them; any other error ends
// Plan.
func Plan[T any](items []T, planOne func(T) (*File, error)) ([]*File, error) {
	var files []*File
	var faults spec.Errors
	for _, item := range items {
		f, err := planOne(item)
		if fault, ok := errors.AsType[*spec.Error](err); ok {
			faults = append(faults, fault)
		} else if err != nil {
			return nil, err
		} else if f != nil {
			files = append(files, f)
		}
	}
	if faults != nil {
		return nil, faults
	}
	return files, nil
}

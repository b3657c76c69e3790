package main

import (
	"fmt"

	"github.com/fastpluggy/eventbus/internal/lock"
	"github.com/fastpluggy/eventbus/internal/spec"
)

// conflicts compares what was read with what the lock has of other packages, so
// that a run for one package finds what a run for all would.
func (m *module) conflicts(name string, f *lock.File) (faults spec.Errors) {
	for _, p := range m.pkgs {
		for _, e := range p.Events {
			if other := m.otherwise(e, f); other != nil {
				faults = append(faults, &spec.Error{Pos: e.Pos, Text: fmt.Sprintf(
					"event %q has another payload in %s, at %s:%d; use one declaration, or give one of them another name (if that package has changed since, run evgen ./...)",
					e.Name, other.Package, name, other.Line)})
			}
		}
	}
	return faults
}

// otherwise returns the line of a package that was not read, of the same name
// with another payload.
func (m *module) otherwise(e *spec.Event, f *lock.File) *lock.Topic {
	for i := range f.Topics {
		t := &f.Topics[i]
		if t.Name == e.Name && t.Fingerprint != e.Fingerprint && !m.replaces(t.Package) {
			return t
		}
	}
	return nil
}

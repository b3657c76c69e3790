package vet

import (
	"slices"
	"testing"

	"github.com/fastpluggy/eventbus/events/host"
)

// The events that hostevents.go lists are those that the host declares.
func TestTheHostsEventsAreAsAssumed(t *testing.T) {
	if !slices.IsSortedFunc(hostEvents.Contracts, compareByName) || len(hostEvents.Contracts) != len(host.Emits) {
		t.Errorf("known are %v, want all %d events of the host, sorted by name", hostEvents, len(host.Emits))
	}
	for _, spec := range host.Emits {
		c := hostEvents.contractIn(hostPath, spec.Name)
		if c == nil || c.GoName != spec.GoName || len(c.Fields) != len(spec.Payload) {
			t.Errorf("%s is known as %+v, want %+v", spec.Name, c, spec)
			continue
		}
		for _, f := range c.Fields {
			if spec.Payload[f.Name] != f.Type {
				t.Errorf("field %s of %s is %q, want %q", f.Name, spec.Name, f.Type, spec.Payload[f.Name])
			}
		}
	}
}

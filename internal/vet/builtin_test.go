package vet

import (
	"slices"
	"testing"

	"github.com/fastpluggy/eventbus/events/host"
)

// What is written out here is what the host declares.
func TestTheHostsEventsAreAsAssumed(t *testing.T) {
	if !slices.IsSortedFunc(hosts.Contracts, byName) || len(hosts.Contracts) != len(host.Emits) {
		t.Errorf("%v of the host's %d events are known, want all, by name", hosts, len(host.Emits))
	}
	for _, spec := range host.Emits {
		c := hosts.of(spec.Name, hostPath)
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

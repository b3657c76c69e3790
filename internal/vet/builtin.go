package vet

import (
	"github.com/fastpluggy/eventbus/events"
	"github.com/fastpluggy/eventbus/events/host"
	"github.com/fastpluggy/eventbus/internal/hint"
)

const hostPath = "github.com/fastpluggy/eventbus/events/host"

// hosts are the events of the plugin host. They stand in no lock but that of
// the bus itself, and whoever hears them need not import the host.
var hosts = func() *catalog {
	all := new(catalog)
	for _, spec := range host.Emits {
		all.add(&catalog{Contracts: []contract{fromSpec(spec)}})
	}
	return all
}()

func fromSpec(spec events.EventSpec) contract {
	c := contract{Name: spec.Name, Package: hostPath, GoName: spec.GoName, Place: "emits.go"}
	for name, text := range spec.Payload {
		canonical, err := hint.Canonical(text)
		c.Open = c.Open || err != nil
		c.Fields = append(c.Fields, field{Name: name, Type: canonical})
	}
	return c
}

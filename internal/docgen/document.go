package docgen

import (
	"github.com/fastpluggy/eventbus/internal/contract"
	"github.com/fastpluggy/eventbus/internal/lockfile"
	"github.com/fastpluggy/eventbus/internal/spec"
)

// Version is the version of the JSON.
const Version = 1

// A Source is what a document is made of.
type Source struct {
	Module    string // path of the module, or of the first of several
	Contracts *lockfile.File
	Listeners []spec.Listener
	Names     map[string]string  // import path to package name
	Declared  map[Key]spec.Place // where events are declared
}

// A Key names the event of one package.
type Key struct{ Package, Event string }

// A Document lists packages with the events that they emit and listen to.
type Document struct {
	Version  int        `json:"version"`
	Packages []*Package `json:"packages"`
	Events   []*Event   `json:"events"`

	module string
	shapes contract.Shapes // of all named types that the events lead to
}

// A Package is a package that emits or listens.
type Package struct {
	Path    string           `json:"package"`
	Name    string           `json:"name"`
	Emits   []string         `json:"emits"`
	Listens []*ListenedEvent `json:"hears"`
}

// ListenedEvent is what a package listens to under one name.
type ListenedEvent struct {
	Name   string
	From   []string // packages that emit such events, sorted
	Needs  []contract.Field
	Places []Place

	description string // of its Listens
	goName      string
	declares    bool // it has a Listens
}

// A Place is where and how a package listens.
type Place struct {
	How string `json:"how"`
	spec.Place
}

// An Event is an event that a package emits.
type Event struct {
	contract.Event
	Declared  *spec.Place // nil if it is not known
	Listeners []string    // import paths, sorted
}

// findEvent returns what a package emits under a name, or nil.
func (d *Document) findEvent(pkg, name string) *Event {
	for _, e := range d.Events {
		if e.Package == pkg && e.Name == name {
			return e
		}
	}
	return nil
}

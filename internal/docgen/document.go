package docgen

import (
	"maps"
	"slices"

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
	Uses      spec.Uses
	Names     map[string]string  // import path to package name
	Modules   map[string]string  // import path of a package of a required module to that module, with its version
	Declared  map[Key]spec.Place // where events are declared
}

// A Key names the event of one package.
type Key struct{ Package, Event string }

// A Document lists packages with the events that they emit and listen to.
type Document struct {
	Version    int
	Packages   []*Package
	Events     []*Event           // those that are declared
	Undeclared []*UndeclaredEvent // those that are only emitted by name
	Unknown    []UnknownCall

	module string
	shapes contract.Shapes // of all named types that the events lead to
}

// A Package is a package that emits or listens.
type Package struct {
	Path    string           `json:"package"`
	Name    string           `json:"name"`
	Module  string           `json:"module,omitempty"` // with its version, if it is a required one
	Emits   []string         `json:"emits"`            // names of the events that it declares
	Listens []*ListenedEvent `json:"hears"`
	Calls   []*EmittedEvent  `json:"calls,omitempty"`
}

// EmittedEvent is what a package emits by calls under one name.
type EmittedEvent struct {
	Name   string  `json:"name"`
	Places []Place `json:"places"`
}

// An UndeclaredEvent is emitted by name, and no package declares it.
type UndeclaredEvent struct {
	Name      string   `json:"name"`
	Emitters  []string `json:"emitted_by"` // import paths, sorted
	Listeners []string `json:"heard_by"`   // import paths, sorted
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

// A Place is where and how a package listens or emits.
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

// An UnknownCall listens or emits, and the source does not tell what.
type UnknownCall struct {
	Package string `json:"package"`
	Place
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

// declarersOf returns the packages that declare an event of that name, sorted.
func (d *Document) declarersOf(name string) (paths []string) {
	for _, e := range d.Events {
		if e.Name == name {
			paths = append(paths, e.Package)
		}
	}
	return paths
}

// emittersBeside returns the package that declares an event, and those that emit it
// though they do not declare it.
func (d *Document) emittersBeside(e *Event) []string {
	declarers := d.declarersOf(e.Name)
	return slices.DeleteFunc(d.emittersOf(e.Name), func(path string) bool {
		return path != e.Package && slices.Contains(declarers, path)
	})
}

// emittedNames are the names of the events that the package declares or emits, sorted.
func (p *Package) emittedNames() []string {
	names := slices.Clone(p.Emits)
	for _, c := range p.Calls {
		names = append(names, c.Name)
	}
	return sortedOnce(names)
}

// emittersOf returns the packages that emit an event of that name, sorted.
func (d *Document) emittersOf(name string) []string {
	from := map[string]bool{}
	for _, e := range d.Events {
		if e.Name == name {
			from[e.Package] = true
		}
	}
	for _, p := range d.Packages {
		for _, c := range p.Calls {
			if c.Name == name {
				from[p.Path] = true
			}
		}
	}
	return slices.Sorted(maps.Keys(from))
}

// ownEmittersOf returns the packages that emit an event of that name, sorted, without
// those of required modules.
func (d *Document) ownEmittersOf(name string) []string {
	return slices.DeleteFunc(d.emittersOf(name), func(path string) bool {
		return slices.ContainsFunc(d.Packages, func(p *Package) bool { return p.Path == path && p.Module != "" })
	})
}

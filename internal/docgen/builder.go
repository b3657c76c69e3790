package docgen

import (
	"cmp"
	"maps"
	"slices"
	"strings"

	"github.com/fastpluggy/eventbus/internal/contract"
	"github.com/fastpluggy/eventbus/internal/spec"
)

// New combines what packages emit with what they listen to.
func New(s Source) *Document {
	b := &documentBuilder{Source: s, packages: map[string]*Package{}}
	events := []*Event{}
	for _, t := range s.Contracts.Topics {
		events = append(events, b.addEvent(t))
	}
	undeclared := b.addCalls()
	for _, u := range s.Uses.Listeners {
		b.addListener(u)
	}
	for _, t := range s.Contracts.Listens {
		b.addNeeds(t)
	}
	for _, e := range b.emissions {
		*e.listeners = sortedOnce(*e.listeners)
	}
	slices.SortFunc(events, func(a, b *Event) int {
		return cmp.Or(cmp.Compare(a.Name, b.Name), cmp.Compare(a.Package, b.Package))
	})
	return &Document{
		Version: Version, Packages: b.sortedPackages(), Events: events, Undeclared: undeclared, Unknown: unknownCalls(s.Uses.Unknown),
		module: s.Module, shapes: mergeShapes(s.Contracts.Topics, s.Contracts.Listens),
	}
}

func unknownCalls(uses []spec.Use) (calls []UnknownCall) {
	for _, u := range uses {
		calls = append(calls, UnknownCall{u.Package, Place{u.How, u.Place}})
	}
	return calls
}

// documentBuilder collects the parts of a document.
type documentBuilder struct {
	Source
	packages  map[string]*Package
	emissions []emission
}

// An emission is that a package declares an event, or emits it by a call.
type emission struct {
	name, emitter string
	listeners     *[]string // of the event
}

func (b *documentBuilder) packageOf(path string) *Package {
	if b.packages[path] == nil {
		name := cmp.Or(b.Names[path], path[strings.LastIndexByte(path, '/')+1:])
		b.packages[path] = &Package{Path: path, Name: name, Module: b.Modules[path], Emits: []string{}, Listens: []*ListenedEvent{}}
	}
	return b.packages[path]
}

func (b *documentBuilder) addEvent(t contract.Event) *Event {
	p := b.packageOf(t.Package)
	p.Emits = append(p.Emits, t.Name)
	e := &Event{Event: t, Listeners: []string{}}
	if at, ok := b.Declared[Key{t.Package, t.Name}]; ok {
		e.Declared = &at
	}
	b.emissions = append(b.emissions, emission{t.Name, t.Package, &e.Listeners})
	return e
}

// addCalls notes the calls that emit, and returns the events that no package declares.
func (b *documentBuilder) addCalls() []*UndeclaredEvent {
	declared := b.emissions
	undeclared := map[string]*UndeclaredEvent{}
	for _, u := range b.Uses.Emits {
		b.packageOf(u.Package).emitted(u.Name).addPlace(u)
		i := slices.IndexFunc(declared, func(e emission) bool { return e.name == u.Name })
		if i >= 0 {
			b.emissions = append(b.emissions, emission{u.Name, u.Package, declared[i].listeners})
			continue
		}
		if undeclared[u.Name] == nil {
			undeclared[u.Name] = &UndeclaredEvent{Name: u.Name, Listeners: []string{}}
		}
		e := undeclared[u.Name]
		e.Emitters = sortedOnce(append(e.Emitters, u.Package))
		b.emissions = append(b.emissions, emission{u.Name, u.Package, &e.Listeners})
	}
	var all []*UndeclaredEvent
	for _, name := range slices.Sorted(maps.Keys(undeclared)) {
		all = append(all, undeclared[name])
	}
	return all
}

// emitted returns what the package emits by calls under a name. It adds it if it is new.
func (p *Package) emitted(name string) *EmittedEvent {
	for _, e := range p.Calls {
		if e.Name == name {
			return e
		}
	}
	e := &EmittedEvent{Name: name}
	p.Calls = append(p.Calls, e)
	return e
}

func (e *EmittedEvent) addPlace(u spec.Use) { e.Places = append(e.Places, Place{u.How, u.Place}) }

func sortedOnce(list []string) []string {
	slices.Sort(list)
	return slices.Compact(list)
}

// addListener notes one place where a package listens.
func (b *documentBuilder) addListener(u spec.Use) {
	h := b.packageOf(u.Package).listensTo(shownName(u))
	h.Places = append(h.Places, Place{u.How, u.Place})
	for _, e := range b.emissions {
		if u.Receives(e.name) {
			h.addEmitter(e, u.Package)
		}
	}
}

// addNeeds notes what a package declares in Listens.
func (b *documentBuilder) addNeeds(t contract.Event) {
	h := b.packageOf(t.Package).listensTo(t.Name)
	h.Needs, h.description, h.goName, h.declares = t.Fields, t.Description, t.GoName, true
	for _, e := range b.emissions {
		if e.name == t.Name {
			h.addEmitter(e, t.Package)
		}
	}
}

func (h *ListenedEvent) addEmitter(e emission, listener string) {
	h.From = append(h.From, e.emitter)
	*e.listeners = append(*e.listeners, listener)
}

// listensTo returns what the package listens to under a name. It adds it if it is new.
func (p *Package) listensTo(name string) *ListenedEvent {
	for _, h := range p.Listens {
		if h.Name == name {
			return h
		}
	}
	h := &ListenedEvent{Name: name, Places: []Place{}}
	p.Listens = append(p.Listens, h)
	return h
}

// shownName is the pattern of the events that a listener receives.
func shownName(u spec.Use) string {
	switch u.How {
	case spec.OnAny:
		return "*"
	case spec.OnNamespace:
		return u.Name + ".*"
	}
	return u.Name
}

// sortedPackages returns all packages by path, with sorted contents.
func (b *documentBuilder) sortedPackages() []*Package {
	all := []*Package{}
	for _, path := range slices.Sorted(maps.Keys(b.packages)) {
		p := b.packages[path]
		slices.Sort(p.Emits)
		slices.SortFunc(p.Listens, func(a, b *ListenedEvent) int { return cmp.Compare(a.Name, b.Name) })
		for _, h := range p.Listens {
			h.From = sortedOnce(h.From)
		}
		all = append(all, p)
	}
	return all
}

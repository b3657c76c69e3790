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
	for _, u := range s.Listeners {
		b.addListener(u, events)
	}
	for _, t := range s.Contracts.Listens {
		b.addNeeds(t, events)
	}
	for _, e := range events {
		e.Listeners = slices.Compact(slices.Sorted(slices.Values(e.Listeners)))
	}
	slices.SortFunc(events, func(a, b *Event) int {
		return cmp.Or(cmp.Compare(a.Name, b.Name), cmp.Compare(a.Package, b.Package))
	})
	return &Document{Version: Version, Packages: b.sortedPackages(), Events: events, module: s.Module, shapes: mergeShapes(s.Contracts.Topics, s.Contracts.Listens)}
}

// documentBuilder collects the parts of a document.
type documentBuilder struct {
	Source
	packages map[string]*Package
}

func (b *documentBuilder) packageOf(path string) *Package {
	if b.packages[path] == nil {
		name := cmp.Or(b.Names[path], path[strings.LastIndexByte(path, '/')+1:])
		b.packages[path] = &Package{Path: path, Name: name, Emits: []string{}, Listens: []*ListenedEvent{}}
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
	return e
}

// addListener notes one place where a package listens.
func (b *documentBuilder) addListener(u spec.Listener, events []*Event) {
	h := b.packageOf(u.Package).listensTo(shownName(u))
	h.Places = append(h.Places, Place{u.How, u.Place})
	for _, e := range events {
		if u.Receives(e.Name) {
			h.addEmitter(e, u.Package)
		}
	}
}

// addNeeds notes what a package declares in Listens.
func (b *documentBuilder) addNeeds(t contract.Event, events []*Event) {
	h := b.packageOf(t.Package).listensTo(t.Name)
	h.Needs, h.description, h.goName, h.declares = t.Fields, t.Description, t.GoName, true
	for _, e := range events {
		if e.Name == t.Name {
			h.addEmitter(e, t.Package)
		}
	}
}

func (h *ListenedEvent) addEmitter(e *Event, listener string) {
	h.From = append(h.From, e.Package)
	e.Listeners = append(e.Listeners, listener)
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
func shownName(u spec.Listener) string {
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
			slices.Sort(h.From)
			h.From = slices.Compact(h.From)
		}
		all = append(all, p)
	}
	return all
}

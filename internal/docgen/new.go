package docgen

import (
	"cmp"
	"maps"
	"slices"
	"strings"

	"github.com/fastpluggy/eventbus/internal/contract"
	"github.com/fastpluggy/eventbus/internal/spec"
)

// New brings together who emits and who listens.
func New(s Source) *Document {
	b := &builder{Source: s, packages: map[string]*Package{}}
	events := []*Event{}
	for _, t := range s.Contracts.Topics {
		events = append(events, b.emitted(t))
	}
	for _, u := range s.Listeners {
		b.heard(u, events)
	}
	for _, t := range s.Contracts.Listens {
		b.needed(t, events)
	}
	for _, e := range events {
		e.HeardBy = slices.Compact(slices.Sorted(slices.Values(e.HeardBy)))
	}
	slices.SortFunc(events, func(a, b *Event) int {
		return cmp.Or(cmp.Compare(a.Name, b.Name), cmp.Compare(a.Package, b.Package))
	})
	return &Document{Version: Version, Packages: b.list(), Events: events, module: s.Module}
}

// builder is one document in the making.
type builder struct {
	Source
	packages map[string]*Package
}

func (b *builder) pkg(path string) *Package {
	if b.packages[path] == nil {
		name := cmp.Or(b.Names[path], path[strings.LastIndexByte(path, '/')+1:])
		b.packages[path] = &Package{Path: path, Name: name, Emits: []string{}, Hears: []*Heard{}}
	}
	return b.packages[path]
}

func (b *builder) emitted(t contract.Event) *Event {
	p := b.pkg(t.Package)
	p.Emits = append(p.Emits, t.Name)
	e := &Event{Event: t, HeardBy: []string{}}
	if at, ok := b.Declared[Key{t.Package, t.Name}]; ok {
		e.Declared = &at
	}
	return e
}

// heard notes one place where a package listens.
func (b *builder) heard(u spec.Listener, events []*Event) {
	h := b.pkg(u.Package).hears(shownName(u))
	h.Places = append(h.Places, Place{u.How, u.Place})
	for _, e := range events {
		if u.Receives(e.Name) {
			h.from(e, u.Package)
		}
	}
}

// needed notes what a package declares to need.
func (b *builder) needed(t contract.Event, events []*Event) {
	h := b.pkg(t.Package).hears(t.Name)
	h.Needs, h.description, h.goName, h.declares = t.Fields, t.Description, t.GoName, true
	for _, e := range events {
		if e.Name == t.Name {
			h.from(e, t.Package)
		}
	}
}

func (h *Heard) from(e *Event, listener string) {
	h.From = append(h.From, e.Package)
	e.HeardBy = append(e.HeardBy, listener)
}

// hears returns what the package hears under a name, new where it is the first.
func (p *Package) hears(name string) *Heard {
	for _, h := range p.Hears {
		if h.Name == name {
			return h
		}
	}
	h := &Heard{Name: name, Places: []Place{}}
	p.Hears = append(p.Hears, h)
	return h
}

// shownName is what a listener hears, in the way that people write patterns.
func shownName(u spec.Listener) string {
	switch u.How {
	case spec.OnAny:
		return "*"
	case spec.OnNamespace:
		return u.Name + ".*"
	}
	return u.Name
}

// list returns all packages by path, with all that is in them sorted.
func (b *builder) list() []*Package {
	all := []*Package{}
	for _, path := range slices.Sorted(maps.Keys(b.packages)) {
		p := b.packages[path]
		slices.Sort(p.Emits)
		slices.SortFunc(p.Hears, func(a, b *Heard) int { return cmp.Compare(a.Name, b.Name) })
		for _, h := range p.Hears {
			slices.Sort(h.From)
			h.From = slices.Compact(h.From)
		}
		all = append(all, p)
	}
	return all
}

package docgen

import (
	"maps"
	"slices"
	"strings"
)

// packageTitles are the names that documents give to packages: the package name, for a
// program its folder, and the import path if two packages have the same name.
func packageTitles(d *Document) map[string]string {
	title, count := map[string]string{}, map[string]int{}
	for _, p := range d.Packages {
		name := p.Name
		if name == "main" {
			name = p.Path[strings.LastIndexByte(p.Path, '/')+1:]
		}
		title[p.Path] = name
		count[name]++
	}
	for path, name := range title {
		if count[name] > 1 {
			title[path] = path
		}
	}
	return title
}

// An eventArrows is an event with the packages that emit it and listen to it.
type eventArrows struct {
	name     string
	from, to []string // import paths, sorted
}

// eventChart returns all events by name: those that are emitted, and those that are
// only listened to. A namespace appears as its events, or as itself if it has none.
func (d *Document) eventChart() []eventArrows {
	byName := map[string]*eventArrows{}
	at := func(name string) *eventArrows {
		if byName[name] == nil {
			byName[name] = &eventArrows{name: name}
		}
		return byName[name]
	}
	for _, e := range d.Events {
		a := at(e.Name)
		a.from, a.to = append(a.from, e.Package), append(a.to, e.Listeners...)
	}
	for _, e := range d.Undeclared {
		at(e.Name).to = append(at(e.Name).to, e.Listeners...)
	}
	for _, p := range d.Packages {
		for _, c := range p.Calls {
			a := at(c.Name)
			a.from = append(a.from, p.Path)
		}
		for _, h := range p.Listens {
			if len(h.From) == 0 {
				a := at(h.Name)
				a.to = append(a.to, p.Path)
			}
		}
	}
	var all []eventArrows
	for _, name := range slices.Sorted(maps.Keys(byName)) {
		a := byName[name]
		all = append(all, eventArrows{name, sortedOnce(a.from), sortedOnce(a.to)})
	}
	return all
}

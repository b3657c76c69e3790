package admin

import (
	"maps"
	"slices"
	"strings"
	"time"

	"github.com/fastpluggy/eventbus/events"
)

const eventsPerPage = 50

// Catalog is the declared events by owner.
type Catalog struct {
	Version int       `json:"version"`
	Time    time.Time `json:"time"`
	Paging
	Events  []Declared `json:"events"`  // by owner, then name
	Missing []Expected `json:"missing"` // what listeners expect and nobody declares; the first of many
}

// Declared is one event that somebody declares.
type Declared struct {
	Name        string             `json:"name"`
	Owner       string             `json:"owner"`
	Description string             `json:"description"`
	Fields      []events.FieldInfo `json:"fields"`
	Emits       uint64             `json:"emits"`
	File        string             `json:"file,omitempty"` // of the generated code, where there is some
	Line        int                `json:"line,omitempty"`
	Listeners   []Listener         `json:"listeners"`
	More        int                `json:"more"` // listeners after these
	Expected    []Expected         `json:"expected"`
	Typed       string             `json:"typed"`   // code that subscribes
	Untyped     string             `json:"untyped"` // the same without generated code
}

// Documented reports whether a field has a comment.
func (d Declared) Documented() bool {
	return slices.ContainsFunc(d.Fields, func(f events.FieldInfo) bool { return f.Doc != "" })
}

// Expected is what one listener's plugin needs of an event.
type Expected struct {
	Name   string             `json:"name"`
	Owner  string             `json:"owner"`
	Fields []events.FieldInfo `json:"fields"`
}

// Place is where the generated code is, short.
func (d Declared) Place() string { return shortPlace(d.File, d.Line) }

func (p *Page) buildCatalog(q viewQuery, m *snapshot) any {
	var found []events.Declaration
	for _, d := range m.catalog {
		if containsFold(d.Name, q.Search) || containsFold(d.Owner, q.Search) || containsFold(d.Description, q.Search) {
			found = append(found, d)
		}
	}
	slices.SortStableFunc(found, func(x, y events.Declaration) int { return strings.Compare(x.Owner, y.Owner) })
	shown, paging := pageOf(found, q.Page, eventsPerPage, len(m.catalog))
	c := Catalog{Version: version, Time: m.taken, Paging: paging, Events: []Declared{}, Missing: m.missingDeclarations(q.Search)}
	for _, d := range shown {
		file, line := generatedPlace(d.EventSpec, false)()
		first, more := m.firstListenersOf(d.Name, fewListeners)
		c.Events = append(c.Events, Declared{
			d.Name, d.Owner, d.Description, d.Fields, d.Emits, file, line, first, more, m.expectationsOf(d.Name),
			typedSnippet(d.EventSpec, d.Fields), untypedSnippet(d.Name, d.Fields),
		})
	}
	return c
}

// expectationsOf returns what listeners need of an event.
func (m *snapshot) expectationsOf(name string) []Expected {
	all := []Expected{}
	for _, e := range m.expects[name] {
		all = append(all, Expected{e.Name, e.Owner, e.Fields})
	}
	return all
}

// missingDeclarations returns what listeners need and nobody declares.
func (m *snapshot) missingDeclarations(search string) []Expected {
	all := []Expected{}
	for _, name := range slices.Sorted(maps.Keys(m.expects)) {
		if m.declared[name] != nil {
			continue
		}
		for _, e := range m.expects[name] {
			if len(all) < eventsPerPage && (containsFold(name, search) || containsFold(e.Owner, search)) {
				all = append(all, Expected{e.Name, e.Owner, e.Fields})
			}
		}
	}
	return all
}

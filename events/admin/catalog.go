package admin

import (
	"maps"
	"slices"
	"strings"
	"time"

	"github.com/fastpluggy/eventbus/events"
	"github.com/fastpluggy/eventbus/internal/errtext"
)

const eventsPerPage = 50

// Catalog is the declared events by owner.
type Catalog struct {
	Version int       `json:"version"`
	Time    time.Time `json:"time"`
	Paging
	Events  []Declared `json:"events"`  // by owner, then name
	Missing []Expected `json:"missing"` // expected but not declared; the first 50
}

// Declared is one declaration of an event.
type Declared struct {
	Name        string             `json:"name"`
	Owner       string             `json:"owner"`
	Description string             `json:"description"`
	Fields      []events.FieldInfo `json:"fields"`
	Shapes      events.Shapes      `json:"shapes,omitempty"` // of the named types in the payload
	Emits       uint64             `json:"emits"`
	File        string             `json:"file,omitempty"` // of the generated code, if there is any
	Line        int                `json:"line,omitempty"`
	Listeners   []Listener         `json:"listeners"`
	More        int                `json:"more"` // number of further listeners
	Expected    []Expected         `json:"expected"`
	Typed       string             `json:"typed"`   // example code that subscribes with generated code
	Untyped     string             `json:"untyped"` // example code that subscribes without
}

// hasComments reports whether any field has a comment.
func hasComments(fields []events.FieldInfo) bool {
	return slices.ContainsFunc(fields, func(f events.FieldInfo) bool { return f.Doc != "" })
}

// Expected is what a plugin expects of an event: the fields that it reads.
type Expected struct {
	Name   string             `json:"name"`
	Owner  string             `json:"owner"`
	Fields []events.FieldInfo `json:"fields"`
	Shapes events.Shapes      `json:"shapes,omitempty"`
}

// Place returns where the generated code is, in short.
func (d Declared) Place() string { return errtext.ShortPlace(d.File, d.Line) }

func (p *Page) buildCatalog(q viewQuery, snap *snapshot) any {
	var found []events.Declaration
	for _, d := range snap.catalog {
		if containsFold(d.Name, q.Search) || containsFold(d.Owner, q.Search) || containsFold(d.Description, q.Search) {
			found = append(found, d)
		}
	}
	slices.SortStableFunc(found, func(x, y events.Declaration) int { return strings.Compare(x.Owner, y.Owner) })
	shown, paging := pageOf(found, q.Page, eventsPerPage, len(snap.catalog))
	c := Catalog{Version: version, Time: snap.taken, Paging: paging, Events: []Declared{}, Missing: snap.missingDeclarations(q.Search)}
	for _, d := range shown {
		file, line := generatedPlace(d.EventSpec, false)()
		first, more := snap.firstListenersOf(d.Name, fewListeners)
		c.Events = append(c.Events, Declared{
			d.Name, d.Owner, d.Description, d.Fields, d.Shapes, d.Emits, file, line, first, more, snap.expectationsOf(d.Name),
			typedSnippet(d.EventSpec, d.Fields), untypedSnippet(d.Name, d.Fields),
		})
	}
	return c
}

// expectationsOf returns what plugins expect of an event.
func (snap *snapshot) expectationsOf(name string) []Expected {
	all := []Expected{}
	for _, e := range snap.expects[name] {
		all = append(all, Expected{e.Name, e.Owner, e.Fields, e.Shapes})
	}
	return all
}

// missingDeclarations returns what plugins expect of events that are not declared.
func (snap *snapshot) missingDeclarations(search string) []Expected {
	all := []Expected{}
	for _, name := range slices.Sorted(maps.Keys(snap.expects)) {
		if snap.declared[name] != nil {
			continue
		}
		for _, e := range snap.expects[name] {
			if len(all) < eventsPerPage && (containsFold(name, search) || containsFold(e.Owner, search)) {
				all = append(all, Expected{e.Name, e.Owner, e.Fields, e.Shapes})
			}
		}
	}
	return all
}

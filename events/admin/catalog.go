package admin

import (
	"slices"
	"strings"
	"time"

	"github.com/fastpluggy/eventbus/events"
)

const eventsAPage = 50

// Catalog is the declared events by owner.
type Catalog struct {
	Version int       `json:"version"`
	Time    time.Time `json:"time"`
	Paging
	Events []Declared `json:"events"` // by owner, then name
}

// Declared is one event that somebody declares.
type Declared struct {
	Name        string             `json:"name"`
	Owner       string             `json:"owner"`
	Description string             `json:"description"`
	Fields      []events.FieldInfo `json:"fields"`
	Emits       uint64             `json:"emits"`
	Listeners   []Listener         `json:"listeners"`
	Typed       string             `json:"typed"`   // code that subscribes
	Untyped     string             `json:"untyped"` // the same without generated code
}

func (p *Page) lookCatalog(q query, m *model) any {
	var found []events.Declaration
	for _, d := range m.catalog {
		if contains(d.Name, q.Search) || contains(d.Owner, q.Search) || contains(d.Description, q.Search) {
			found = append(found, d)
		}
	}
	slices.SortStableFunc(found, func(x, y events.Declaration) int { return strings.Compare(x.Owner, y.Owner) })
	shown, paging := pageOf(found, q.Page, eventsAPage, len(m.catalog))
	c := Catalog{Version: version, Time: m.taken, Paging: paging, Events: []Declared{}}
	for _, d := range shown {
		c.Events = append(c.Events, Declared{
			d.Name, d.Owner, d.Description, d.Fields, d.Emits, m.hearers(d.Name), typedSnippet(d.EventSpec, d.Fields), untypedSnippet(d.Name, d.Fields),
		})
	}
	return c
}

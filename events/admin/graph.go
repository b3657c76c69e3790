package admin

import (
	"cmp"
	"slices"
	"time"

	"github.com/fastpluggy/eventbus/events"
)

const drawn = 30 // topics of a map: more is a tangle

// Map is who emits what, and who hears it.
type Map struct {
	Version int       `json:"version"`
	Time    time.Time `json:"time"`
	Focus   string    `json:"focus,omitempty"`
	Topics  int       `json:"topics"`   // that the search and the focus let through
	LeftOut int       `json:"left_out"` // of them, those without faults and of least traffic
	Nodes   []Node    `json:"nodes"`
	Edges   []Edge    `json:"edges"`

	rows []mapRow
}

// A Node is a topic or an owner. An owner that emits and hears is two nodes.
type Node struct {
	ID     string `json:"id"`   // "topic:user.login", "owner:audit"
	Role   string `json:"role"` // "emitter", "topic" or "hearer"
	Name   string `json:"name"`
	Faults uint64 `json:"faults"`
	Lonely bool   `json:"lonely,omitempty"` // a topic that nobody hears
}

// An Edge leads from an emitter to a topic, or from a topic to a hearer.
type Edge struct {
	From   string  `json:"from"`
	To     string  `json:"to"`
	Role   string  `json:"role"`          // "emits" or "hears"
	Via    string  `json:"via,omitempty"` // "user.*" or "*", where no listener is on the topic itself
	Rate   float64 `json:"rate"`
	Faults uint64  `json:"faults"`
}

// A mapRow is a topic of the map, and the map in words.
type mapRow struct {
	Topic
	Emitters []string
	Hearers  []mapHearer
	Faults   uint64
}

// A mapHearer is an owner that hears a topic.
type mapHearer struct {
	Owner  string
	Via    string
	Faults uint64
}

// Rows returns the topics that are drawn.
func (m Map) Rows() []mapRow { return m.rows }

func (p *Page) lookMap(q query, m *model) any {
	rows := m.rows(q, p.watch.routes())
	out := Map{Version: version, Time: m.taken, Focus: q.Focus, Topics: len(rows), Nodes: []Node{}, Edges: []Edge{}}
	for i := range rows {
		rows[i].Rate = p.sampler.rate(rows[i].Name)
	}
	out.rows = choice(rows)
	for i := range out.rows { // only of those drawn: each name may have thousands
		out.rows[i].hear(m.listening(out.rows[i].Name))
	}
	out.LeftOut = len(rows) - len(out.rows)
	out.connect()
	return out
}

// rows returns the topics that the search and the focus let through.
// rows returns the topics that the search and the focus let through, without
// their hearers.
func (m *model) rows(q query, seen map[route]uint64) (rows []mapRow) {
	emitters, faults, focus := m.emitters(seen), m.faults(), m.focusOn(q.Focus)
	for _, name := range m.names {
		if !m.matches(name, q.Search) || !focus.touches(name, emitters[name]) {
			continue
		}
		row := mapRow{Topic: Topic{Name: name}, Emitters: emitters[name], Faults: faults[name]}
		for _, d := range m.declared[name] {
			row.Declared = append(row.Declared, d.Owner)
			row.Emits = d.Emits
		}
		rows = append(rows, row)
	}
	return rows
}

// faults returns how often the listeners of each name have failed. The failures
// of one that hears other names too count for the name of its last one.
func (m *model) faults() map[string]uint64 {
	of := map[string]uint64{}
	for i := range m.listeners {
		l := &m.listeners[i]
		of[faultOf(l)] += l.Failed
	}
	return of
}

func faultOf(l *events.Listening) (name string) {
	if l.Scope == "topic" {
		return l.Topic
	}
	return l.LastErrorEvent
}

// emitters returns who declares or was seen to emit each name.
func (m *model) emitters(seen map[route]uint64) map[string][]string {
	of := map[string][]string{}
	for _, d := range m.catalog {
		of[d.Name] = append(of[d.Name], d.Owner)
	}
	for way := range seen {
		if !slices.Contains(of[way.name], way.source) {
			of[way.name] = append(of[way.name], way.source)
		}
	}
	for _, owners := range of {
		slices.Sort(owners)
	}
	return of
}

// hear adds up the listeners by owner, in order of delivery.
func (r *mapRow) hear(listeners []*events.Listening) {
	at := map[string]int{}
	for _, l := range listeners {
		i, known := at[l.Owner]
		if !known {
			i = len(r.Hearers)
			at[l.Owner] = i
			r.Hearers = append(r.Hearers, mapHearer{Owner: l.Owner, Via: pattern(*l)})
		}
		h := &r.Hearers[i]
		if l.Scope == "topic" {
			h.Via = ""
		}
		if faultOf(l) == r.Name {
			h.Faults += l.Failed
		}
	}
}

// choice returns the rows to draw, in order of their first emitters: those with
// faults, then those of most traffic.
func choice(rows []mapRow) []mapRow {
	rows = slices.Clone(rows)
	slices.SortStableFunc(rows, func(x, y mapRow) int {
		return cmp.Or(cmp.Compare(y.Faults, x.Faults), cmp.Compare(y.Rate, x.Rate), cmp.Compare(y.Emits, x.Emits))
	})
	rows = rows[:min(len(rows), drawn)]
	slices.SortStableFunc(rows, func(x, y mapRow) int { return cmp.Or(cmp.Compare(x.first(), y.first()), cmp.Compare(x.Name, y.Name)) })
	return rows
}

// first is the first emitter, and after all names where there is none.
func (r mapRow) first() string {
	if len(r.Emitters) == 0 {
		return "\U0010FFFF"
	}
	return r.Emitters[0]
}

// connect makes the nodes and edges of the rows.
func (m *Map) connect() {
	nodes := map[string]int{}
	node := func(role, id, name string, faults uint64) {
		at, ok := nodes[role+id]
		if !ok {
			at = len(m.Nodes)
			nodes[role+id] = at
			m.Nodes = append(m.Nodes, Node{ID: id, Role: role, Name: name})
		}
		m.Nodes[at].Faults += faults
	}
	for _, r := range m.rows {
		topic := "topic:" + r.Name
		node("topic", topic, r.Name, r.Faults)
		m.Nodes[nodes["topic"+topic]].Lonely = len(r.Hearers) == 0
		for _, e := range r.Emitters {
			node("emitter", "owner:"+e, e, 0)
			m.Edges = append(m.Edges, Edge{From: "owner:" + e, To: topic, Role: "emits", Rate: r.Rate})
		}
		for _, h := range r.Hearers {
			node("hearer", "owner:"+h.Owner, h.Owner, h.Faults)
			m.Edges = append(m.Edges, Edge{topic, "owner:" + h.Owner, "hears", h.Via, r.Rate, h.Faults})
		}
	}
}

package admin

import (
	"cmp"
	"slices"
	"time"

	"github.com/fastpluggy/eventbus/events"
)

const maxDrawnTopics = 30 // topics of a map: more is a tangle

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
	Emitters  []string
	Listening []listeningOwner
	Faults    uint64
}

// A listeningOwner is an owner that hears a topic.
type listeningOwner struct {
	Owner  string
	Via    string
	Faults uint64
}

// Rows returns the topics that are drawn.
func (m Map) Rows() []mapRow { return m.rows }

func (p *Page) buildMap(q viewQuery, m *snapshot) any {
	rows := m.mapRows(q, p.observer.emitRoutes())
	out := Map{Version: version, Time: m.taken, Focus: q.Focus, Topics: len(rows), Nodes: []Node{}, Edges: []Edge{}}
	for i := range rows {
		rows[i].Rate = p.sampler.rateOf(rows[i].Name)
	}
	out.rows = chooseRows(rows)
	for i := range out.rows { // only of those drawn: each name may have thousands
		out.rows[i].addListeners(m.listenersOf(out.rows[i].Name))
	}
	out.LeftOut = len(rows) - len(out.rows)
	out.addGraph()
	return out
}

// mapRows returns the topics that the search and the focus let through.
// rows returns the topics that the search and the focus let through, without
// their hearers.
func (m *snapshot) mapRows(q viewQuery, seen map[emitRoute]uint64) (rows []mapRow) {
	emitters, faults, focus := m.emittersByName(seen), m.failuresByName(), m.focusOn(q.Focus)
	for _, name := range m.names {
		if !m.nameMatches(name, q.Search) || !focus.includesTopic(name, emitters[name]) {
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

// failuresByName returns how often the listeners of each name have failed. The failures
// of one that hears other names too count for the name of its last one.
func (m *snapshot) failuresByName() map[string]uint64 {
	of := map[string]uint64{}
	for i := range m.listeners {
		l := &m.listeners[i]
		of[failedName(l)] += l.Failed
	}
	return of
}

func failedName(l *events.Listening) (name string) {
	if l.Scope == "topic" {
		return l.Topic
	}
	return l.LastErrorEvent
}

// emittersByName returns who declares or was seen to emit each name.
func (m *snapshot) emittersByName(seen map[emitRoute]uint64) map[string][]string {
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

// addListeners adds up the listeners by owner, in order of delivery.
func (r *mapRow) addListeners(listeners []*events.Listening) {
	at := map[string]int{}
	for _, l := range listeners {
		i, known := at[l.Owner]
		if !known {
			i = len(r.Listening)
			at[l.Owner] = i
			r.Listening = append(r.Listening, listeningOwner{Owner: l.Owner, Via: patternOf(*l)})
		}
		h := &r.Listening[i]
		if l.Scope == "topic" {
			h.Via = ""
		}
		if failedName(l) == r.Name {
			h.Faults += l.Failed
		}
	}
}

// chooseRows returns the rows to draw, in order of their first emitters: those with
// faults, then those of most traffic.
func chooseRows(rows []mapRow) []mapRow {
	rows = slices.Clone(rows)
	slices.SortStableFunc(rows, func(x, y mapRow) int {
		return cmp.Or(cmp.Compare(y.Faults, x.Faults), cmp.Compare(y.Rate, x.Rate), cmp.Compare(y.Emits, x.Emits))
	})
	rows = rows[:min(len(rows), maxDrawnTopics)]
	slices.SortStableFunc(rows, func(x, y mapRow) int {
		return cmp.Or(cmp.Compare(x.firstEmitter(), y.firstEmitter()), cmp.Compare(x.Name, y.Name))
	})
	return rows
}

// firstEmitter is the first emitter, and after all names where there is none.
func (r mapRow) firstEmitter() string {
	if len(r.Emitters) == 0 {
		return "\U0010FFFF"
	}
	return r.Emitters[0]
}

// addGraph makes the nodes and edges of the rows.
func (m *Map) addGraph() {
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
		m.Nodes[nodes["topic"+topic]].Lonely = len(r.Listening) == 0
		for _, e := range r.Emitters {
			node("emitter", "owner:"+e, e, 0)
			m.Edges = append(m.Edges, Edge{From: "owner:" + e, To: topic, Role: "emits", Rate: r.Rate})
		}
		for _, h := range r.Listening {
			node("hearer", "owner:"+h.Owner, h.Owner, h.Faults)
			m.Edges = append(m.Edges, Edge{topic, "owner:" + h.Owner, "hears", h.Via, r.Rate, h.Faults})
		}
	}
}

package admin

import (
	"cmp"
	"slices"
	"time"

	"github.com/fastpluggy/eventbus/events"
)

const maxDrawnTopics = 30 // more topics would make the map unreadable

// Roles of nodes, as in the JSON.
const (
	roleEmitter  = "emitter"
	roleTopic    = "topic"
	roleListener = "hearer"
)

// Map is which owners emit and listen to which topics.
type Map struct {
	Version int       `json:"version"`
	Time    time.Time `json:"time"`
	Focus   string    `json:"focus,omitempty"`
	Topics  int       `json:"topics"`   // number of topics that search and focus select
	LeftOut int       `json:"left_out"` // of these not drawn: those without faults and with the least traffic
	Nodes   []Node    `json:"nodes"`
	Edges   []Edge    `json:"edges"`

	rows []mapRow
}

// A Node is a topic or an owner. An owner that both emits and listens is two
// nodes.
type Node struct {
	ID     string `json:"id"`   // "topic:user.login", "owner:audit"
	Role   string `json:"role"` // "emitter", "topic" or "hearer": an owner that listens
	Name   string `json:"name"`
	Faults uint64 `json:"faults"`
	Lonely bool   `json:"lonely,omitempty"` // a topic without listeners
}

// An Edge leads from an emitting owner to a topic, or from a topic to a listening
// owner.
type Edge struct {
	From   string  `json:"from"`
	To     string  `json:"to"`
	Role   string  `json:"role"`          // "emits" or "hears"
	Via    string  `json:"via,omitempty"` // "user.*" or "*", if no listener is on the topic itself
	Rate   float64 `json:"rate"`
	Faults uint64  `json:"faults"`
}

// A mapRow is one topic of the map: a row of its table.
type mapRow struct {
	Topic
	Emitters  []string
	Listening []listeningOwner
	Faults    uint64
}

// A listeningOwner is an owner that listens to a topic.
type listeningOwner struct {
	Owner  string
	Via    string
	Faults uint64
}

func (p *Page) buildMap(q viewQuery, snap *snapshot) any {
	rows := snap.mapRows(q, p.observer.emitRoutes())
	out := Map{Version: version, Time: snap.taken, Focus: q.Focus, Topics: len(rows), Nodes: []Node{}, Edges: []Edge{}}
	for i := range rows {
		rows[i].Rate = p.sampler.rateOf(rows[i].Name)
	}
	out.rows = chooseRows(rows)
	for i := range out.rows { // only of those drawn: each topic may have thousands of listeners
		out.rows[i].addListeners(snap.listenersOf(out.rows[i].Name))
	}
	out.LeftOut = len(rows) - len(out.rows)
	out.addGraph()
	return out
}

// mapRows returns the topics that search and focus select, without their
// listeners.
func (snap *snapshot) mapRows(q viewQuery, seen map[emitRoute]uint64) (rows []mapRow) {
	emitters, faults, focus := snap.emittersByName(seen), snap.failuresByName(), snap.focusOn(q.Focus)
	for _, name := range snap.names {
		if !snap.nameMatches(name, q.Search) || !focus.includesTopic(name, emitters[name]) {
			continue
		}
		row := mapRow{Topic: Topic{Name: name}, Emitters: emitters[name], Faults: faults[name]}
		for _, d := range snap.declared[name] {
			row.Declared = append(row.Declared, d.Owner)
			row.Emits = d.Emits
		}
		rows = append(rows, row)
	}
	return rows
}

// failuresByName returns how often listeners have failed on each name. All
// failures of a namespace or catch-all listener count for the name on which it
// failed last: the bus keeps no count per name.
func (snap *snapshot) failuresByName() map[string]uint64 {
	of := map[string]uint64{}
	for i := range snap.listeners {
		l := &snap.listeners[i]
		of[failedName(l)] += l.Failed
	}
	return of
}

// failedName returns the name to which a listener's failures count.
func failedName(l *events.ListenerInfo) (name string) {
	if l.Scope == "topic" {
		return l.Topic
	}
	return l.LastErrorEvent
}

// emittersByName returns the owners that declare each name or were seen to emit
// it.
func (snap *snapshot) emittersByName(seen map[emitRoute]uint64) map[string][]string {
	of := map[string][]string{}
	for _, d := range snap.catalog {
		of[d.Name] = append(of[d.Name], d.Owner)
	}
	for route := range seen {
		if !slices.Contains(of[route.name], route.source) {
			of[route.name] = append(of[route.name], route.source)
		}
	}
	for _, owners := range of {
		slices.Sort(owners)
	}
	return of
}

// addListeners adds the listeners of the topic by owner, in order of delivery.
func (r *mapRow) addListeners(listeners []*events.ListenerInfo) {
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

// chooseRows returns the rows to draw, in order of their first emitters. Rows with
// faults are chosen first, then those with the most traffic.
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

// firstEmitter returns the alphabetically first emitter, or, if there is none, a
// text that sorts after all names.
func (r mapRow) firstEmitter() string {
	if len(r.Emitters) == 0 {
		return "\U0010FFFF"
	}
	return r.Emitters[0]
}

// addGraph adds the nodes and edges of the rows.
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
		node(roleTopic, topic, r.Name, r.Faults)
		m.Nodes[nodes[roleTopic+topic]].Lonely = len(r.Listening) == 0
		for _, e := range r.Emitters {
			node(roleEmitter, "owner:"+e, e, 0)
			m.Edges = append(m.Edges, Edge{From: "owner:" + e, To: topic, Role: "emits", Rate: r.Rate})
		}
		for _, h := range r.Listening {
			node(roleListener, "owner:"+h.Owner, h.Owner, h.Faults)
			m.Edges = append(m.Edges, Edge{topic, "owner:" + h.Owner, "hears", h.Via, r.Rate, h.Faults})
		}
	}
}

package admin

import (
	"cmp"
	"slices"
	"time"
)

const drawn = 40 // topics that a map shows: more is a tangle

// Map is who emits what, and who hears it.
type Map struct {
	Version int       `json:"version"`
	Time    time.Time `json:"time"`
	Focus   string    `json:"focus,omitempty"`
	LeftOut int       `json:"left_out"` // topics: those of little traffic and without faults
	Nodes   []Node    `json:"nodes"`
	Edges   []Edge    `json:"edges"`

	Rows    []Row   `json:"-"`
	Drawing Drawing `json:"-"`
}

// A Node is a topic or an owner. An owner that emits and hears is two.
type Node struct {
	ID     string `json:"id"`   // "topic:user.login", "owner:audit"
	Role   string `json:"role"` // "emitter", "topic" or "hearer"
	Name   string `json:"name"`
	Faults uint64 `json:"faults"`
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

// A Row is a topic of the map in words.
type Row struct {
	Topic    Topic
	Emitters []string
	Faults   uint64
}

func (p *Page) lookMap(q query, m *model) any {
	out := &Map{Version: version, Time: m.taken, Focus: q.Focus, Nodes: []Node{}, Edges: []Edge{}}
	for _, name := range m.names {
		if m.matches(name, q.Search) {
			row := Row{Topic: Topic{Name: name}, Emitters: m.emitters(name, p.watch.routes())}
			row.Topic.flow = p.sampler.flow(name)
			for _, d := range m.declared[name] {
				row.Topic.Emits = d.Emits
			}
			out.Rows = append(out.Rows, row)
		}
	}
	return out
}

var (
	_ = cmp.Compare[int]
	_ = slices.Sort[[]int]
)

func (m *model) emitters(name string, seen map[route]uint64) (all []string) {
	for _, d := range m.declared[name] {
		all = append(all, d.Owner)
	}
	for way := range seen {
		if way.name == name && !slices.Contains(all, way.source) {
			all = append(all, way.source)
		}
	}
	slices.Sort(all)
	return all
}

// A Drawing is where everything stands.
type Drawing struct{}

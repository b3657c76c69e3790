package admin

import (
	"cmp"
	"fmt"
	"slices"
	"strings"
	"time"
)

// Findings are what seems to be wrong.
type Findings struct {
	Version int       `json:"version"`
	Time    time.Time `json:"time"`
	Kinds   []Kind    `json:"kinds"`
	Paging
	Findings []Finding `json:"findings"`
}

// A Kind is one sort of findings, and how many there are.
type Kind struct {
	Kind  string `json:"kind"`
	Title string `json:"title"`
	Count int    `json:"count"`
}

// A Finding is one thing that seems to be wrong, where it is, and what to do.
type Finding struct {
	Kind     string `json:"kind"`
	Grave    bool   `json:"grave"` // something is lost or fails; else it looks odd
	Topic    string `json:"topic,omitempty"`
	Owner    string `json:"owner,omitempty"`
	Listener string `json:"listener,omitempty"`
	File     string `json:"file,omitempty"`
	Line     int    `json:"line,omitempty"`
	What     string `json:"what"`
	Do       string `json:"do"`
	Near     string `json:"near,omitempty"` // the name that was meant
	Stack    string `json:"stack,omitempty"`

	key string // of the same finding in the next answer, for the page
	// What takes a while to find out is left for when it is shown.
	place func() (file string, line int)
	texts func() (more, stack string) // more ends What
}

// complete finds out what was left for when the finding is shown.
func (f *Finding) complete() {
	if f.place != nil {
		f.File, f.Line = f.place()
	}
	if f.texts != nil {
		more, stack := f.texts()
		f.What, f.Stack = f.What+more, stack
	}
	f.place, f.texts = nil, nil
}

// TitleOf returns the heading of a kind.
func (Findings) TitleOf(kind string) string {
	for _, k := range kinds {
		if k.Kind == kind {
			return k.Title
		}
	}
	return kind
}

// Place is where it is in the code, short.
func (f Finding) Place() string { return shortPlace(f.File, f.Line) }

// Alike reports whether all findings of the kind say to do the same, so that
// the page says it once: of these there may be many, and they are no faults.
func (f Finding) Alike() bool { return f.Kind == "unheard" || f.Kind == "silent" }

// kinds are in the order shown: what is being lost comes first.
var kinds = []Kind{
	{Kind: "failing", Title: "Listeners that failed"},
	{Kind: "disabled", Title: "Listeners that failures have disabled"},
	{Kind: "contract", Title: "Payloads that break their contract"},
	{Kind: "slow", Title: "Calls that go on and on"},
	{Kind: "full", Title: "Full queues, and events dropped"},
	{Kind: "leaking", Title: "Owners that seem to leak listeners"},
	{Kind: "stopped", Title: "Stopped plugins"},
	{Kind: "undeclared", Title: "Heard, but not declared"},
	{Kind: "stray", Title: "Emitted, but neither declared nor heard"},
	{Kind: "unheard", Title: "Declared, but nobody hears it"},
	{Kind: "silent", Title: "Declared and heard, but never emitted"},
}

const (
	findingsAPage = 100
	leak          = 100    // listeners of one owner on one name, as the bus warns of by default
	glances       = 10_000 // names that are compared where findings are counted, about a microsecond each
	studies       = 40_000 // where they are read
)

func (p *Page) lookFindings(q query, m *model) any {
	m.compare = studies
	all := p.findings(m)
	out := Findings{Version: version, Time: m.taken}
	for _, k := range kinds {
		for _, f := range all {
			if f.Kind == k.Kind {
				k.Count++
			}
		}
		out.Kinds = append(out.Kinds, k)
	}
	found := []Finding{}
	for _, f := range all {
		if q.Kind != "" && f.Kind != q.Kind {
			continue
		}
		if f.matches(q.Search) {
			found = append(found, f)
		}
	}
	out.Findings, out.Paging = pageOf(found, q.Page, findingsAPage, len(all))
	keys := map[string]int{}
	for i := range out.Findings {
		f := &out.Findings[i]
		f.complete()
		key := strings.Join([]string{f.Kind, f.Topic, f.Owner, f.Listener, f.Place()}, "-")
		f.key = fmt.Sprint(key, "-", keys[key])
		keys[key]++
	}
	return out
}

// matches reports whether a search finds it. A search reads the texts as they
// are shown: in the others it would find secrets.
func (f *Finding) matches(search string) bool {
	if search == "" {
		return true
	}
	if f.texts != nil {
		f.complete()
	}
	return contains(f.Topic, search) || contains(f.Owner, search) || contains(f.Listener, search) || contains(f.What, search) || contains(f.Place(), search)
}

// findings are worked out once for a model.
func (p *Page) findings(m *model) []Finding {
	if m.found == nil {
		m.found = p.find(m)
	}
	return m.found
}

func (p *Page) find(m *model) []Finding {
	all := []Finding{}
	for i := range m.listeners {
		if m.listeners[i].Failed > 0 {
			all = append(all, m.failing(i))
		}
		all = append(all, m.at(i).findings(m.taken)...)
	}
	all = append(all, m.broken(p.bus.ContractFaults())...)
	all = append(all, m.leaking()...)
	all = append(all, m.stopped()...)
	all = append(all, m.undeclared()...)
	all = append(all, m.strays(p.watch.routes())...)
	all = append(all, m.unused()...)
	rank := map[string]int{}
	for i, k := range kinds {
		rank[k.Kind] = i
	}
	slices.SortStableFunc(all, func(x, y Finding) int {
		return cmp.Or(cmp.Compare(rank[x.Kind], rank[y.Kind]), cmp.Compare(x.Topic, y.Topic))
	})
	return all
}

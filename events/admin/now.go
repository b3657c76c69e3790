package admin

import (
	"cmp"
	"slices"
	"time"
)

const (
	topicsPerPage = 50
	fewListeners  = 20  // listeners of a name, where others are shown too
	manyListeners = 500 // where it is shown alone
)

// Now is who listens to what, and how they fare.
type Now struct {
	Version int       `json:"version"`
	Time    time.Time `json:"time"`
	Summary Summary   `json:"summary"`
	Paging
	Topics []Topic `json:"topics"`
	Groups []Group `json:"groups"` // namespaces, then "*"
	Owners []Owner `json:"owners"`
}

// A Summary is the bus in a few figures.
type Summary struct {
	Topics    int    `json:"topics"`
	Declared  int    `json:"declared"`
	Listeners int    `json:"listeners"`
	Findings  int    `json:"findings"`
	Failed    uint64 `json:"failed"` // calls of listeners that are there still
	Observed  bool   `json:"observed"`
	traffic
	Last *LastFailure `json:"last_failure,omitempty"`
}

// A LastFailure is the newest of the listeners' last errors.
type LastFailure struct {
	Event    string    `json:"event"`
	Listener string    `json:"listener"`
	Owner    string    `json:"owner"`
	File     string    `json:"file"`
	Line     int       `json:"line"`
	Time     time.Time `json:"time"`
	Error    string    `json:"error"`
}

// Place is where the listener was registered, short.
func (f LastFailure) Place() string { return shortPlace(f.File, f.Line) }

// An Owner is somebody with a view of the bus.
type Owner struct {
	Owner     string `json:"owner"`
	Listeners int    `json:"listeners"`
	Declares  int    `json:"declares"`
	Closed    bool   `json:"closed"`
}

func (p *Page) buildNow(q viewQuery, m *snapshot) any {
	found := m.searchNames(q.Search)
	limit := fewListeners
	if len(found) == 1 {
		limit = manyListeners
	}
	shown, paging := pageOf(found, q.Page, topicsPerPage, len(m.names))
	now := Now{Version: version, Time: m.taken, Summary: p.buildSummary(m), Paging: paging, Topics: []Topic{}, Groups: []Group{}, Owners: m.buildOwners()}
	for _, name := range shown {
		now.Topics = append(now.Topics, m.buildTopic(name, limit, p.sampler))
	}
	for _, g := range m.buildGroups(limit, p.sampler) {
		if g.matchesSearch(q.Search) {
			now.Groups = append(now.Groups, g)
		}
	}
	return now
}

// searchNames returns the names that somebody hears, then the others: what the host
// tells nobody in particular must not fill the first screen.
func (m *snapshot) searchNames(text string) []string {
	found, unheard := []string{}, []string{}
	for _, name := range m.names {
		switch {
		case !m.nameMatches(name, text):
		case m.hasListener(name):
			found = append(found, name)
		default:
			unheard = append(unheard, name)
		}
	}
	return append(found, unheard...)
}

func (g Group) matchesSearch(search string) bool {
	if containsFold(g.Pattern, search) {
		return true
	}
	for _, l := range g.Listeners {
		if l.matchesSearch(search) {
			return true
		}
	}
	return false
}

func (p *Page) buildSummary(m *snapshot) Summary {
	s := Summary{
		Topics: len(m.names), Declared: len(m.declared), Listeners: len(m.listeners), Findings: len(p.findingsOf(m)),
		Observed: p.observer.isObserving(), traffic: p.sampler.totalTraffic(),
	}
	last := -1
	for i, l := range m.listeners {
		s.Failed += l.Failed
		if !l.LastErrorTime.IsZero() && (last < 0 || l.LastErrorTime.After(m.listeners[last].LastErrorTime)) {
			last = i
		}
	}
	if last >= 0 {
		l := m.listeners[last]
		text, _ := m.errorTextsOf(last)
		s.Last = &LastFailure{l.LastErrorEvent, l.Name, l.Owner, l.File, l.Line, l.LastErrorTime, text}
	}
	return s
}

func (m *snapshot) buildOwners() []Owner {
	declares := map[string]int{}
	for _, d := range m.catalog {
		declares[d.Owner]++
	}
	out := []Owner{}
	for _, o := range m.owners {
		out = append(out, Owner{o.Owner, o.Listeners, declares[o.Owner], o.Closed})
	}
	return out
}

// A Topic is one name, declared or listened to, with all who would hear it in
// the order in which they would.
type Topic struct {
	Name      string     `json:"name"`
	Declared  []string   `json:"declared"` // by these owners
	Emits     uint64     `json:"emits"`    // where it is declared; else what its busiest listener has accepted
	Listeners []Listener `json:"listeners"`
	More      int        `json:"more"` // listeners after these
	traffic
}

// A Group is the listeners of one namespace, or of everything.
type Group struct {
	Pattern   string     `json:"pattern"` // "user.*" or "*"
	Listeners []Listener `json:"listeners"`
	More      int        `json:"more"` // listeners after these
	traffic
}

func (m *snapshot) buildTopic(name string, limit int, s *sampler) Topic {
	t := Topic{Name: name, Declared: []string{}, traffic: s.trafficOf(name)}
	t.Listeners, t.More = m.firstListenersOf(name, limit)
	for _, d := range m.declared[name] {
		t.Declared = append(t.Declared, d.Owner)
		t.Emits = d.Emits
	}
	if len(t.Declared) == 0 {
		for _, i := range m.byName[name] {
			t.Emits = max(t.Emits, m.listeners[i].Accepted)
		}
	}
	return t
}

// buildGroups returns the namespaces with their listeners, and who hears everything.
func (m *snapshot) buildGroups(limit int, s *sampler) []Group {
	out := []Group{}
	group := func(pattern string, at []int) {
		first, more := m.pickListeners(at, limit)
		out = append(out, Group{pattern, first, more, s.trafficOf(pattern)})
	}
	for prefix, at := range m.byPrefix {
		group(prefix+".*", at)
	}
	slices.SortFunc(out, func(x, y Group) int { return cmp.Compare(x.Pattern, y.Pattern) })
	if len(m.catchAll) > 0 {
		group("*", m.catchAll)
	}
	return out
}

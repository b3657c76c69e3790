package admin

import "time"

const (
	topicsAPage = 50
	aFew        = 20  // listeners of a name, where others are shown too
	aLot        = 500 // where it is shown alone
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
	flow
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

func (p *Page) lookNow(q query, m *model) any {
	found := m.search(q.Search)
	limit := aFew
	if len(found) == 1 {
		limit = aLot
	}
	shown, paging := pageOf(found, q.Page, topicsAPage, len(m.names))
	now := Now{Version: version, Time: m.taken, Summary: p.summary(m), Paging: paging, Topics: []Topic{}, Groups: []Group{}, Owners: m.ownersView()}
	for _, name := range shown {
		now.Topics = append(now.Topics, m.topic(name, limit, p.sampler))
	}
	for _, g := range m.groups(limit, p.sampler) {
		if g.matches(q.Search) {
			now.Groups = append(now.Groups, g)
		}
	}
	return now
}

// search returns the names that somebody hears, then the others: what the host
// tells nobody in particular must not fill the first screen.
func (m *model) search(text string) []string {
	found, unheard := []string{}, []string{}
	for _, name := range m.names {
		switch {
		case !m.matches(name, text):
		case m.heard(name):
			found = append(found, name)
		default:
			unheard = append(unheard, name)
		}
	}
	return append(found, unheard...)
}

func (g Group) matches(search string) bool {
	if contains(g.Pattern, search) {
		return true
	}
	for _, l := range g.Listeners {
		if l.matches(search) {
			return true
		}
	}
	return false
}

func (p *Page) summary(m *model) Summary {
	s := Summary{
		Topics: len(m.names), Declared: len(m.declared), Listeners: len(m.listeners), Findings: len(p.findings(m)),
		Observed: p.watch.observing(), flow: p.sampler.totalFlow(),
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
		text, _ := m.texts(last)
		s.Last = &LastFailure{l.LastErrorEvent, l.Name, l.Owner, l.File, l.Line, l.LastErrorTime, text}
	}
	return s
}

func (m *model) ownersView() []Owner {
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

package admin

import (
	"cmp"
	"slices"
	"time"

	"github.com/fastpluggy/eventbus/internal/errtext"
)

const (
	topicsPerPage = 50
	fewListeners  = 20  // shown of a topic, if there are other topics
	manyListeners = 500 // shown of a topic that is alone on the page
)

// Now is every topic with its listeners, and how they are doing.
type Now struct {
	Version int       `json:"version"`
	Time    time.Time `json:"time"`
	Summary Summary   `json:"summary"`
	Paging
	Topics []Topic `json:"topics"`
	Groups []Group `json:"groups"` // namespaces by name, then "*"
	Owners []Owner `json:"owners"`
}

// A Summary describes the bus in a few figures.
type Summary struct {
	Topics    int    `json:"topics"`
	Declared  int    `json:"declared"`
	Listeners int    `json:"listeners"`
	Findings  int    `json:"findings"`
	Failed    uint64 `json:"failed"` // calls of current listeners
	Observed  bool   `json:"observed"`
	traffic
	Last *LastFailure `json:"last_failure,omitempty"`
}

// A LastFailure is the most recent failure among the current listeners.
type LastFailure struct {
	Event    string    `json:"event"`
	Listener string    `json:"listener"`
	Owner    string    `json:"owner"`
	File     string    `json:"file"`
	Line     int       `json:"line"`
	Time     time.Time `json:"time"`
	Error    string    `json:"error"`
}

// Place returns where the listener was registered, in short.
func (f LastFailure) Place() string { return errtext.ShortPlace(f.File, f.Line) }

// An Owner is one owner's view of the bus.
type Owner struct {
	Owner     string `json:"owner"`
	Listeners int    `json:"listeners"`
	Declares  int    `json:"declares"`
	Closed    bool   `json:"closed"`
}

func (p *Page) buildNow(q viewQuery, snap *snapshot) any {
	found := snap.searchNames(q.Search)
	limit := fewListeners
	if len(found) == 1 {
		limit = manyListeners
	}
	shown, paging := pageOf(found, q.Page, topicsPerPage, len(snap.names))
	now := Now{Version: version, Time: snap.taken, Summary: p.buildSummary(snap), Paging: paging, Topics: []Topic{}, Groups: []Group{}, Owners: snap.buildOwners()}
	for _, name := range shown {
		now.Topics = append(now.Topics, snap.buildTopic(name, limit, p.sampler))
	}
	for _, g := range snap.buildGroups(limit, p.sampler) {
		if g.matchesSearch(q.Search) {
			now.Groups = append(now.Groups, g)
		}
	}
	return now
}

// searchNames returns the names that a search finds. Names with listeners come
// first: the host emits many events that have none, and they must not fill the
// first screen.
func (snap *snapshot) searchNames(text string) []string {
	found, withoutListener := []string{}, []string{}
	for _, name := range snap.names {
		switch {
		case !snap.nameMatches(name, text):
		case snap.hasListener(name):
			found = append(found, name)
		default:
			withoutListener = append(withoutListener, name)
		}
	}
	return append(found, withoutListener...)
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

func (p *Page) buildSummary(snap *snapshot) Summary {
	s := Summary{
		Topics: len(snap.names), Declared: len(snap.declared), Listeners: len(snap.listeners), Findings: len(p.findingsOf(snap)),
		Observed: p.observer.isObserving(), traffic: p.sampler.totalTraffic(),
	}
	last := -1
	for i, l := range snap.listeners {
		s.Failed += l.Failed
		if !l.LastErrorTime.IsZero() && (last < 0 || l.LastErrorTime.After(snap.listeners[last].LastErrorTime)) {
			last = i
		}
	}
	if last >= 0 {
		l := snap.listeners[last]
		text, _ := snap.errorTextsOf(last)
		s.Last = &LastFailure{l.LastErrorEvent, l.Name, l.Owner, l.File, l.Line, l.LastErrorTime, text}
	}
	return s
}

func (snap *snapshot) buildOwners() []Owner {
	declares := map[string]int{}
	for _, d := range snap.catalog {
		declares[d.Owner]++
	}
	out := []Owner{}
	for _, o := range snap.owners {
		out = append(out, Owner{o.Owner, o.Listeners, declares[o.Owner], o.Closed})
	}
	return out
}

// A Topic is one event name, declared or listened to, with all its listeners in
// order of delivery.
type Topic struct {
	Name      string     `json:"name"`
	Declared  []string   `json:"declared"` // the owners that declare it
	Emits     uint64     `json:"emits"`    // if not declared, what its busiest listener has accepted
	Listeners []Listener `json:"listeners"`
	More      int        `json:"more"` // number of further listeners
	traffic
}

// A Group is the listeners of one namespace, or all catch-all listeners.
type Group struct {
	Pattern   string     `json:"pattern"` // "user.*" or "*"
	Listeners []Listener `json:"listeners"`
	More      int        `json:"more"` // number of further listeners
	traffic
}

func (snap *snapshot) buildTopic(name string, limit int, s *sampler) Topic {
	t := Topic{Name: name, Declared: []string{}, traffic: s.trafficOf(name)}
	t.Listeners, t.More = snap.firstListenersOf(name, limit)
	for _, d := range snap.declared[name] {
		t.Declared = append(t.Declared, d.Owner)
		t.Emits = d.Emits
	}
	if len(t.Declared) == 0 {
		for _, i := range snap.byName[name] {
			t.Emits = max(t.Emits, snap.listeners[i].Accepted)
		}
	}
	return t
}

// buildGroups returns the namespaces with their listeners, then the catch-all
// listeners.
func (snap *snapshot) buildGroups(limit int, s *sampler) []Group {
	out := []Group{}
	group := func(pattern string, at []int) {
		first, more := snap.pickListeners(at, limit)
		out = append(out, Group{pattern, first, more, s.trafficOf(pattern)})
	}
	for prefix, at := range snap.byPrefix {
		group(prefix+".*", at)
	}
	slices.SortFunc(out, func(x, y Group) int { return cmp.Compare(x.Pattern, y.Pattern) })
	if len(snap.catchAll) > 0 {
		group("*", snap.catchAll)
	}
	return out
}

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
	findPlace func() (file string, line int)
	readTexts func() (more, stack string) // more ends What
}

// fillDetails finds out what was left for when the finding is shown.
func (f *Finding) fillDetails() {
	if f.findPlace != nil {
		f.File, f.Line = f.findPlace()
	}
	if f.readTexts != nil {
		more, stack := f.readTexts()
		f.What, f.Stack = f.What+more, stack
	}
	f.findPlace, f.readTexts = nil, nil
}

// TitleOf returns the heading of a kind.
func (Findings) TitleOf(kind string) string {
	for _, k := range findingKinds {
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

// findingKinds are in the order shown: what is being lost comes first.
var findingKinds = []Kind{
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
	findingsPerPage     = 100
	leakThreshold       = 100    // listeners of one owner on one name, as the bus warns of by default
	maxComparesForCount = 10_000 // names that are compared where findings are counted, about a microsecond each
	maxComparesForList  = 40_000 // where they are read
)

func (p *Page) buildFindings(q viewQuery, m *snapshot) any {
	m.comparesLeft = maxComparesForList
	all := p.findingsOf(m)
	out := Findings{Version: version, Time: m.taken}
	for _, k := range findingKinds {
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
		if f.matchesSearch(q.Search) {
			found = append(found, f)
		}
	}
	out.Findings, out.Paging = pageOf(found, q.Page, findingsPerPage, len(all))
	keys := map[string]int{}
	for i := range out.Findings {
		f := &out.Findings[i]
		f.fillDetails()
		key := strings.Join([]string{f.Kind, f.Topic, f.Owner, f.Listener, f.Place()}, "-")
		f.key = fmt.Sprint(key, "-", keys[key])
		keys[key]++
	}
	return out
}

// matchesSearch reports whether a search finds it. A search reads the texts as they
// are shown: in the others it would find secrets.
func (f *Finding) matchesSearch(search string) bool {
	if search == "" {
		return true
	}
	if f.readTexts != nil {
		f.fillDetails()
	}
	return containsFold(f.Topic, search) || containsFold(f.Owner, search) || containsFold(f.Listener, search) || containsFold(f.What, search) || containsFold(f.Place(), search)
}

// findingsOf are worked out once for a model.
func (p *Page) findingsOf(m *snapshot) []Finding {
	if m.findings == nil {
		m.findings = p.findAll(m)
	}
	return m.findings
}

func (p *Page) findAll(m *snapshot) []Finding {
	all := []Finding{}
	for i := range m.listeners {
		if m.listeners[i].Failed > 0 {
			all = append(all, m.failureFinding(i))
		}
		all = append(all, m.listenerAt(i).stateFindings(m.taken)...)
	}
	all = append(all, m.contractFindings(p.bus.ContractFaults())...)
	all = append(all, m.leakFindings()...)
	all = append(all, m.stoppedFindings()...)
	all = append(all, m.undeclaredFindings()...)
	all = append(all, m.strayFindings(p.observer.emitRoutes())...)
	all = append(all, m.unusedFindings()...)
	rank := map[string]int{}
	for i, k := range findingKinds {
		rank[k.Kind] = i
	}
	slices.SortStableFunc(all, func(x, y Finding) int {
		return cmp.Or(cmp.Compare(rank[x.Kind], rank[y.Kind]), cmp.Compare(x.Topic, y.Topic))
	})
	return all
}

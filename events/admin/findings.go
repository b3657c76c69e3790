package admin

import (
	"cmp"
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/fastpluggy/eventbus/internal/errtext"
)

// Findings are the problems that the page has found.
type Findings struct {
	Version int       `json:"version"`
	Time    time.Time `json:"time"`
	Kinds   []Kind    `json:"kinds"`
	Paging
	Findings []Finding `json:"findings"`
}

// A Kind is one kind of findings, and how many there are.
type Kind struct {
	Kind  string `json:"kind"`
	Title string `json:"title"`
	Count int    `json:"count"`
}

// A Finding is one problem: what it is, where it is, and what to do.
type Finding struct {
	Kind     string `json:"kind"`
	Grave    bool   `json:"grave"` // something fails or is lost, not just suspicious
	Topic    string `json:"topic,omitempty"`
	Owner    string `json:"owner,omitempty"`
	Listener string `json:"listener,omitempty"`
	File     string `json:"file,omitempty"`
	Line     int    `json:"line,omitempty"`
	What     string `json:"what"`
	Do       string `json:"do"`
	Near     string `json:"near,omitempty"` // the name that was meant
	Stack    string `json:"stack,omitempty"`

	key string // the same in the next response, for the page
	// These are expensive: fillDetails calls them for findings that are shown.
	findPlace func() (file string, line int)
	readTexts func() (more, stack string) // more is appended to What
}

// fillDetails adds what was left out until the finding is shown.
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

// Place returns where the problem is in the code, in short.
func (f Finding) Place() string { return errtext.ShortPlace(f.File, f.Line) }

// sharesRemedy reports whether all findings of the kind of f have the same remedy.
// The page then shows it once: there may be many of these, and they are not faults.
func sharesRemedy(f Finding) bool { return f.Kind == "unheard" || f.Kind == "silent" }

// findingKinds are in the order shown: kinds that lose events come first.
var findingKinds = []Kind{
	{Kind: "failing", Title: "Failed listeners"},
	{Kind: "disabled", Title: "Disabled listeners"},
	{Kind: "contract", Title: "Payloads that do not match their declaration"},
	{Kind: "slow", Title: "Slow calls"},
	{Kind: "full", Title: "Full queues and dropped events"},
	{Kind: "leaking", Title: "Possible listener leaks"},
	{Kind: "stopped", Title: "Stopped plugins"},
	{Kind: "undeclared", Title: "Listened to, but not declared"},
	{Kind: "stray", Title: "Emitted, but not declared and without listeners"},
	{Kind: "unheard", Title: "Declared, but without listeners"},
	{Kind: "silent", Title: "Declared, but never emitted"},
}

const (
	findingsPerPage = 100
	leakThreshold   = 100 // listeners of one owner on one name; the bus warns at the same number by default

	// Limits of similarName, which takes about a microsecond per comparison.
	maxComparesForCount = 10_000 // for views that only count the findings
	maxComparesForList  = 40_000 // for the findings view
)

func (p *Page) buildFindings(q viewQuery, snap *snapshot) any {
	snap.comparesLeft = maxComparesForList
	all := p.findingsOf(snap)
	out := Findings{Version: version, Time: snap.taken}
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

// matchesSearch reports whether a search finds f. It reads the redacted texts: in
// the original ones a search could find secrets.
func (f *Finding) matchesSearch(search string) bool {
	if search == "" {
		return true
	}
	if f.readTexts != nil {
		f.fillDetails()
	}
	return containsFold(f.Topic, search) || containsFold(f.Owner, search) || containsFold(f.Listener, search) || containsFold(f.What, search) || containsFold(f.Place(), search)
}

// findingsOf returns the findings of a snapshot. They are worked out once.
func (p *Page) findingsOf(snap *snapshot) []Finding {
	if snap.findings == nil {
		snap.findings = p.findAll(snap)
	}
	return snap.findings
}

func (p *Page) findAll(snap *snapshot) []Finding {
	all := []Finding{}
	for i := range snap.listeners {
		if snap.listeners[i].Failed > 0 {
			all = append(all, snap.failureFinding(i))
		}
		all = append(all, snap.listenerAt(i).stateFindings(snap.taken)...)
	}
	all = append(all, snap.contractFindings(p.bus.ContractFaults())...)
	all = append(all, snap.leakFindings()...)
	all = append(all, snap.stoppedFindings()...)
	all = append(all, snap.undeclaredFindings()...)
	all = append(all, snap.strayFindings(p.observer.emitRoutes())...)
	all = append(all, snap.unusedFindings()...)
	rank := map[string]int{}
	for i, k := range findingKinds {
		rank[k.Kind] = i
	}
	slices.SortStableFunc(all, func(x, y Finding) int {
		return cmp.Or(cmp.Compare(rank[x.Kind], rank[y.Kind]), cmp.Compare(x.Topic, y.Topic))
	})
	return all
}

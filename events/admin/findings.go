package admin

import (
	"cmp"
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/fastpluggy/eventbus/internal/hint"
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

// kinds are in the order shown: what is being lost comes first.
var kinds = []Kind{
	{Kind: "failing", Title: "Listeners that failed"},
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
	comparisons   = 50_000 // of names, about a microsecond each
)

func (p *Page) lookFindings(q query, m *model) any {
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
		if (q.Kind == "" || f.Kind == q.Kind) && f.matches(q.Search) {
			found = append(found, f)
		}
	}
	out.Findings, out.Paging = pageOf(found, q.Page, findingsAPage, len(all))
	return out
}

func (f Finding) matches(search string) bool {
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
	for _, l := range m.listeners {
		all = append(all, l.findings(m.taken)...)
	}
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

// finding begins a finding about a listener.
func (l Listener) finding(kind string, grave bool, what, do string) Finding {
	return Finding{Kind: kind, Grave: grave, Topic: l.Pattern(), Owner: l.Owner, Listener: l.Name, File: l.File, Line: l.Line, What: what, Do: do}
}

func (l Listener) findings(now time.Time) (all []Finding) {
	if l.Failed > 0 {
		what := fmt.Sprintf("It has failed %s. The last time, at %s on %s: %s", times(l.Failed), l.LastErrorTime.Format(time.TimeOnly), l.LastErrorEvent, l.LastError)
		f := l.finding("failing", true, what, "Read the error, and the stack where it was a panic; the other listeners have had the event.")
		f.Stack = l.LastErrorStack
		all = append(all, f)
	}
	if l.Running > 0 && !l.RunningSince.IsZero() {
		what := fmt.Sprintf("A call has been running for %s.", now.Sub(l.RunningSince).Round(time.Second))
		all = append(all, l.finding("slow", true, what, "The log has its stack. Give the call a deadline, or make the listener asynchronous with events.Async, so that it delays nobody."))
	}
	if l.Full() || l.Dropped > 0 {
		what := fmt.Sprintf("%d of %d wait, and %s.", l.Pending, l.Buffer, dropped(l.Dropped))
		all = append(all, l.finding("full", true, what, "Make it faster, give it events.Workers or a larger events.Buffer, or say with events.WhenFull what may be dropped."))
	}
	return all
}

func dropped(n uint64) string {
	if n == 0 {
		return "none was dropped"
	}
	return fmt.Sprintf("%d dropped so far", n)
}

func times(n uint64) string {
	if n == 1 {
		return "once"
	}
	return fmt.Sprintf("%d times", n)
}

func (m *model) leaking() (all []Finding) {
	type key struct{ pattern, owner string }
	count := map[key]int{}
	for _, l := range m.listeners {
		k := key{l.Pattern(), l.Owner}
		if count[k]++; count[k] == leak+1 {
			all = append(all, l.finding("leaking", true, "", "Take a listener off when its job is done: Off, OffAll, or the option events.Until."))
		}
	}
	for i := range all {
		n := count[key{all[i].Topic, all[i].Owner}]
		all[i].What = fmt.Sprintf("It has %d listeners on this name.", n)
		all[i].Listener = ""
	}
	return all
}

func (m *model) stopped() (all []Finding) {
	for _, o := range m.owners {
		if o.Closed {
			all = append(all, Finding{
				Kind: "stopped", Owner: o.Owner, What: "Its view of the bus was closed: it emits and hears nothing.",
				Do: "Nothing, where it was meant to stop. Else look who calls Close on its view.",
			})
		}
	}
	return all
}

// undeclared finds names that are listened to and that nobody declares. Where
// there is no catalog at all, that says nothing.
func (m *model) undeclared() (all []Finding) {
	if len(m.catalog) == 0 {
		return nil
	}
	known := m.knownNames()
	for _, name := range m.names {
		if m.declared[name] == nil {
			all = append(all, m.notDeclared(m.exact[name][0], name, known))
		}
	}
	for prefix, at := range m.prefixes {
		if !slices.ContainsFunc(known, func(name string) bool { return strings.HasPrefix(name, prefix+".") }) {
			all = append(all, m.notDeclared(at[0], prefix, m.knownPrefixes()))
		}
	}
	return all
}

func (m *model) notDeclared(at int, name string, known []string) Finding {
	f := m.listeners[at].finding("undeclared", false, "Nobody declares it, so perhaps nobody emits it.", "Declare it where it is emitted, or take the listener off.")
	if near, ok := m.near(name, known); ok {
		f.Near, f.Grave = near, true
		f.What = fmt.Sprintf("Nobody declares %s. Did you mean %s?", name, near)
		f.Do = fmt.Sprintf("Listen to %s instead.", near)
	}
	return f
}

// near looks for the name that was meant, as long as that doesn't take long:
// with ten thousand names on both sides it would be minutes.
func (m *model) near(name string, among []string) (string, bool) {
	if m.compared += len(among); m.compared > comparisons {
		return "", false
	}
	return hint.Near(name, among)
}

func (m *model) knownNames() []string {
	names := make([]string, 0, len(m.declared))
	for name := range m.declared {
		names = append(names, name)
	}
	return names
}

func (m *model) knownPrefixes() (all []string) {
	seen := map[string]bool{}
	for name := range m.declared {
		for i := range len(name) {
			if name[i] == '.' && !seen[name[:i]] {
				seen[name[:i]] = true
				all = append(all, name[:i])
			}
		}
	}
	return all
}

// strays finds names that were emitted while somebody looked, and that nobody
// declares or listens to by name.
func (m *model) strays(routes map[route]uint64) (all []Finding) {
	for way, n := range routes {
		if m.declared[way.name] != nil || m.exact[way.name] != nil {
			continue
		}
		near, ok := m.near(way.name, m.names)
		if !ok && m.heard(way.name) {
			continue // who hears a namespace wants such names
		}
		f := Finding{
			Kind: "stray", Topic: way.name, Owner: way.source, What: fmt.Sprintf("It was emitted %s while this page was open.", times(n)),
			Do: "Declare it, or do not emit it.",
		}
		if ok {
			f.Near, f.Grave = near, true
			f.What += fmt.Sprintf(" Did you mean %s?", near)
			f.Do = fmt.Sprintf("Emit %s instead.", near)
		}
		all = append(all, f)
	}
	slices.SortFunc(all, func(x, y Finding) int { return cmp.Or(cmp.Compare(x.Topic, y.Topic), cmp.Compare(x.Owner, y.Owner)) })
	return all
}

// unused finds declared events that nobody hears or emits.
func (m *model) unused() (all []Finding) {
	for _, d := range m.catalog {
		heard := m.heard(d.Name)
		f := Finding{Topic: d.Name, Owner: d.Owner}
		switch {
		case !heard && d.Emits > 0:
			f.Kind, f.What = "unheard", fmt.Sprintf("It was emitted %s, and nobody was there to hear it.", times(d.Emits))
			f.Do = "Listen to it (the catalog has the code), or do without it."
		case !heard:
			f.Kind, f.What = "unheard", "Nobody listens to it, and it was never emitted."
			f.Do = "Listen to it (the catalog has the code), or do without it."
		case d.Emits == 0:
			f.Kind, f.What = "silent", "It has listeners, and was never emitted since the program has started."
			f.Do = "Nothing, where its time has not come. Else look where it should be emitted."
		default:
			continue
		}
		all = append(all, f)
	}
	return all
}

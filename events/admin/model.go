package admin

import (
	"cmp"
	"fmt"
	"hash/fnv"
	"path/filepath"
	"slices"
	"strings"
	"time"

	"github.com/fastpluggy/eventbus/events"
)

// A Topic is one name, declared or listened to, with all who would hear it in
// the order in which they would.
type Topic struct {
	Name      string     `json:"name"`
	Declared  []string   `json:"declared"` // by these owners
	Emits     uint64     `json:"emits"`    // where it is declared; else what its busiest listener has accepted
	Listeners []Listener `json:"listeners"`
	More      int        `json:"more"` // listeners after these
	flow
}

// A Group is the listeners of one namespace, or of everything.
type Group struct {
	Pattern   string     `json:"pattern"` // "user.*" or "*"
	Listeners []Listener `json:"listeners"`
	More      int        `json:"more"` // listeners after these
	flow
}

// A Listener is one listener and what it listens to.
type Listener struct {
	events.Listening
	ID string `json:"id"` // the same as long as the program runs and it is listening
}

// A model is what the bus looks like at one moment.
type model struct {
	taken     time.Time
	listeners []events.Listening // in order of delivery, without the texts of their errors
	errors    map[int]errorTexts // by where the listener is in listeners
	redactor  *redactor
	// withoutTexts says that the request shows no texts of errors.
	withoutTexts bool
	exact        map[string][]int
	prefixes     map[string][]int
	any          []int
	catalog      []events.Declaration
	declared     map[string][]events.Declaration
	expects      map[string][]events.Expectation
	owners       []events.OwnerInfo
	names        []string // declared or listened to, sorted
	found        []Finding
	compare      int // how many more names may be compared in search of those that were meant
}

func modelOf(b *events.Bus, r *redactor) *model {
	m := &model{
		taken: time.Now(), compare: glances, exact: map[string][]int{}, prefixes: map[string][]int{},
		catalog: b.Catalog(), declared: map[string][]events.Declaration{}, owners: b.OwnerInfo(),
		expects: map[string][]events.Expectation{}, errors: map[int]errorTexts{}, redactor: r,
	}
	for _, e := range b.Expectations() {
		m.expects[e.Name] = append(m.expects[e.Name], e)
	}
	m.listeners = b.Listeners()
	for i := range m.listeners {
		l := &m.listeners[i]
		m.keepTexts(i, l)
		m.add(i, l)
	}
	for _, d := range m.catalog {
		m.declared[d.Name] = append(m.declared[d.Name], d)
	}
	for name := range m.exact {
		m.names = append(m.names, name)
	}
	for name := range m.declared {
		if m.exact[name] == nil {
			m.names = append(m.names, name)
		}
	}
	slices.Sort(m.names)
	return m
}

func (m *model) add(at int, l *events.Listening) {
	switch l.Scope {
	case "topic":
		m.exact[l.Topic] = append(m.exact[l.Topic], at)
	case "namespace":
		m.prefixes[l.Topic] = append(m.prefixes[l.Topic], at)
	default:
		m.any = append(m.any, at)
	}
}

// hearers returns who would hear a name first, in order, and how many others.
func (m *model) hearers(name string, limit int) (first []Listener, more int) {
	return m.pick(m.order(name), limit)
}

// listening is the same without their ids.
func (m *model) listening(name string) []*events.Listening {
	var out []*events.Listening
	for _, i := range m.order(name) {
		out = append(out, &m.listeners[i])
	}
	return out
}

// order returns where the hearers of a name stand among all listeners.
func (m *model) order(name string) []int {
	at := slices.Concat(m.exact[name], m.any)
	for prefix := name; strings.Contains(prefix, "."); {
		prefix = prefix[:strings.LastIndexByte(prefix, '.')]
		at = append(at, m.prefixes[prefix]...)
	}
	slices.Sort(at)
	return at
}

// heard reports whether anybody would hear a name.
func (m *model) heard(name string) bool {
	if len(m.exact[name]) > 0 || len(m.any) > 0 {
		return true
	}
	for i := range len(name) {
		if name[i] == '.' && len(m.prefixes[name[:i]]) > 0 {
			return true
		}
	}
	return false
}

// pick returns the first listeners of some, with their ids and the texts of
// their errors.
func (m *model) pick(at []int, limit int) (first []Listener, more int) {
	more = max(0, len(at)-limit)
	at = at[:len(at)-more]
	out := make([]Listener, 0, len(at))
	times := map[string]int{}
	for _, i := range at {
		l := m.at(i)
		if !m.withoutTexts {
			l.LastError, l.LastErrorStack = m.texts(i)
		}
		key := fmt.Sprint(l.Scope, "\x00", l.Topic, "\x00", l.Name, "\x00", l.Owner, "\x00", l.File, l.Line)
		h := fnv.New64a()
		fmt.Fprint(h, key, times[key])
		times[key]++
		l.ID = fmt.Sprintf("%016x", h.Sum64())
		out = append(out, l)
	}
	return out, more
}

func (m *model) topic(name string, limit int, s *sampler) Topic {
	t := Topic{Name: name, Declared: []string{}, flow: s.flow(name)}
	t.Listeners, t.More = m.hearers(name, limit)
	for _, d := range m.declared[name] {
		t.Declared = append(t.Declared, d.Owner)
		t.Emits = d.Emits
	}
	if len(t.Declared) == 0 {
		for _, i := range m.exact[name] {
			t.Emits = max(t.Emits, m.listeners[i].Accepted)
		}
	}
	return t
}

// groups returns the namespaces with their listeners, and who hears everything.
func (m *model) groups(limit int, s *sampler) []Group {
	out := []Group{}
	group := func(pattern string, at []int) {
		first, more := m.pick(at, limit)
		out = append(out, Group{pattern, first, more, s.flow(pattern)})
	}
	for prefix, at := range m.prefixes {
		group(prefix+".*", at)
	}
	slices.SortFunc(out, func(x, y Group) int { return cmp.Compare(x.Pattern, y.Pattern) })
	if len(m.any) > 0 {
		group("*", m.any)
	}
	return out
}

// matches reports whether a search finds a name or one of its own listeners.
func (m *model) matches(name, search string) bool {
	if contains(name, search) {
		return true
	}
	for _, d := range m.declared[name] {
		if contains(d.Owner, search) || contains(d.Description, search) {
			return true
		}
	}
	for _, i := range m.exact[name] {
		if m.at(i).matches(search) {
			return true
		}
	}
	return false
}

func (m *model) at(i int) Listener { return Listener{Listening: m.listeners[i]} }

func (l Listener) matches(search string) bool {
	return contains(l.Name, search) || contains(l.Owner, search) || contains(l.Place(), search)
}

// Place is where a listener was registered, short: "authuser/routes.go:12".
func (l Listener) Place() string { return shortPlace(l.File, l.Line) }

func (l Listener) Pattern() string { return pattern(l.Listening) }

// Full reports whether an asynchronous listener's queue is full.
func (l Listener) Full() bool { return l.Buffer > 0 && l.Pending >= l.Buffer }

func shortPlace(file string, line int) string {
	if file == "" {
		return ""
	}
	file = filepath.ToSlash(file)
	parts := strings.Split(file, "/")
	return fmt.Sprintf("%s:%d", strings.Join(parts[max(0, len(parts)-2):], "/"), line)
}

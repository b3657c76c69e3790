package admin

import (
	"fmt"
	"hash/fnv"
	"slices"
	"strings"
	"time"

	"github.com/fastpluggy/eventbus/events"
)

// A Listener is one listener and what it listens to.
type Listener struct {
	events.Listening
	ID string `json:"id"` // the same as long as the program runs and it is listening
}

// A snapshot is what the bus looks like at one moment.
type snapshot struct {
	taken     time.Time
	listeners []events.Listening // in order of delivery, without the texts of their errors
	errors    map[int]errorTexts // by where the listener is in listeners
	redactor  *redactor
	// withoutTexts says that the request shows no texts of errors.
	withoutTexts bool
	byName       map[string][]int
	byPrefix     map[string][]int
	catchAll     []int
	catalog      []events.Declaration
	declared     map[string][]events.Declaration
	expects      map[string][]events.Expectation
	owners       []events.OwnerInfo
	names        []string // declared or listened to, sorted
	findings     []Finding
	comparesLeft int // how many more names may be compared in search of those that were meant
}

func takeSnapshot(b *events.Bus, r *redactor) *snapshot {
	m := &snapshot{
		taken: time.Now(), comparesLeft: maxComparesForCount, byName: map[string][]int{}, byPrefix: map[string][]int{},
		catalog: b.Catalog(), declared: map[string][]events.Declaration{}, owners: b.OwnerInfo(),
		expects: map[string][]events.Expectation{}, errors: map[int]errorTexts{}, redactor: r,
	}
	for _, e := range b.Expectations() {
		m.expects[e.Name] = append(m.expects[e.Name], e)
	}
	m.listeners = b.Listeners()
	for i := range m.listeners {
		l := &m.listeners[i]
		m.keepErrorTexts(i, l)
		m.indexListener(i, l)
	}
	for _, d := range m.catalog {
		m.declared[d.Name] = append(m.declared[d.Name], d)
	}
	for name := range m.byName {
		m.names = append(m.names, name)
	}
	for name := range m.declared {
		if m.byName[name] == nil {
			m.names = append(m.names, name)
		}
	}
	slices.Sort(m.names)
	return m
}

func (m *snapshot) indexListener(at int, l *events.Listening) {
	switch l.Scope {
	case "topic":
		m.byName[l.Topic] = append(m.byName[l.Topic], at)
	case "namespace":
		m.byPrefix[l.Topic] = append(m.byPrefix[l.Topic], at)
	default:
		m.catchAll = append(m.catchAll, at)
	}
}

// firstListenersOf returns who would hear a name first, in order, and how many others.
func (m *snapshot) firstListenersOf(name string, limit int) (first []Listener, more int) {
	return m.pickListeners(m.deliveryOrder(name), limit)
}

// listenersOf is the same without their ids.
func (m *snapshot) listenersOf(name string) []*events.Listening {
	var out []*events.Listening
	for _, i := range m.deliveryOrder(name) {
		out = append(out, &m.listeners[i])
	}
	return out
}

// deliveryOrder returns where the hearers of a name stand among all listeners.
func (m *snapshot) deliveryOrder(name string) []int {
	at := slices.Concat(m.byName[name], m.catchAll)
	for prefix := name; strings.Contains(prefix, "."); {
		prefix = prefix[:strings.LastIndexByte(prefix, '.')]
		at = append(at, m.byPrefix[prefix]...)
	}
	slices.Sort(at)
	return at
}

// hasListener reports whether anybody would hear a name.
func (m *snapshot) hasListener(name string) bool {
	if len(m.byName[name]) > 0 || len(m.catchAll) > 0 {
		return true
	}
	for i := range len(name) {
		if name[i] == '.' && len(m.byPrefix[name[:i]]) > 0 {
			return true
		}
	}
	return false
}

// pickListeners returns the first listeners of some, with their ids and the texts of
// their errors.
func (m *snapshot) pickListeners(at []int, limit int) (first []Listener, more int) {
	more = max(0, len(at)-limit)
	at = at[:len(at)-more]
	out := make([]Listener, 0, len(at))
	times := map[string]int{}
	for _, i := range at {
		l := m.listenerAt(i)
		if !m.withoutTexts {
			l.LastError, l.LastErrorStack = m.errorTextsOf(i)
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

// nameMatches reports whether a search finds a name or one of its own listeners.
func (m *snapshot) nameMatches(name, search string) bool {
	if containsFold(name, search) {
		return true
	}
	for _, d := range m.declared[name] {
		if containsFold(d.Owner, search) || containsFold(d.Description, search) {
			return true
		}
	}
	for _, i := range m.byName[name] {
		if m.listenerAt(i).matchesSearch(search) {
			return true
		}
	}
	return false
}

func (m *snapshot) listenerAt(i int) Listener { return Listener{Listening: m.listeners[i]} }

func (l Listener) matchesSearch(search string) bool {
	return containsFold(l.Name, search) || containsFold(l.Owner, search) || containsFold(l.Place(), search)
}

// Place is where a listener was registered, short: "authuser/routes.go:12".
func (l Listener) Place() string { return shortPlace(l.File, l.Line) }

func (l Listener) Pattern() string { return patternOf(l.Listening) }

// Full reports whether an asynchronous listener's queue is full.
func (l Listener) Full() bool { return l.Buffer > 0 && l.Pending >= l.Buffer }

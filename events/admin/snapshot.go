package admin

import (
	"fmt"
	"hash/fnv"
	"slices"
	"strings"
	"time"

	"github.com/fastpluggy/eventbus/events"
)

// A snapshot is the state of the bus at one moment. Each request that shows the
// bus takes one, and no other goroutine reads it. Listeners are referred to by
// their index in listeners.
type snapshot struct {
	taken        time.Time
	listeners    []events.ListenerInfo // in order of delivery, without their error texts
	errors       map[int]errorTexts    // by index in listeners
	redactor     *redactor
	withoutTexts bool // set if the request shows no error texts
	byName       map[string][]int
	byPrefix     map[string][]int // "user" of "user.*"
	catchAll     []int
	catalog      []events.Declaration
	declared     map[string][]events.Declaration
	expects      map[string][]events.Expectation
	owners       []events.OwnerInfo
	names        []string // declared or listened to, sorted
	findings     []Finding
	comparesLeft int // how many more names similarName may compare
}

// takeSnapshot reads the state of a bus.
func takeSnapshot(b *events.Bus, r *redactor) *snapshot {
	snap := &snapshot{
		taken: time.Now(), comparesLeft: maxComparesForCount, byName: map[string][]int{}, byPrefix: map[string][]int{},
		catalog: b.Catalog(), declared: map[string][]events.Declaration{}, owners: b.OwnerInfo(),
		expects: map[string][]events.Expectation{}, errors: map[int]errorTexts{}, redactor: r,
	}
	for _, e := range b.Expectations() {
		snap.expects[e.Name] = append(snap.expects[e.Name], e)
	}
	snap.listeners = b.Listeners()
	for i := range snap.listeners {
		l := &snap.listeners[i]
		snap.keepErrorTexts(i, l)
		snap.indexListener(i, l)
	}
	for _, d := range snap.catalog {
		snap.declared[d.Name] = append(snap.declared[d.Name], d)
	}
	for name := range snap.byName {
		snap.names = append(snap.names, name)
	}
	for name := range snap.declared {
		if snap.byName[name] == nil {
			snap.names = append(snap.names, name)
		}
	}
	slices.Sort(snap.names)
	return snap
}

// indexListener adds the listener at an index to the lists by name, prefix and
// catch-all.
func (snap *snapshot) indexListener(at int, l *events.ListenerInfo) {
	switch l.Scope {
	case "topic":
		snap.byName[l.Topic] = append(snap.byName[l.Topic], at)
	case "namespace":
		snap.byPrefix[l.Topic] = append(snap.byPrefix[l.Topic], at)
	default:
		snap.catchAll = append(snap.catchAll, at)
	}
}

// firstListenersOf returns the first listeners of a name in order of delivery, and
// the number of others.
func (snap *snapshot) firstListenersOf(name string, limit int) (first []Listener, more int) {
	return snap.pickListeners(snap.deliveryOrder(name), limit)
}

// listenersOf returns all listeners of a name in order of delivery, without the
// ids and error texts of firstListenersOf.
func (snap *snapshot) listenersOf(name string) []*events.ListenerInfo {
	var out []*events.ListenerInfo
	for _, i := range snap.deliveryOrder(name) {
		out = append(out, &snap.listeners[i])
	}
	return out
}

// deliveryOrder returns the indexes of all listeners of a name: of the name
// itself, of its namespaces, and the catch-all ones.
func (snap *snapshot) deliveryOrder(name string) []int {
	at := slices.Concat(snap.byName[name], snap.catchAll)
	for prefix := name; strings.Contains(prefix, "."); {
		prefix = prefix[:strings.LastIndexByte(prefix, '.')]
		at = append(at, snap.byPrefix[prefix]...)
	}
	slices.Sort(at)
	return at
}

// hasListener reports whether an event of this name would reach a listener.
func (snap *snapshot) hasListener(name string) bool {
	if len(snap.byName[name]) > 0 || len(snap.catchAll) > 0 {
		return true
	}
	for i := range len(name) {
		if name[i] == '.' && len(snap.byPrefix[name[:i]]) > 0 {
			return true
		}
	}
	return false
}

// pickListeners returns the first listeners of a list of indexes, with their ids
// and error texts, and the number of others.
func (snap *snapshot) pickListeners(at []int, limit int) (first []Listener, more int) {
	more = max(0, len(at)-limit)
	at = at[:len(at)-more]
	out := make([]Listener, 0, len(at))
	times := map[string]int{}
	for _, i := range at {
		l := snap.listenerAt(i)
		if !snap.withoutTexts {
			l.LastError, l.LastErrorStack = snap.errorTextsOf(i)
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

// nameMatches reports whether a search finds a name: by itself, its declarations,
// or the listeners of exactly that name.
func (snap *snapshot) nameMatches(name, search string) bool {
	if containsFold(name, search) {
		return true
	}
	for _, d := range snap.declared[name] {
		if containsFold(d.Owner, search) || containsFold(d.Description, search) {
			return true
		}
	}
	for _, i := range snap.byName[name] {
		if snap.listenerAt(i).matchesSearch(search) {
			return true
		}
	}
	return false
}

func (snap *snapshot) listenerAt(i int) Listener { return Listener{Listening: snap.listeners[i]} }

package admin

import (
	"cmp"
	"fmt"
	"maps"
	"slices"

	"github.com/fastpluggy/eventbus/events"
	"github.com/fastpluggy/eventbus/internal/eventname"
	"github.com/fastpluggy/eventbus/internal/registry"
	"github.com/fastpluggy/eventbus/internal/typehint"
)

// undeclaredFindings finds names that are listened to or expected, but not
// declared. If nothing at all is declared, it finds nothing: the program does
// without declarations.
func (snap *snapshot) undeclaredFindings() (all []Finding) {
	if len(snap.catalog) == 0 {
		return nil
	}
	known := snap.declaredNames()
	for _, name := range snap.names {
		if snap.declared[name] == nil {
			all = append(all, snap.undeclaredFinding(snap.byName[name][0], name, known))
		}
	}
	for _, name := range slices.Sorted(maps.Keys(snap.expects)) {
		if snap.declared[name] == nil && snap.byName[name] == nil {
			all = append(all, snap.expectationFinding(name, known))
		}
	}
	return append(all, snap.undeclaredPrefixFindings()...)
}

// undeclaredPrefixFindings finds namespaces that are listened to, but have no
// declared name.
func (snap *snapshot) undeclaredPrefixFindings() (all []Finding) {
	known := snap.declaredPrefixes()
	for _, prefix := range slices.Sorted(maps.Keys(snap.byPrefix)) {
		if _, ok := slices.BinarySearch(known, prefix); !ok {
			all = append(all, snap.undeclaredFinding(snap.byPrefix[prefix][0], prefix, known))
		}
	}
	return all
}

// undeclaredFinding is the finding about a name or prefix that a listener listens
// to.
func (snap *snapshot) undeclaredFinding(at int, name string, known []string) Finding {
	f := snap.listenerAt(at).newFinding("undeclared", false, "Not declared, and never emitted.", "Declare it where it is emitted, or remove the listener.")
	if snap.listeners[at].Accepted > 0 {
		f.What, f.Do = "Emitted, but not declared.", "Declare it where it is emitted, so that its payload is checked."
	}
	if near, ok := snap.similarName(name, known); ok {
		f.Near, f.Grave = near, true
		f.What = fmt.Sprintf("%s is not declared. Did you mean %s?", name, near)
		f.Do = fmt.Sprintf("Listen to %s instead.", near)
	}
	return f
}

// expectationFinding is the finding about a name whose fields a plugin reads.
func (snap *snapshot) expectationFinding(name string, known []string) Finding {
	e := snap.expects[name][0]
	f := Finding{
		Kind: "undeclared", Topic: name, Owner: e.Owner, What: "Expected, but not declared.",
		Do: "Declare it where it is emitted, or remove it from Listens.",
	}
	f.findPlace = generatedPlace(e.EventSpec, true)
	if near, ok := snap.similarName(name, known); ok {
		f.Near, f.Grave = near, true
		f.What = fmt.Sprintf("Expected, but not declared. Did you mean %s?", near)
	}
	return f
}

// generatedPlace returns a function that finds where the generated code of a
// declaration is, if there is any.
func generatedPlace(e events.EventSpec, listens bool) func() (file string, line int) {
	return func() (file string, line int) {
		if c, _ := registry.Find(e.Name, typehint.Fingerprint(e.Name, e.Payload), listens); c != nil {
			return c.Place()
		}
		return "", 0
	}
}

// similarName looks for the name that was probably meant. It gives up after
// comparesLeft comparisons: with ten thousand names on both sides, all of them
// would take minutes.
func (snap *snapshot) similarName(name string, among []string) (string, bool) {
	if snap.comparesLeft -= len(among); snap.comparesLeft < 0 {
		return "", false
	}
	return eventname.Near(name, among)
}

func (snap *snapshot) declaredNames() []string {
	names := make([]string, 0, len(snap.declared))
	for name := range snap.declared {
		names = append(names, name)
	}
	return names
}

// declaredPrefixes returns the namespaces of the declared names, sorted.
func (snap *snapshot) declaredPrefixes() []string {
	seen := map[string]bool{}
	for name := range snap.declared {
		for i := range len(name) {
			if name[i] == '.' {
				seen[name[:i]] = true
			}
		}
	}
	return slices.Sorted(maps.Keys(seen))
}

// strayFindings finds names that were emitted while the page was open, but are
// neither declared nor listened to by name.
func (snap *snapshot) strayFindings(routes map[emitRoute]uint64) (all []Finding) {
	for route, n := range routes {
		if snap.declared[route.name] != nil || snap.byName[route.name] != nil {
			continue
		}
		near, ok := snap.similarName(route.name, snap.names)
		if !ok && snap.hasListener(route.name) {
			continue // a namespace or catch-all listener wants names like this
		}
		f := Finding{
			Kind: "stray", Topic: route.name, Owner: route.source, What: fmt.Sprintf("Emitted %s while this page was open.", formatTimes(n)),
			Do: "Declare it, or stop emitting it.",
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

// unusedFindings finds declared events that have no listener or are never emitted.
func (snap *snapshot) unusedFindings() (all []Finding) {
	for _, d := range snap.catalog {
		if d.Name == events.ListenerDisabled.Name { // emitted by the bus itself: most programs need no listener for it
			continue
		}
		hasListener := snap.hasListener(d.Name)
		f := Finding{Topic: d.Name, Owner: d.Owner}
		f.findPlace = generatedPlace(d.EventSpec, false)
		switch {
		case !hasListener && d.Emits > 0:
			f.Kind, f.What = "unheard", fmt.Sprintf("Emitted %s without a listener.", formatTimes(d.Emits))
			f.Do = "Nothing if no listener is needed. Otherwise add one: the catalog has the code."
		case !hasListener:
			f.Kind, f.What = "unheard", "No listener, and never emitted."
			f.Do = "Nothing if no listener is needed. Otherwise add one: the catalog has the code."
		case d.Emits == 0:
			f.Kind, f.What = "silent", "It has listeners, but has not been emitted since the program started."
			f.Do = "Nothing if it is not due yet. Otherwise check the code that should emit it."
		default:
			continue
		}
		all = append(all, f)
	}
	return all
}

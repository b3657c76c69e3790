package admin

import (
	"cmp"
	"fmt"
	"maps"
	"slices"

	"github.com/fastpluggy/eventbus/events"
	"github.com/fastpluggy/eventbus/internal/hint"
	"github.com/fastpluggy/eventbus/internal/registry"
)

// undeclaredFindings finds names that are listened to and that nobody declares. Where
// there is no catalog at all, that says nothing.
func (m *snapshot) undeclaredFindings() (all []Finding) {
	if len(m.catalog) == 0 {
		return nil
	}
	known := m.declaredNames()
	for _, name := range m.names {
		if m.declared[name] == nil {
			all = append(all, m.undeclaredFinding(m.byName[name][0], name, known))
		}
	}
	for _, name := range slices.Sorted(maps.Keys(m.expects)) {
		if m.declared[name] == nil && m.byName[name] == nil {
			all = append(all, m.expectationFinding(name, known))
		}
	}
	return append(all, m.undeclaredPrefixFindings()...)
}

// undeclaredPrefixFindings finds the namespaces that are listened to and that no
// declared name is in.
func (m *snapshot) undeclaredPrefixFindings() (all []Finding) {
	known := m.declaredPrefixes()
	for _, prefix := range slices.Sorted(maps.Keys(m.byPrefix)) {
		if _, ok := slices.BinarySearch(known, prefix); !ok {
			all = append(all, m.undeclaredFinding(m.byPrefix[prefix][0], prefix, known))
		}
	}
	return all
}

func (m *snapshot) undeclaredFinding(at int, name string, known []string) Finding {
	f := m.listenerAt(at).newFinding("undeclared", false, "Nobody declares it, and it was never emitted.", "Declare it where it is emitted, or take the listener off.")
	if m.listeners[at].Accepted > 0 {
		f.What, f.Do = "It is emitted, and nobody declares it.", "Declare it where it is emitted, so that its payload is checked."
	}
	if near, ok := m.similarName(name, known); ok {
		f.Near, f.Grave = near, true
		f.What = fmt.Sprintf("Nobody declares %s. Did you mean %s?", name, near)
		f.Do = fmt.Sprintf("Listen to %s instead.", near)
	}
	return f
}

// expectationFinding is the same for a name that a plugin reads fields of.
func (m *snapshot) expectationFinding(name string, known []string) Finding {
	e := m.expects[name][0]
	f := Finding{
		Kind: "undeclared", Topic: name, Owner: e.Owner, What: "It is expected, and nobody declares it.",
		Do: "Declare it where it is emitted, or drop it from Listens.",
	}
	f.findPlace = generatedPlace(e.EventSpec, true)
	if near, ok := m.similarName(name, known); ok {
		f.Near, f.Grave = near, true
		f.What = fmt.Sprintf("It is expected, and nobody declares it. Did you mean %s?", near)
	}
	return f
}

// generatedPlace returns where the generated code of a declaration is, where there is some.
func generatedPlace(e events.EventSpec, listens bool) func() (file string, line int) {
	return func() (file string, line int) {
		if c, _ := registry.Find(e.Name, hint.Fingerprint(e.Name, e.Payload), listens); c != nil {
			return c.Place()
		}
		return "", 0
	}
}

// similarName looks for the name that was meant, as long as that doesn't take long:
// with ten thousand names on both sides it would be minutes.
// Who counts findings has less time than who reads them.
func (m *snapshot) similarName(name string, among []string) (string, bool) {
	if m.comparesLeft -= len(among); m.comparesLeft < 0 {
		return "", false
	}
	return hint.Near(name, among)
}

func (m *snapshot) declaredNames() []string {
	names := make([]string, 0, len(m.declared))
	for name := range m.declared {
		names = append(names, name)
	}
	return names
}

// declaredPrefixes returns the namespaces of the declared names, sorted.
func (m *snapshot) declaredPrefixes() []string {
	seen := map[string]bool{}
	for name := range m.declared {
		for i := range len(name) {
			if name[i] == '.' {
				seen[name[:i]] = true
			}
		}
	}
	return slices.Sorted(maps.Keys(seen))
}

// strayFindings finds names that were emitted while somebody looked, and that nobody
// declares or listens to by name.
func (m *snapshot) strayFindings(routes map[emitRoute]uint64) (all []Finding) {
	for way, n := range routes {
		if m.declared[way.name] != nil || m.byName[way.name] != nil {
			continue
		}
		near, ok := m.similarName(way.name, m.names)
		if !ok && m.hasListener(way.name) {
			continue // who hears a namespace wants such names
		}
		f := Finding{
			Kind: "stray", Topic: way.name, Owner: way.source, What: fmt.Sprintf("It was emitted %s while this page was open.", formatTimes(n)),
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

// unusedFindings finds declared events that nobody hears or emits.
func (m *snapshot) unusedFindings() (all []Finding) {
	for _, d := range m.catalog {
		if d.Name == events.ListenerDisabled.Name { // the bus's own; most programs need not hear it, and none hopes to
			continue
		}
		heard := m.hasListener(d.Name)
		f := Finding{Topic: d.Name, Owner: d.Owner}
		f.findPlace = generatedPlace(d.EventSpec, false)
		switch {
		case !heard && d.Emits > 0:
			f.Kind, f.What = "unheard", fmt.Sprintf("It was emitted %s, and nobody was there to hear it.", formatTimes(d.Emits))
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

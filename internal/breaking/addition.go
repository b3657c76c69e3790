package breaking

import (
	"bytes"
	"cmp"
	"encoding/json"
	"slices"

	"github.com/fastpluggy/eventbus/internal/contract"
	"github.com/fastpluggy/eventbus/internal/lockfile"
)

// An Addition is what is new and breaks nothing, so that no rule is about it: an event,
// an optional field at any depth, or a declaration in Listens.
type Addition struct {
	Topic   string `json:"topic"`
	Package string `json:"package"`
	Field   string `json:"field,omitempty"` // its path, as in [Finding]
	Shape   string `json:"shape,omitempty"` // the struct that declares the field, except if it is a payload's own
	Type    string `json:"-"`               // of the field
	Listens bool   `json:"listens,omitempty"`
}

// addNewEvents adds the events that are new and that no finding is about.
func (c *comparison) addNewEvents() {
	for i := range c.new.Topics {
		t := &c.new.Topics[i]
		isFound := func(f Finding) bool { return f.Topic == t.Name && f.Package == t.Package && f.Field == "" }
		if findSameEvent(t, c.old.Topics) == nil && !slices.ContainsFunc(c.found, isFound) {
			c.added = append(c.added, Addition{Topic: t.Name, Package: t.Package})
		}
	}
	for i := range c.new.Listens {
		t := &c.new.Listens[i]
		if was := findSameEvent(t, c.old.Listens); was == nil || was.Package != t.Package {
			c.added = append(c.added, Addition{Topic: t.Name, Package: t.Package, Listens: true})
		}
	}
}

func sortAdditions(all []Addition) []Addition {
	slices.SortStableFunc(all, func(a, b Addition) int {
		return cmp.Or(cmp.Compare(a.Topic, b.Topic), cmp.Compare(a.Package, b.Package))
	})
	return all
}

// Same reports whether two versions of contracts are equal in everything that a lock
// has of them, comments included. Fingerprints are left out: they follow the rest.
func Same(old, new *lockfile.File) bool {
	return bytes.Equal(textOf(old), textOf(new))
}

// textOf returns all of the contracts: the lines of the lock, and the shapes of each
// event, since two events may have two of one name.
func textOf(f *lockfile.File) []byte {
	plain := &lockfile.File{Topics: withoutFingerprints(f.Topics), Listens: withoutFingerprints(f.Listens)}
	text := plain.Format()
	for _, e := range slices.Concat(plain.Topics, plain.Listens) {
		shapes, err := json.Marshal(e.Shapes.Reachable(e.Fields))
		if err != nil {
			panic(err) // they have only strings
		}
		text = append(text, shapes...)
	}
	return text
}

func withoutFingerprints(events []contract.Event) []contract.Event {
	events = slices.Clone(events)
	for i := range events {
		events[i].Fingerprint = ""
	}
	return events
}

package breaking

import (
	"slices"

	"github.com/fastpluggy/eventbus/internal/contract"
	"github.com/fastpluggy/eventbus/internal/lockfile"
)

// An Addition is what is new and breaks nothing, so that no rule is about it: an event,
// an optional field of an event, or a declaration in Listens.
type Addition struct {
	Topic   string `json:"topic"`
	Package string `json:"package"`
	Field   string `json:"field,omitempty"`
	Listens bool   `json:"listens,omitempty"`
}

// Additions returns what new has and old has not, except what found is about, in the
// order of new.
func Additions(old, new *lockfile.File, found []Finding) (added []Addition) {
	reported := map[Addition]bool{}
	for _, f := range found {
		reported[Addition{Topic: f.Topic, Package: f.Package, Field: f.Field}] = true
	}
	for _, t := range new.Topics {
		for _, a := range additionsOf(&t, findSameEvent(&t, old.Topics)) {
			if !reported[a] {
				added = append(added, a)
			}
		}
	}
	for _, t := range new.Listens {
		if was := findSameEvent(&t, old.Listens); was == nil || was.Package != t.Package {
			added = append(added, Addition{Topic: t.Name, Package: t.Package, Listens: true})
		}
	}
	return added
}

func additionsOf(is, was *contract.Event) (added []Addition) {
	if was == nil {
		return []Addition{{Topic: is.Name, Package: is.Package}}
	}
	for _, f := range is.Fields {
		if was.Field(f.Name) == nil {
			added = append(added, Addition{Topic: is.Name, Package: is.Package, Field: f.Name})
		}
	}
	return added
}

// Same reports whether two versions of contracts are equal in everything that a lock
// has of them, comments included. Fingerprints are left out: they follow the rest.
func Same(old, new *lockfile.File) bool {
	a := &lockfile.File{Topics: withoutFingerprints(old.Topics), Listens: withoutFingerprints(old.Listens)}
	b := &lockfile.File{Topics: withoutFingerprints(new.Topics), Listens: withoutFingerprints(new.Listens)}
	return string(a.Format()) == string(b.Format())
}

func withoutFingerprints(events []contract.Event) []contract.Event {
	events = slices.Clone(events)
	for i := range events {
		events[i].Fingerprint = ""
	}
	return events
}

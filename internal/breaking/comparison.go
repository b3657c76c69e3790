package breaking

import (
	"cmp"
	"fmt"
	"maps"
	"slices"

	"github.com/fastpluggy/eventbus/internal/contract"
	"github.com/fastpluggy/eventbus/internal/eventname"
	"github.com/fastpluggy/eventbus/internal/lockfile"
)

// A Result is what has changed between two versions of contracts.
type Result struct {
	Findings []Finding  // by topic, field and rule
	Added    []Addition // what is new and breaks nothing

	// Unread are types whose fields one of the versions does not have, so that they were
	// not compared: a lock that an older evgen has written has no shapes.
	Unread []string
}

// Compare returns what has changed from old to new. It does not look at acceptances:
// see [Accept].
func Compare(old, new *lockfile.File) Result { return CompareTypes(old, new, nil) }

// CompareTypes is Compare, but also knows what is behind named types without a shape:
// basicOf returns the basic type, such as "string", that JSON writes for the type of a
// package, or "" if it is none or not known. It is called only for types of fields that
// have changed.
func CompareTypes(old, new *lockfile.File, basicOf func(path, name string) string) Result {
	c := comparison{old: sortedCopy(old), new: sortedCopy(new), basicOf: basicOf, unread: map[string]bool{}}
	old, new = c.old, c.new
	for i := range old.Topics {
		c.compareEvent(&old.Topics[i])
	}
	for i := range new.Topics {
		c.addReusedName(&new.Topics[i])
	}
	c.addRemovedReservations()
	for i := range c.found {
		c.found[i].Listeners = Listeners(&c.found[i], new.Listens)
	}
	c.addNewEvents()
	return Result{sortFindings(c.found), sortAdditions(c.added), slices.Sorted(maps.Keys(c.unread))}
}

// sortedCopy makes the findings independent of the order of topics.
func sortedCopy(f *lockfile.File) *lockfile.File {
	c := *f
	c.Topics = slices.Clone(f.Topics)
	slices.SortStableFunc(c.Topics, func(a, b contract.Event) int {
		return cmp.Or(cmp.Compare(a.Name, b.Name), cmp.Compare(a.Package, b.Package))
	})
	return &c
}

type comparison struct {
	old, new *lockfile.File
	basicOf  func(path, name string) string
	found    []Finding
	added    []Addition
	unread   map[string]bool // names of types
}

func (c *comparison) addFinding(t *contract.Event, field string, f Finding) {
	f.Topic, f.Package, f.Field = t.Name, t.Package, field
	c.found = append(c.found, f)
}

// compareEvent compares one event of the old contract with the new one.
func (c *comparison) compareEvent(was *contract.Event) {
	is := findSameEvent(was, c.new.Topics)
	if is == nil {
		c.addDeleted(was)
		return
	}
	if is.Package != was.Package {
		c.addFinding(is, "", Finding{
			Rule: TopicSamePackage, Old: was.Package, New: is.Package, Verdicts: Verdicts{Source: Breaks},
			Text: fmt.Sprintf("event %q has moved from package %s to %s", was.Name, was.Package, is.Package),
		})
	}
	if is.GoName != was.GoName {
		c.addFinding(is, "", Finding{
			Rule: TopicSameGoName, Old: was.GoName, New: is.GoName, Verdicts: Verdicts{Source: Breaks},
			Text:   fmt.Sprintf("event %q was %s in Go and is %s", was.Name, was.GoName, is.GoName),
			Remark: fmt.Sprintf("set GoName: %q to keep it", was.GoName),
		})
	}
	if is.Description != was.Description {
		c.addFinding(is, "", Finding{Rule: DescriptionChanged, Old: was.Description, New: is.Description, Text: fmt.Sprintf("event %q has another description", was.Name)})
	}
	c.comparePayload(was, is)
}

// findSameEvent returns the event of the same name, if possible of the same package.
func findSameEvent(of *contract.Event, among []contract.Event) (found *contract.Event) {
	for i := range among {
		t := &among[i]
		if t.Name == of.Name && (found == nil || t.Package == of.Package || found.Package != of.Package && t.Package < found.Package) {
			found = t
		}
	}
	return found
}

func (c *comparison) addDeleted(was *contract.Event) {
	f := Finding{Rule: TopicNoDelete, Verdicts: breaksAll, Text: fmt.Sprintf("event %q is no longer declared", was.Name)}
	for _, r := range c.new.Reserved {
		if r.Topic == was.Name {
			f.Rule, f.Verdicts = TopicNoDeleteUnlessReserved, Verdicts{Breaks, Warns, Warns}
			f.Text += fmt.Sprintf("; its name is reserved (%s)", r.Reason)
		}
	}
	if name, ok := c.newNameOf(was); ok {
		f.Remark = fmt.Sprintf("was it renamed to %q?", name)
	}
	c.addFinding(was, "", f)
}

// newNameOf looks for a new event with the same fields, or else with a similar name.
func (c *comparison) newNameOf(was *contract.Event) (string, bool) {
	var fresh []string
	for i := range c.new.Topics {
		t := &c.new.Topics[i]
		if findSameEvent(t, c.old.Topics) != nil {
			continue
		}
		if len(was.Fields) > 0 && slices.EqualFunc(t.Fields, was.Fields, func(a, b contract.Field) bool { return a.Name == b.Name && a.Type == b.Type }) {
			return t.Name, true
		}
		fresh = append(fresh, t.Name)
	}
	return eventname.Near(was.Name, fresh)
}

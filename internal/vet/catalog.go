package vet

import (
	"maps"
	"slices"
	"strings"

	"golang.org/x/tools/go/analysis"
)

// A catalog is the fact about a package: the events that it knows, with all
// that is known of them. It holds those of its imports too, because a driver
// passes on only facts about packages that appear in the exported API, and a
// variable of type []events.EventSpec does not.
type catalog struct {
	Contracts []declaredEvent // by name, then package, each once
	Open      bool            // a declaration has a name that is not constant, so there may be more

	BusFuncs map[string][]busFunc // exported functions that call the bus for others, by their full names
	Used     []string             // names that these packages emit or listen to, sorted
	Emitted  []string             // names that they emit, sorted
	Packages []string             // import paths of all of them that have to do with the bus, sorted
}

// AFact marks a catalog as a fact.
func (*catalog) AFact() {}

// String lists the names; a trailing "..." means that there may be more.
func (c *catalog) String() string {
	names := c.eventNames()
	if c.Open {
		names = append(names, "...")
	}
	return "events(" + strings.Join(names, " ") + ")"
}

// isEmpty reports whether c says nothing of any event.
func (c *catalog) isEmpty() bool {
	return !c.declaresAny() && len(c.BusFuncs) == 0 && len(c.Packages) == 0
}

// declaresAny reports whether c has an event.
func (c *catalog) declaresAny() bool { return len(c.Contracts) > 0 || c.Open }

// merge adds what o knows.
func (c *catalog) merge(o *catalog) {
	c.Contracts = append(c.Contracts, o.Contracts...)
	slices.SortStableFunc(c.Contracts, compareByName)
	c.Contracts = slices.CompactFunc(c.Contracts, func(a, b declaredEvent) bool { return compareByName(a, b) == 0 })
	c.Open = c.Open || o.Open
	c.Used, c.Emitted = mergeNames(c.Used, o.Used), mergeNames(c.Emitted, o.Emitted)
	c.Packages = mergeNames(c.Packages, o.Packages)
	if c.BusFuncs == nil && len(o.BusFuncs) > 0 {
		c.BusFuncs = map[string][]busFunc{}
	}
	maps.Copy(c.BusFuncs, o.BusFuncs)
}

// mergeNames returns the names of both lists, sorted, each once.
func mergeNames(a, b []string) []string {
	all := slices.Concat(a, b)
	slices.Sort(all)
	return slices.Compact(all)
}

// eventNames lists the known names, sorted, each once.
func (c *catalog) eventNames() []string {
	var names []string
	for _, one := range c.Contracts {
		names = append(names, one.Name)
	}
	return slices.Compact(names)
}

// declares reports whether name is known.
func (c *catalog) declares(name string) bool {
	_, ok := slices.BinarySearchFunc(c.Contracts, name, func(c declaredEvent, name string) int { return strings.Compare(c.Name, name) })
	return ok
}

// contractFor returns what is known of a name's payload: what the package own
// itself declares, and otherwise what all others declare. If two of these
// differ, or one cannot be read, it is not known which one is right.
func (c *catalog) contractFor(name, own string) (*declaredEvent, bool) {
	var found *declaredEvent
	for i := range c.Contracts {
		one := &c.Contracts[i]
		switch {
		case one.Name != name || one.ByHand:
		case one.Package == own:
			return one, one.hasKnownFields()
		case one.Open || found != nil && !found.samePayload(one):
			return nil, false
		case found == nil || found.TopicVar == "" && one.TopicVar != "":
			found = one
		}
	}
	return found, found != nil
}

// contractIn returns what one package declares of an event, or nil.
func (c *catalog) contractIn(pkg, name string) *declaredEvent {
	for i := range c.Contracts {
		if c.Contracts[i].Name == name && c.Contracts[i].Package == pkg {
			return &c.Contracts[i]
		}
	}
	return nil
}

// importedCatalog returns the union of what the imports of a package know.
func importedCatalog(pass *analysis.Pass) *catalog {
	all := new(catalog)
	for _, p := range pass.Pkg.Imports() {
		var c catalog
		if pass.ImportPackageFact(p, &c) {
			all.merge(&c)
		}
	}
	return all
}

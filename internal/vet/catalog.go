package vet

import (
	"slices"
	"strings"

	"golang.org/x/tools/go/analysis"
)

// A catalog is the fact about a package: the events that it knows, with all
// that is known of them. It holds those of its imports too, for the driver
// passes on only facts about packages that appear in the exported API, and a
// var of type []events.EventSpec does not.
type catalog struct {
	Contracts []contract // by name, then package, each once
	Open      bool       // a declaration has a name that is not constant, so there may be more
}

// AFact marks a catalog as a fact.
func (*catalog) AFact() {}

// String lists the names; a trailing "..." means that there may be more.
func (c *catalog) String() string {
	names := c.names()
	if c.Open {
		names = append(names, "...")
	}
	return "events(" + strings.Join(names, " ") + ")"
}

// add takes in what o knows.
func (c *catalog) add(o *catalog) {
	c.Contracts = append(c.Contracts, o.Contracts...)
	slices.SortStableFunc(c.Contracts, byName)
	c.Contracts = slices.CompactFunc(c.Contracts, func(a, b contract) bool { return byName(a, b) == 0 })
	c.Open = c.Open || o.Open
}

// names lists the known names, sorted, each once.
func (c *catalog) names() []string {
	var names []string
	for _, one := range c.Contracts {
		names = append(names, one.Name)
	}
	return slices.Compact(names)
}

// has reports whether name is known.
func (c *catalog) has(name string) bool {
	_, ok := slices.BinarySearchFunc(c.Contracts, name, func(c contract, name string) int { return strings.Compare(c.Name, name) })
	return ok
}

// lookup returns what is known of a name's payload: what the package own itself
// says, else what all others say. Where they differ, nobody can tell who is
// right, and where one of them can't be read, neither.
func (c *catalog) lookup(name, own string) (*contract, bool) {
	var found *contract
	for i := range c.Contracts {
		one := &c.Contracts[i]
		switch {
		case one.Name != name || one.ByHand:
		case one.Package == own:
			return one, one.judged()
		case one.Open || found != nil && !found.same(one):
			return nil, false
		case found == nil || found.Handle == "" && one.Handle != "":
			found = one
		}
	}
	return found, found != nil
}

// imported returns the union of what the packages imported by pass's know.
func imported(pass *analysis.Pass) *catalog {
	all := new(catalog)
	for _, p := range pass.Pkg.Imports() {
		var c catalog
		if pass.ImportPackageFact(p, &c) {
			all.add(&c)
		}
	}
	return all
}

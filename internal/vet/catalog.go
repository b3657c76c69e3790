package vet

import (
	"slices"
	"strings"

	"golang.org/x/tools/go/analysis"
)

// A catalog is the fact about a package: the event names that it knows. It
// holds those of its imports too, for the driver passes on only facts about
// packages that appear in the exported API, and a var of type
// []events.EventSpec does not.
type catalog struct {
	Names []string // sorted, each once
	Open  bool     // a declaration is not constant, so there may be more
}

// AFact marks a catalog as a fact.
func (*catalog) AFact() {}

// String lists the names; a trailing "..." means that there may be more.
func (c *catalog) String() string {
	names := c.Names
	if c.Open {
		names = append(slices.Clone(names), "...")
	}
	return "events(" + strings.Join(names, " ") + ")"
}

// add takes in what o knows.
func (c *catalog) add(o catalog) {
	c.Names = append(c.Names, o.Names...)
	slices.Sort(c.Names)
	c.Names = slices.Compact(c.Names)
	c.Open = c.Open || o.Open
}

// has reports whether name is known.
func (c *catalog) has(name string) bool {
	_, ok := slices.BinarySearch(c.Names, name)
	return ok
}

// imported returns the union of what the packages imported by pass's know.
func imported(pass *analysis.Pass) *catalog {
	all := new(catalog)
	for _, p := range pass.Pkg.Imports() {
		var c catalog
		if pass.ImportPackageFact(p, &c) {
			all.add(c)
		}
	}
	return all
}

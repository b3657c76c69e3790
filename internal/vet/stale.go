package vet

import (
	"path/filepath"
	"slices"
	"strings"
)

// checkLock reports, once a package, a lock that can't be read, or that says
// something else of the package than the package does. What other packages
// declare is for them to compare.
func (j *judge) checkLock() {
	if j.lock.err != nil {
		if len(j.own.emits)+len(j.own.listens)+len(j.uses) > 0 {
			j.report(j.Files[0].Name, "lock", nil, "events of other packages are not judged, for %v; mend it, and run evgen ./...", j.lock.err)
		}
		return
	}
	if !j.lock.found || len(j.IgnoredFiles) > 0 {
		return // files that are not built now may declare the rest
	}
	if !j.checkLocked(j.own.emits, &j.lock.emits, "") {
		j.checkLocked(j.own.listens, &j.lock.listens, "a listener's ")
	}
}

// checkLocked compares one list, and returns whether it has reported a difference.
func (j *judge) checkLocked(own []spec, in *catalog, whose string) bool {
	for _, s := range own {
		if !s.listed || s.Open || !j.inModule(s) {
			continue
		}
		c := in.of(s.Name, j.path)
		switch {
		case c == nil:
			j.report(s.name, "lock", nil, "%s is stale: it lacks %sevent %q of this package; run evgen ./...", lockName, whose, s.Name)
			return true
		case c.GoName != s.GoName || !c.same(&s.contract):
			j.report(s.name, "lock", nil, "%s is stale: it has %sevent %q with %s (%s); run evgen ./...", lockName, whose, s.Name, difference(c, &s.contract), c.Place)
			return true
		}
	}
	return j.checkGone(own, in, whose)
}

// checkGone reports an event that the lock has and the package no longer does.
func (j *judge) checkGone(own []spec, in *catalog, whose string) bool {
	for _, c := range in.Contracts {
		here := func(s spec) bool { return s.Name == c.Name }
		if c.Package != j.path || j.own.Open || slices.ContainsFunc(own, here) || j.borrows(c.Name) {
			continue
		}
		j.report(j.Files[0].Name, "lock", nil, "%s is stale: it has %sevent %q, which this package no longer declares (%s); run evgen ./...", lockName, whose, c.Name, c.Place)
		return true
	}
	return false
}

// borrows reports whether the package may list a spec of a package that it
// imports, which evgen follows and the analyzer can't.
func (j *judge) borrows(name string) bool { return j.facts.has(name) }

// inModule leaves out what evgen passes over: files that tests alone have.
func (j *judge) inModule(s spec) bool {
	return !strings.HasSuffix(filepath.Base(j.Fset.Position(s.lit.Pos()).Filename), "_test.go")
}

// of returns what one package says of an event.
func (c *catalog) of(name, pkg string) *contract {
	for i := range c.Contracts {
		if c.Contracts[i].Name == name && c.Contracts[i].Package == pkg {
			return &c.Contracts[i]
		}
	}
	return nil
}

// difference says how the lock's contract differs from the package's.
func difference(locked, own *contract) string {
	for _, f := range own.Fields {
		g, ok := locked.field(f.Name)
		switch {
		case !ok:
			return "no field \"" + f.Name + "\""
		case f.Type != g.Type:
			return "field \"" + f.Name + "\" as " + g.Type + ", here it is " + f.Type
		}
	}
	for _, g := range locked.Fields {
		if _, ok := own.field(g.Name); !ok {
			return "a field \"" + g.Name + "\" that is gone here"
		}
	}
	return "the Go name " + locked.GoName + ", here it is " + own.GoName
}

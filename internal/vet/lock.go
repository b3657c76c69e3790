package vet

import (
	"slices"

	"github.com/fastpluggy/eventbus/internal/contract"
)

// Lock reports an events.lock.json that does not agree with the package.
var Lock = newCheck("lock", `an events.lock.json that is stale or cannot be read

It reports a lock that lacks an event which the package declares, has one that
the package no longer declares, or has it with another payload, also inside of
its types, or another Go name. There is one report a package, because "evgen
./..." repairs all. A package with files that are excluded from this build is
not compared, because they may declare the rest.`,
	(*checkRun).checkLock)

func (c *checkRun) checkLock() {
	if c.lock.err != nil {
		if len(c.own.emits)+len(c.own.listens)+len(c.calls) > 0 {
			c.report(c.Files[0].Name, nil, "cannot check events of other packages: %v; fix the lock file and run evgen ./...", c.lock.err)
		}
		return
	}
	if !c.lock.found || len(c.IgnoredFiles) > 0 {
		return
	}
	if !c.reportStale(c.own.emits, &c.lock.emits, "") {
		c.reportStale(c.own.listens, &c.lock.listens, "a listener's ")
	}
}

// reportStale compares one list of the package with the lock's, and returns
// whether it has reported a difference. The declarations of other packages are
// compared when evvet analyzes those.
func (c *checkRun) reportStale(own []specLiteral, locked *catalog, whose string) bool {
	for _, s := range own {
		if !s.listed || s.Open || c.isInTestFile(s.lit) { // evgen reads no test files
			continue
		}
		l := locked.contractIn(c.path, s.Name)
		switch {
		case l == nil:
			c.report(s.name, nil, "%s is stale: it lacks %sevent %q of this package; run evgen ./...", lockName, whose, s.Name)
			return true
		case l.GoName != s.GoName || !l.samePayload(&s.declaredEvent) || changedShape(l, &s.declaredEvent) != "":
			c.report(s.name, nil, "%s is stale: it has %sevent %q with %s (%s); run evgen ./...", lockName, whose, s.Name, lockDifference(l, &s.declaredEvent), l.Place)
			return true
		}
	}
	return c.reportRemoved(own, locked, whose)
}

// reportRemoved reports an event that the lock has and the package no longer
// declares. The package may list a spec of a package that it imports, which
// evgen follows and this analyzer cannot, so such an event is not reported.
func (c *checkRun) reportRemoved(own []specLiteral, locked *catalog, whose string) bool {
	for _, l := range locked.Contracts {
		declared := func(s specLiteral) bool { return s.Name == l.Name }
		if l.Package != c.path || c.own.Open || slices.ContainsFunc(own, declared) || c.facts.declares(l.Name) {
			continue
		}
		c.report(c.Files[0].Name, nil, "%s is stale: it has %sevent %q, which this package no longer declares (%s); run evgen ./...", lockName, whose, l.Name, l.Place)
		return true
	}
	return false
}

// lockDifference says how the lock's contract differs from the package's.
func lockDifference(locked, own *declaredEvent) string {
	for _, f := range own.Fields {
		g := locked.Field(f.Name)
		switch {
		case g == nil:
			return "no field \"" + f.Name + "\""
		case f.Type != g.Type:
			return "field \"" + f.Name + "\" as " + g.Type + ", here it is " + f.Type
		}
	}
	for _, g := range locked.Fields {
		if own.Field(g.Name) == nil {
			return "a field \"" + g.Name + "\" that is gone here"
		}
	}
	if name := changedShape(locked, own); name != "" {
		return "another shape of the type " + name
	}
	return "the Go name " + locked.GoName + ", here it is " + own.GoName
}

// changedShape returns the name of a type of which the lock has another shape than the
// source, or "". A lock of an older evgen has no shapes.
func changedShape(locked, own *declaredEvent) string {
	for _, shape := range own.Shapes.Reachable(own.Fields) {
		l := locked.Shapes[shape.Name]
		if len(locked.Shapes) > 0 && (l == nil || l.Form != shape.Form || !slices.EqualFunc(l.Fields, shape.Fields, isSameField)) {
			return shape.Name
		}
	}
	return ""
}

func isSameField(a, b contract.Field) bool {
	return a.Name == b.Name && a.Type == b.Type && a.Omit == b.Omit
}

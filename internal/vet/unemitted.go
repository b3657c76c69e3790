package vet

// Unemitted reports events that a package declares and never emits.
var Unemitted = newCheck("unemitted", `an event that the package declares and never emits

It reports an event in a package-level list of specs that the package never
emits, neither by name nor by topic, while it does emit others of its events. A
package that only declares events is not judged, because other packages emit
them. Neither is one that emits a name that is not constant, or that passes a bus
to a function together with such a string.`,
	(*checkRun).checkUnemitted)

func (c *checkRun) checkUnemitted() {
	if c.dynamicEmit || c.facts.Open || len(c.IgnoredFiles) > 0 || len(c.own.emits) < 2 {
		return
	}
	mentioned := c.mentionedEvents()
	if len(mentioned) == 0 {
		return
	}
	for _, s := range c.own.emits {
		if s.listed && !mentioned[s.Name] {
			c.report(s.name, nil, "event %q is declared here, and nothing in this package emits it; emit it, or remove the declaration", s.Name)
		}
	}
}

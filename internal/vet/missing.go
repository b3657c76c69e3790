package vet

import (
	"fmt"
	"strings"
)

// Missing reports required fields that an emit does not set.
var Missing = newCheck("missing", `a required field that an emit does not set

It judges the payloads of untyped emits that the check key judges, unless they
may have keys that are not known, and the structs of topics that are made by
typed.NewTopic to emit a declared event. All fields that are missing at one emit
are one report. A field whose key is misspelt is not missing: that is a report
of the check key.

	bus.Emit(ctx, "user.login", nil)
	// event "user.login" is emitted without its field "user_id" (int64), so no
	// typed listener gets it; add the field, or make it optional at events.go:3`,
	func(c *checkRun) {
		for _, e := range c.comparedEmits {
			if e.missing != nil {
				c.reportFinding(e.missing)
			}
			for _, f := range e.nestedMissing {
				c.reportFinding(f)
			}
		}
		for _, t := range c.comparedTopics() {
			c.checkEmittingTopic(t)
		}
	})

// missingFields is the finding about required fields that are not set, or nil.
// meant holds the fields that are set by a misspelt key.
func (p *busPackage) missingFields(e *comparedEmit, meant map[string]bool) *finding {
	if e.payload.dynamic {
		return nil
	}
	var missing []string
	for _, f := range e.declared.Fields {
		if !f.IsOptional() && !e.payload.hasKey(f.Name) && !meant[f.Name] {
			missing = append(missing, fmt.Sprintf("%q (%s)", f.Name, f.Type))
		}
	}
	switch len(missing) {
	case 0:
		return nil
	case 1:
		return newFinding(e.payload.at, nil, "event %q is emitted without its field %s, so no typed listener gets it; add the field, or make it optional at %s",
			e.name, missing[0], p.placeOf(e.declared))
	}
	return newFinding(e.payload.at, nil, "event %q is emitted without its fields %s, so no typed listener gets it; add them, or make them optional at %s",
		e.name, strings.Join(missing, ", "), p.placeOf(e.declared))
}

package vet

import (
	"slices"

	"golang.org/x/tools/go/analysis"

	"github.com/fastpluggy/eventbus/internal/eventname"
)

// checkName reports a name that nothing declares. Who emits is expected to
// declare, in a package that declares at all or in a module with a lock. Who
// listens may mean an event of a plugin that is not imported, so without a lock,
// which lists them all, only a slip of the finger is reported.
func (j *judge) checkName(u use) {
	strict := j.lock.found || u.emits && j.own.specs
	judged := strict || j.own.specs || len(j.own.listens) > 0
	if !judged || j.facts.Open || j.knows(u.name) || !u.emits && j.needs(u.name) {
		return
	}
	near, found := j.meant(u, strict)
	switch {
	case found:
		j.undeclared(u, replace(u.expr, near), "nothing declares event %q; did you mean %q?", u.name, near)
	case !strict || u.asks:
	case u.emits:
		j.undeclared(u, nil, "nothing declares event %q; add it to the []events.EventSpec of this package (the same payload may be declared twice)", u.name)
	default:
		j.undeclared(u, nil, "nothing in this module, and no import, declares event %q; correct the name, or, where another module emits it, "+
			"say in a []events.EventSpec named Listens what is needed of it", u.name)
	}
}

// meant returns the name that was probably meant: a declared one, or one that
// the package says it listens to.
func (j *judge) meant(u use, strict bool) (string, bool) {
	names := j.names()
	near, found := slip(u.name, names)
	if !found && strict && !u.asks {
		near, found = eventname.Near(u.name, names)
	}
	if !found && !u.emits {
		var heard []string
		for _, s := range j.own.listens {
			heard = append(heard, s.Name)
		}
		near, found = slip(u.name, heard)
	}
	return near, found
}

func (j *judge) undeclared(u use, fixes []analysis.SuggestedFix, format string, args ...any) {
	j.report(u.expr, "undeclared", fixes, format, args...)
}

// needs reports whether a package of the module says in so many words that it
// listens to name, so that it is no slip.
func (j *judge) needs(name string) bool {
	own := slices.ContainsFunc(j.own.listens, func(s spec) bool { return s.Name == name })
	return own || j.lock.listens.has(name)
}

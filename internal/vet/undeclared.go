package vet

import (
	"slices"

	"golang.org/x/tools/go/analysis"

	"github.com/fastpluggy/eventbus/internal/hint"
)

// checkName reports a name that nothing declares. Who emits is expected to
// declare, in a package that declares at all or in a module with a lock. Who
// listens may mean an event of a plugin that is not imported, so without a lock,
// which lists them all, only a slip of the finger is reported.
func (j *judge) checkName(u use) {
	judged := j.own.specs || j.lock.found
	if !judged || j.facts.Open || j.knows(u.name) || u.hears && j.needs(u.name) {
		return
	}
	names := j.names()
	near, found := slip(u.name, names)
	strict := u.emits || u.hears && j.lock.found
	if !found && strict {
		near, found = hint.Near(u.name, names)
	}
	switch {
	case found:
		j.undeclared(u, replace(u.expr, near), "nothing declares event %q; did you mean %q?", u.name, near)
	case u.emits:
		j.undeclared(u, nil, "nothing declares event %q; add it to the []events.EventSpec of this package (the same payload may be declared twice)", u.name)
	case strict:
		j.undeclared(u, nil, "nothing declares event %q, neither an import nor %s: nobody will emit it; correct the name, "+
			"or say in a []events.EventSpec named Listens what is needed of another module's event", u.name, lockName)
	}
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

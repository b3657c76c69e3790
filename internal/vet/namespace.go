package vet

import (
	"slices"
	"strings"
)

// minNamespaceTypo is the length of the shortest namespace that is taken for a
// typo in a module with a lock, which has all events of the module. Without one,
// it is minTypoLength.
const minNamespaceTypo = 4

// checkNamespace reports a namespace in which no known event is, if it is one typo
// away from one that has some. Any other may be that of a plugin of another module.
func (c *checkRun) checkNamespace(call busCall) {
	known := c.knownNamespaces()
	judged := c.lock.found || c.own.specs || len(c.own.listens) > 0
	if !judged || c.facts.Open || slices.Contains(known, call.name) {
		return
	}
	shortest := minTypoLength
	if c.lock.found {
		shortest = minNamespaceTypo
	}
	near, ok := likelyTypo(call.name, known, shortest)
	if w, k, differs := differingWord(call.name, near); ok && differs && isInflection(w, k) {
		return // "users" beside "user" may be the namespace of another plugin
	}
	if ok {
		c.report(call.expr, c.slipFix(call.expr, call.name, near), "no known event is in the namespace %q; did you mean %q?", call.name, near)
	}
}

// knownNamespaces returns the names of all known events, and the namespaces in
// which they are, sorted.
func (c *checkRun) knownNamespaces() []string {
	var known []string
	for _, name := range slices.Concat(c.declaredNames(), c.listenedNames(), c.lock.listens.eventNames()) {
		for name != "" {
			known = append(known, name)
			name = name[:max(0, strings.LastIndexByte(name, '.'))]
		}
	}
	slices.Sort(known)
	return slices.Compact(known)
}

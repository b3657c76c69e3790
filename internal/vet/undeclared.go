package vet

import (
	"go/ast"
	"slices"

	"github.com/fastpluggy/eventbus/internal/eventname"
)

// Undeclared reports event names that nothing declares.
var Undeclared = newCheck("undeclared", `an event name that nothing declares

It judges names given to Emit, EmitWait, On, Stream or Explain of an events.Bus,
if they are known: constants, what variables, fields and loops over lists hold,
what fmt.Sprintf and functions of the package make of constants, and what
functions get that give it to the bus, also in other packages. A method of an
interface is that of the bus if it has its name and takes an events.Payload or a
handler.

An emitter is expected to declare the name, in a package that declares any
event, and everywhere in a module with a lock. A listener may mean the event of
a plugin that it does not import. So without a lock only a likely typo is
reported: a name that is one letter too many, missing or wrong away from a
declared one, or two swapped letters, another case or another separator. Names
that differ only in digits are versions, and no typos. With a lock a listener's
name must be known too: declared in the module or by an import, an event of the
bus's own host, or one that a package of the module says it Listens to.

A name given to typed.NewTopic declares an event by itself, so it is reported
only if it is a likely typo of one that is declared otherwise. Of a name that a
call gets only perhaps, such as one of the values of a variable, only a likely
typo is reported, too.

A constant namespace given to OnNamespace is reported if no known event is in it
and it is such a typo of one that has events.

	bus.Emit(ctx, "user.logn", nil)
	// nothing declares event "user.logn"; did you mean "user.login"?`,
	func(c *checkRun) {
		for _, call := range eachPlace(c.calls) {
			c.checkName(call)
		}
		for _, topic := range c.own.topics {
			c.checkTopicName(topic)
		}
		for _, call := range eachPlace(c.namespaces) {
			c.checkNamespace(call)
		}
	})

// eachPlace returns the calls whose name is written there, but only one for each place
// and name: a name in a variable may be given to several calls.
func eachPlace(calls []busCall) (list []busCall) {
	type place struct {
		expr  ast.Expr
		name  string
		emits bool
	}
	seen := map[place]bool{}
	for _, c := range calls {
		at := place{c.expr, c.name, c.emits()}
		if c.isNamed && !seen[at] {
			seen[at] = true
			list = append(list, c)
		}
	}
	return list
}

// checkName judges one name. Of a name that the call gets only perhaps, such as one of
// the values of a variable, only a likely typo is reported.
func (c *checkRun) checkName(call busCall) {
	strict := call.isSure && !(call.emits() && c.own.unnamed) && (c.lock.found || call.emits() && c.own.specs)
	judged := strict || c.lock.found || c.own.specs || len(c.own.listens) > 0
	if !judged || c.facts.Open || c.isDeclared(call.name) || !call.emits() && c.isListenedTo(call.name) {
		return
	}
	near, found := c.meantName(call, strict)
	switch {
	case found:
		c.report(call.expr, c.slipFix(call.expr, call.name, near), "nothing declares event %q; did you mean %q?", call.name, near)
	case !strict || call.asks():
	case call.emits():
		c.report(call.expr, nil, "nothing declares event %q; add it to the []events.EventSpec of this package (the same payload may be declared twice)", call.name)
	default:
		c.report(call.expr, nil, "nothing in this module, and no import, declares event %q; correct the name, or, if another module emits it, "+
			"declare what this package needs of it in a []events.EventSpec named Listens", call.name)
	}
}

// meantName returns the name that was probably meant: a declared one, or one
// that the package declares it listens to.
func (c *checkRun) meantName(call busCall, strict bool) (string, bool) {
	names := c.declaredNames()
	near, found := likelyTypo(call.name, names, minTypoLength)
	if !found && strict && !call.asks() {
		near, found = eventname.Near(call.name, names)
	}
	if !found && !call.emits() {
		near, found = likelyTypo(call.name, c.listenedNames(), minTypoLength)
	}
	return near, found
}

func (p *busPackage) listenedNames() []string {
	var names []string
	for _, s := range p.own.listens {
		names = append(names, s.Name)
	}
	return names
}

// isListenedTo reports whether a package of the module declares that it listens
// to name, so that it is not a typo.
func (c *checkRun) isListenedTo(name string) bool {
	return slices.Contains(c.listenedNames(), name) || c.lock.listens.declares(name)
}

// Package vet finds event names that nothing declares. It is the analysis
// behind the command evvet.
//
// # Analyzer evvet
//
// evvet: find event names that nothing declares
//
// A bus keyed by strings accepts any well-formed name, so a slip of the
// finger compiles, runs, and reaches nobody. In a package that declares
// events, this analyzer knows what the names should be: those that the
// package declares, and those that a package it imports declares, however
// indirectly. It judges constant names given to Emit, EmitWait, On, Stream and
// Explain of an events.Bus.
//
//	var Emits = []events.EventSpec{{Name: "user.login"}}
//
//	// WRONG
//	bus.Emit(ctx, "user.logn", nil) // did you mean "user.login"?
//
//	// RIGHT
//	bus.Emit(ctx, "user.login", nil)
//	UserLoginTopic.Emit(ctx, bus, UserLogin{}) // better: nothing to misspell
//
// Who emits a name is expected to declare it, so an undeclared name given to
// Emit or EmitWait is always reported. Who listens may well mean the event of
// a plugin that it does not import, so a name given to On, Stream or Explain is
// reported only where it is one slip away from a declared name: a letter too
// many, missing or wrong, two letters swapped, another case or separator. Two
// names that differ only in digits are never taken for a slip: "order.v1" and
// "order.v2" are versions.
//
// The analyzer stays silent where it cannot know: in a package that declares
// nothing; where a declaration in it, or in a package that it imports, has a
// name that is not a constant; for a name that is not a constant; for a name
// that breaks the grammar, which the bus itself refuses. Test files are
// not judged unless the flag -evvet.tests is given, for tests emit what nobody
// hears on purpose.
//
// Where the name is written as a literal at the call and there is a near one,
// the diagnostic carries a fix, which "go fix -fixtool" and "go vet -fix" apply.
package vet

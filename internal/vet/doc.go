// Package vet compares what a program does on the event bus with what it
// declares. It is the analysis behind the command evvet.
//
// # Analyzer evvet
//
// evvet: compare what a program does on the event bus with what it declares
//
// A bus keyed by strings accepts any well-formed name and any payload, so a slip
// of the finger compiles, runs, and reaches nobody. This analyzer knows what was
// meant: from the events.EventSpec literals of the package, from those of the
// packages that it imports, however indirectly, and from the lock of the module,
// events.lock.json, for packages that it does not import.
//
//	var Emits = []events.EventSpec{{Name: "user.login", Payload: events.Schema{"user_id": "int64"}}}
//
//	// WRONG
//	bus.Emit(ctx, "user.logn", nil)                             // did you mean "user.login"?
//	bus.Emit(ctx, "user.login", events.Payload{"usr_id": id})   // did you mean "user_id"?
//	bus.Emit(ctx, "user.login", events.Payload{"user_id": 3})   // typed listeners get 3, untyped ones an int
//
//	// RIGHT
//	bus.Emit(ctx, "user.login", events.Payload{"user_id": id})
//	UserLoginTopic.Emit(ctx, bus, UserLogin{UserID: id})        // better: nothing to misspell
//
// # What is reported
//
// Each report has one of these categories, which -json shows.
//
// undeclared: a constant name given to Emit, EmitWait, On, Stream or Explain of
// an events.Bus that nothing declares. Who emits a name is expected to declare
// it, in a package that declares any, and everywhere in a module with a lock. Who
// listens may mean the event of a plugin that it does not import: without a lock
// only a name that is one slip away from a declared one is reported (a letter too
// many, missing or wrong, two letters swapped, another case or separator; names
// that differ in digits only are versions, and no slip). With a lock a listener's
// name must be known too. The events of the bus's own host are, and those that
// a package of the module says it Listens to.
//
// key: in a payload written out at an untyped emit, a field that the event does
// not have.
//
// missing: there, required fields that are not set.
//
// type: there, a value that is not of the declared type. Constants are judged by
// their values. Where the value converts without loss, typed listeners read it
// all the same, and untyped ones get what was written; so 3 under "int64" is
// reported, as it is an int.
//
// field: in a handler, or in a loop over Stream, events.Field[T](e, "key") with a
// key that the event does not have or a T that its values never become or, of
// numbers, do not always fit into; e.Get("key") and e.Payload()["key"] with such
// a key; and e.Payload()["key"].(T) with a T that is not the declared type, as an
// assertion converts nothing. The same holds for predicates and keys that are
// function literals in the options of On. The handler is a function literal, or a function or method of the
// package, that is given to On with a constant name. One that is registered for
// several events may read what any of them has.
//
// untyped: an emit without a fault, where the package itself or one that the file
// imports has the topic that evgen made for the event; and a handler given to On
// that reads fields by name, rightly, in the same case.
//
// unemitted: an event in a package-level list of specs that the package never
// emits, neither by name nor by topic, while it does emit others of its events.
//
// goroutine: in a handler, a go statement that calls a function which returns an
// error, or a function literal that ignores one. The error reaches nobody, and a
// panic ends the program; a listener with events.Async() has both looked after.
//
// listens: an events.EventSpec in a variable or method Listens (or listens), or
// given to Expect, that needs a field which the emitter does not send, or not
// always, or as a type that does not always convert; and an emit with the topic
// made from such a spec, where it has not all of the event.
//
// lock: events.lock.json can't be read, or says something else of the package
// than the package does; one report a package.
//
// # What is not
//
// The analyzer stays silent where it cannot know: about names that are not
// constants, and of all names where a declaration in the package, or in one that
// it imports, has such a name; about payloads that are made elsewhere, values
// whose types are interfaces or type parameters, and missing fields where a key
// is not constant; about payloads of events whose declaration is not constant,
// changes while the program runs, or differs between two packages; about what
// functions read that are used otherwise too, that look at e.Name or set e. A
// package that declares nothing, in a module without a lock, is not judged by
// names. A package with files that are not built here is compared with no lock,
// and may emit in them. A name that breaks the grammar is the bus's to refuse.
//
// Topics made by hand, with typed.NewTopic, declare a name and no payload: they
// may be a listener's, with less than the event has.
//
// Test files are not judged, and declare nothing for the files beside them,
// unless the flag -evvet.tests is given: tests emit what nobody hears on purpose.
//
// # Where it knows from
//
// What the code says comes first: the package and its imports are as fresh as it
// is. Where they say nothing of an event, the lock does. A package passes on all
// that it knows, for the go command passes on no more than one step.
//
// # Fixes
//
// "go fix -fixtool" and "go vet -fix" apply these: the name or key that was meant,
// where it is written as a literal; the conversion of a value that keeps it, as
// in int64(3), where the file can write the type; and the typed emit, where the
// bus is a plain *events.Bus, every value is of the struct's type (optional ones
// are pointed at with new), and calls are made in the same order as before. No
// fix adds an import.
package vet

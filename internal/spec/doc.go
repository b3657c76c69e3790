// Package spec reads events.EventSpec declarations out of Go source, and finds
// where packages listen and emit, without compiling or running anything.
//
// # What is read
//
// The elements of package-level variables of type []events.EventSpec: literals,
// and package-level variables with a literal, of other packages too. A spec is
// found by its type, not by its spelling. Names, descriptions, fields and hints are
// constant expressions, and the constants may be in any package. So a package can be
// read while its other files already use what is not generated yet. The fields of a
// schema keep the order of the source, and the comment on an entry becomes the
// comment of the field.
//
// The list called Listens, or listens, holds what the package needs of the events of
// others: [Package.Listens]. All other lists hold what it emits: [Package.Events].
//
// The types that hints name are read down to their leaves: Event.Shapes says what JSON
// makes of them. They may be in any package, and may be payloads themselves, also those
// that are not generated yet. Only declarations are type-checked, and of the standard
// library only the packages whose types are used.
//
// # What is refused
//
// Everything that Load can't read without running the program, everything that would
// not compile once it is generated, parts of types that JSON can't carry, by their path,
// and names that two declarations would share. The
// events that a package emits and those that it listens to share one set of names.
// All errors are reported at once, as [Errors], each with its place and its remedy.
//
// # Listeners and emitters
//
// If a listener and an emitter are read in one run, the fields that the listener
// needs are compared with those of the emitter, by the rule of the bus, at every depth:
// the listener may have types of its own. A required field must be there, and must not
// be optional there; an optional one may be missing; and every value of the emitter's
// type must be one of the listener's. A difference is an error at the listener's field,
// which also names the emitter's place. It is not an error if no package of the run
// declares the event, or if the listener says how an older version becomes its own:
// typed.Upcast.
// [Package.Disagreements] compares with an emitter that was not read.
//
// # Where packages listen and emit
//
// [ReadWithUses] finds, by syntax alone: the specs of Listens; calls of On and
// OnNamespace with a name, of Stream, Emit and EmitWait with one as their second
// argument, and of OnAny; and calls of On, OnEvent, Stream, Emit and EmitWait on a topic:
// one that evgen makes of a spec, or a package-level variable with the result of
// typed.NewTopic or typed.Generated, of the package or of one that it imports. A name is
// a constant expression: string literals, constants of the package and of packages that
// are read, and constants and variables of the function that are set once, joined with
// +. In a loop over a literal of names, it is all of them. The same source gives the same
// list, by package, event and place.
//
// The list is for documents about a program, not for checks. A call whose event syntax
// does not tell is in a list of its own, [Uses].Unknown: its name is a parameter, a call,
// or a name that the same function sets or declares twice, or its topic is not known. Calls in packages that import nothing of the bus are left out. Test files are
// left out. Build tags are not evaluated, so that the result is the same on every
// system; only files that no build has, such as those with the tag ignore, are left out.
//
// # What it costs
//
// One "go list" for all patterns, a second one if a hint names a package that nothing
// imports yet, and a check of declarations alone: function bodies are parsed but not
// checked, and the standard library is read only if a constant or a dot import needs
// it. Packages that neither mention EventSpec nor import a package that gives it
// another name are not checked.
package spec

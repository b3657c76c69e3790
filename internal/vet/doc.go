// Package vet compares what a program does on the event bus with what it
// declares. It holds the analyzers behind the command evvet and the package
// cmd/evvet/analyzers.
//
// A bus keyed by strings accepts any well-formed name and any payload, so a
// misspelt name compiles, runs, and reaches no listener. The analyzers know
// which events there are: from the events.EventSpec literals of the package,
// from those of the packages that it imports, directly or not, and from the locks
// of the module and of those that it requires, events.lock.json, for packages that
// it does not import.
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
// # How it is built
//
// The analyzer [Bus] finds the calls on the bus, the handlers, the declarations
// and the lock of a package, and compares emits and reads with the declarations.
// It exports what it knows as a fact, and reports nothing. Each check is an
// analyzer that requires Bus and reports one kind of fault; its name is the
// category of its reports, which -json shows. [Ignore] requires all the others.
//
// To add a check, write a file with its variable, doc and function, add it to
// reportingChecks in checks.go and to cmd/evvet/analyzers, and write a package
// testdata/src/checks/NAME that wants its reports. Then run "go test
// ./internal/vet ./cmd/evvet/... -update", which writes the lists below and in
// cmd/evvet/manual.txt.
//
// # What is reported
//
// # Check undeclared
//
// undeclared: an event name that nothing declares
//
// It judges names given to Emit, EmitWait, On, Stream or Explain of an events.Bus,
// if they are known: constants, what variables, fields and loops over lists hold,
// what fmt.Sprintf and functions of the package make of constants, and what
// functions get that give it to the bus, also in other packages. A method of an
// interface is that of the bus if it has its name and takes an events.Payload or a
// handler.
//
// An emitter is expected to declare the name, in a package that declares any
// event, and everywhere in a module with a lock. A listener may mean the event of
// a plugin that it does not import. So without a lock only a likely typo is
// reported: a name that is one letter too many, missing or wrong away from a
// declared one, or two swapped letters, another case or another separator. Names
// that differ only in digits are versions, and no typos. With a lock a listener's
// name must be known too: declared in the module or by an import, an event of the
// bus's own host, or one that a package of the module says it Listens to.
//
// A name given to typed.NewTopic declares an event by itself, so it is reported
// only if it is a likely typo of one that is declared otherwise. Of a name that a
// call gets only perhaps, such as one of the values of a variable, only a likely
// typo is reported, too.
//
// A constant namespace given to OnNamespace is reported if no known event is in it
// and it is such a typo of one that has events.
//
//	bus.Emit(ctx, "user.logn", nil)
//	// nothing declares event "user.logn"; did you mean "user.login"?
//
// # Check key
//
// key: a key in a payload that the event does not have
//
// It judges payloads of untyped emits that are written out in the package: at the
// emit, in a variable or field, key by key, or by a function that returns them.
// Maps and structs inside of them are judged too, with paths such as
// "lines[].qty". If the key is close to a field that is not set there, the report
// names that field. The fix writes it, if the key can be nothing but a slip.
//
//	bus.Emit(ctx, "user.login", events.Payload{"usr_id": id})
//	// event "user.login" has no field "usr_id"; did you mean "user_id"?
//
// # Check missing
//
// missing: a required field that an emit does not set
//
// It judges the payloads of untyped emits that the check key judges, unless they
// may have keys that are not known, and the structs of topics that are made by
// typed.NewTopic to emit a declared event. All fields that are missing at one emit
// are one report. A field whose key is misspelt is not missing: that is a report
// of the check key.
//
//	bus.Emit(ctx, "user.login", nil)
//	// event "user.login" is emitted without its field "user_id" (int64), so no
//	// typed listener gets it; add the field, or make it optional at events.go:3
//
// # Check type
//
// type: a value in a payload that is not of the declared type
//
// It judges the payloads of untyped emits that the check key judges. Constants are
// judged by their values. If the value converts without loss, typed listeners can
// read it all the same, but untyped listeners get the value that was written. So 3
// under "int64" is reported, because it is an int. The fix converts the value, if
// the conversion keeps it and the file can name the type.
//
//	bus.Emit(ctx, "user.login", events.Payload{"user_id": 3})
//	// field "user_id" of event "user.login" is declared int64 (events.go:3),
//	// and 3 is an int: typed listeners get 3, untyped ones an int; write int64(3)
//
// # Check field
//
// field: a field that a handler reads under a wrong key or as a wrong type
//
// It judges handlers, and loops over Stream, if it is known which events they get:
//
//   - events.Field[T](e, "key") with a key that the event does not have, or with
//     a T that its values never convert to or, if they are numbers, do not always
//     fit into;
//   - e.Get("key") and e.Payload()["key"] with such a key;
//   - e.Payload()["key"].(T) with a T that is not the declared type, because an
//     assertion converts nothing.
//
// It also reports an optional field that a handler always reads as if it were
// required: by an assertion without "ok", or by events.Field[T] with a T that is
// not a pointer, and then it returns the error. In a typed handler, it reports
// *p.Field of an optional field that the handler does not compare with nil.
//
// A handler is a function literal, or a function or method of the package, that is
// given to On with a name that is known, perhaps through functions that make a
// handler of a handler. One that is registered for several events may read what
// any of them has. Predicates and keys in the options are judged too, also in
// those of a typed topic, and so are functions that get the event. A handler is
// not judged if it looks at e.Name or sets e, or if the function is also used in
// another way.
//
//	events.Field[string](e, "user_id")
//	// field "user_id" of event "user.login" is declared int64 (events.go:3):
//	// no value of it can be read as a string; write events.Field[int64]
//
// # Check untyped
//
// untyped: an untyped emit or handler although a typed topic is at hand
//
// It reports an emit in which the other checks find no fault, if the package
// itself, or one that the file imports, has the topic that evgen made for the
// event. It also reports a handler given to On that reads fields by name without a
// mistake, if such a topic exists. A typed topic has nothing to misspell, because
// the compiler checks the payload.
//
// The fix writes the typed emit. There is a fix if the bus is a plain *events.Bus,
// every value is of the struct's type (optional ones become pointers with new), and
// calls are made in the same order as before.
//
//	bus.Emit(ctx, "user.login", events.Payload{"user_id": id})
//	// event "user.login" has a typed topic that checks the payload when
//	// compiling; write UserLoginTopic.Emit(ctx, bus, UserLogin{…})
//
// # Check unemitted
//
// unemitted: an event that the package declares and never emits
//
// It reports an event in a package-level list of specs that the package never
// emits, neither by name nor by topic, while it does emit others of its events. An
// event that one of its imports emits is emitted. A name in a constant is no emit.
// A package that only declares events is not judged, because other packages emit
// them. Neither is one that emits a name that is not known, that passes a bus to a
// function together with such a string, or that has a package in a folder below
// its own which it does not import: that may emit the event.
//
// # Check unreturned
//
// unreturned: a list Emits or Listens that no method of the plugin returns
//
// It judges packages with a plugin, which is a type that has the methods Name and
// OnLoadComplete(context.Context, *host.Env). The host asks the plugin's methods
// Emits and Listens which events it has, and evgen reads the variables of these
// names. It reports such a variable that no code of the package uses, if the plugin
// has no method of that name: the host then knows none of these events, and compares
// them with nothing.
//
//	var Emits = []events.EventSpec{{Name: "user.login"}}
//	// no code of this package uses the list Emits, so the host does not know
//	// these events; add a method to Plugin:
//	// func (*Plugin) Emits() []events.EventSpec { return Emits }
//
// # Check goroutine
//
// goroutine: a go statement in a handler that loses an error
//
// It reports a go statement that calls a function which returns an error, or a
// function literal that ignores one. If the handler returns the error instead, the
// error handler of the bus gets it, and gets a panic too. In a goroutine of the
// handler's own the error is lost, and a panic ends the program. A listener with
// events.Async() runs beside the emitter and has neither problem. An error that a
// literal assigns to _ is not reported: it is ignored on purpose.
//
// Calls whose errors programs ignore by custom are not reported: Close, Write and
// its variants, and the functions of fmt.
//
// # Check listens
//
// listens: a need in Listens that the emitter of the event does not meet
//
// It judges an events.EventSpec in a variable or method Listens (or listens), or
// one given to Expect. It reports a field that the emitter does not send, or does
// not always send, or sends as a type that does not always convert. It reports a
// likely typo in the event's name; a name that nothing declares may be an event of
// another module. Fields inside of fields are judged too, and so is the struct of
// a topic that is made by typed.NewTopic to listen. It also reports an emit with
// the topic made from such a spec, if the topic has only a part of the event's
// fields.
//
//	var Listens = []events.EventSpec{{
//		Name:    "user.login",
//		Payload: events.Schema{"user": "string"},
//	}}
//	// this package needs the field "user" of event "user.login", which
//	// example.com/app/auth does not send (events.lock.json:4); did you mean
//	// "username"?
//
// # Check lock
//
// lock: an events.lock.json that is stale or cannot be read
//
// It reports a lock that lacks an event which the package declares, has one that
// the package no longer declares, or has it with another payload, also inside of
// its types, or another Go name. There is one report a package, because "evgen
// ./..." repairs all. A package with files that are excluded from this build is
// not compared, because they may declare the rest.
//
// # Check ignore
//
// ignore: a comment //evvet:ignore without a reason or without effect
//
// It reports a comment that gives no reason, that names a check which does not
// exist, or that silences no report, because the line has none or no longer has
// one. It also reports a comment that has a space before evvet:ignore and then the
// name of a check. Such comments silence nothing.
//
// # What is not reported
//
// The checks report nothing if they cannot be sure:
//
//   - names that are made while the program runs, and all names, if a declaration in
//     the package, or in one that it imports, has such a name;
//   - payloads that cannot be followed to a literal: of a function of another
//     package, or of a variable that gets several maps; values whose types are
//     interfaces or type parameters; and missing fields if a key is not known;
//   - a key or value that is right for one of the events that it is emitted with;
//   - payloads of events whose declaration may change, or differs between packages;
//   - names in a package that declares nothing, in a module without a lock;
//   - a namespace that does not look like a typo of a known one;
//   - what handlers of a namespace or of OnAny read, and names that the bus refuses.
//
// A package with files that are excluded from this build is compared with no lock,
// and may emit in those files. -evvet.report lists the calls that are not judged.
//
// Test files are not judged, and declare nothing for the files beside them,
// unless the flag -evvet.tests is given: tests emit events without listeners on
// purpose.
//
// # Sources of what is declared
//
// The code comes first: the package and its imports are always up to date. If
// they say nothing of an event, the lock does. The fact about a package includes
// the facts about its imports, because the go command passes on facts one step
// only.
//
// The checks also read which files are left out, and which packages are in folders
// below. cmd/evvet puts this and the locks into the key of cached results.
//
// # Fixes
//
// "go fix -fixtool" and "go vet -fix" apply the fixes: the name or key that was
// meant; a conversion that keeps the value, as in int64(3), if the file can name the
// type; and the typed emit. No fix adds an import. A name or key is fixed only if it
// can be nothing but a slip (slip.go), because fixes are applied unseen. So "line2"
// and "cache.get" may be new names; the message may still ask "did you mean".
package vet

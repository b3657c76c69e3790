// Package uses finds where packages listen to events, in their source, without
// type-checking or running it. It is for documents about a program, not for
// judging it: what it can't tell, it leaves out.
//
// # What is found
//
// The specs of Listens; calls of On and OnNamespace with a name, of Stream with
// one as its second argument, and of OnAny; and calls of On, OnEvent and Stream
// on a topic: one that evgen makes of a spec, or a package-level variable with
// the result of typed.NewTopic or typed.Generated, of the package or of one that
// it imports. A name is a string literal, or a package-level constant with one.
//
// # What is not
//
// Names that are put together, names that the same function declares for
// something else, and everything in packages that import nothing of the bus. Of an imported package
// that is not looked at itself, topics are known, by the files that make them.
// Test files are left out. Build tags
// are not asked, so that the result is the same on every system; only files that
// are for no build at all, as by the tag ignore, are left out.
//
// The same source gives the same list, by package, event and place.
package uses

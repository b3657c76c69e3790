// Package spec reads events.EventSpec declarations out of Go source, without
// compiling or running it.
//
// # What is read
//
// The elements of package-level variables of type []events.EventSpec: literals,
// and package-level variables with a literal, of other packages too. A spec is
// found by its type, not by how the source spells it. Names, descriptions,
// fields and hints are constant expressions, in whatever package the constants
// stand; so a package can be read whose other files already use what is not
// generated yet. The fields of a schema keep the order of the source, and the
// comment on an entry becomes the comment of the field.
//
// # What is refused
//
// Whatever Load can't read without running the program, whatever would not
// compile once it is generated, and whatever two names would share. All of it is
// reported at once, as [Errors], each with its place and its remedy.
//
// # What it costs
//
// One "go list" for all patterns, a second one where a hint names a package that
// nothing imports yet, and a check of declarations alone: function bodies are
// never looked at, and the standard library only where a constant comes from it.
package spec

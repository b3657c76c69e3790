// Package typed is the compile-time-checked shell over the bus of package
// events: a [Topic] knows its name and its payload's type, so Emit and On are
// checked by the compiler. Typed and untyped listeners meet on one bus, in
// both directions.
//
// A Topic[T].Emit allocates nothing, takes no lock, and costs the same with
// one topic or a million, as long as its listeners are typed and synchronous.
// Payloads pass by value.
//
// An untyped listener reads the fields of a typed event by their names. A
// typed listener gets untyped events converted, field by field; where one is
// missing or of another type it is skipped, and the error handler gets an
// *events.PayloadError.
//
// evgen writes topics from declarations; NewTopic makes them by hand.
package typed

// IsAtLeastVersion0_1 is what generated code refers to, so that code which
// needs a newer module than the one it is built with does not compile.
const IsAtLeastVersion0_1 = true

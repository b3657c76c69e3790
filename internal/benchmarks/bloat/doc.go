// Package bloat measures what a payload type costs a program that uses the bus:
// bytes of the stripped program, functions in it, and time to build.
//
// The bus is generic, so the compiler writes its code again for each payload.
// The package writes programs of 1, 51 and 101 payload types that differ in
// nothing else, builds them, and divides the differences. Each type has a topic,
// a synchronous and an asynchronous listener, and one emit. No two types share
// their fields, as no two events of a program do: the compiler would write the
// code of both once.
//
// A build is timed with the standard library and the bus in the build cache,
// and the program's own package not: its module has a name that no earlier one
// had.
package bloat

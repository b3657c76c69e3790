// Package generate is evgen without a subcommand: for each package that has
// events.EventSpec declarations it writes a file events_gen.go, and for each
// module a file events.lock.json.
//
// It reads the source of the packages that the patterns match, the events_gen.go
// files beside it, the lock, and the locks of required modules (see required.Locks):
// an emitter there that does not fit is an error, a listener there is a note. It
// plans all changes in memory before it writes any, so an error leaves all files as
// they were. With -check it prints the changes instead of making them.
//
// Runs in several packages of one module at once are safe: a run that changes a
// lock holds it (see lockfile.Hold) while it reads it again and writes it.
//
// It never runs the program, never needs the package to compile, never writes a
// file that is up to date, and never overwrites or removes an events_gen.go that
// evgen did not write.
package generate

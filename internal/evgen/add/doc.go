// Package add is "evgen add": it declares an event in the package of the current
// directory, and then generates code as evgen without a subcommand does.
//
// It reads the package's source files to find the list that the event belongs to.
// It writes one of them, or a new events.go, and then what package generate
// writes. If the package has errors with the new event, the declaration is taken
// back, and all files are as they were. It takes no lock of its own; generating
// holds events.lock.json if that changes.
//
// It never changes anything else in a file, never writes to a package that has
// errors already, and never writes through a link.
package add

// Package lock is the file events.lock.json at the root of a module: the
// contracts of all its packages, one event a line. evgen writes it and compares
// with it, evvet reads it for packages that do not import who declares.
package lock

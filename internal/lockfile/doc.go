// Package lockfile is the file events.lock.json at the root of a module: the
// contracts of all its packages, one event a line. evgen writes it and compares
// with it, evvet reads it for packages that do not import who declares.
//
// The same contracts give the same bytes. What is wrong with a file has its line
// and a remedy. Two programs that change one lock, each under [Hold], lose
// nothing of what the other wrote.
package lockfile

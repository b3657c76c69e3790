// Package lockfile reads and writes events.lock.json at the root of a module: the
// contracts of all its packages, one event a line. evgen writes it and compares with
// it; evvet reads it to check packages that do not import the declaring package.
//
// The same contracts give the same bytes. An error about a file has a line and a
// remedy. If two programs change one lock, each under [Hold], neither loses what the
// other wrote.
package lockfile

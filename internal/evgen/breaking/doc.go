// Package breaking has two commands: "evgen breaking" compares the declarations of
// a module with an older version and reports what a change breaks, and "evgen
// rules" lists the rules it applies. The rules and the comparison are in
// internal/breaking; this package reads both sides and prints the findings.
//
// It reads the source of the packages that the patterns match, the lists
// "reserved" and "accepted" of events.lock.json, and the older lock, which is a
// file or comes from git. The new side is read from source, not from the lock, so
// that a lock that is out of date hides nothing.
//
// The locks of required modules say which of their packages listen. If go.mod has
// another version of one than at the old commit, the locks of both are compared.
//
// Except with -accept it writes no file and takes no lock, and it never fetches from a git remote.
package breaking

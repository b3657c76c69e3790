// Package dispatch is the delivery engine below events and typed: the tables
// of listeners and the loop that calls them. It is the one place with atomics.
//
// An emit loads the table of its name, counts itself in, calls each listener
// of the table in order under one recover, and counts itself out (round.go).
// A table never changes. Who subscribes or leaves takes the tables out of use
// that this concerns, and the next emit builds them anew (table.go, names.go).
//
// Rounds are counted, not calls: what a listener has received is how often its
// tables were gone through, less its exceptions (gate.go, figures.go). That
// count is also what Drain, Close and OffWait wait for (wait.go); what they
// must not wait for, the calls below their own feet, they read off the stack
// (stack.go).
//
// No lock is held while user code runs.
package dispatch

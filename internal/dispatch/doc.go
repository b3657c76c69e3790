// Package dispatch is the delivery engine below events and typed: the tables
// of listeners and the loop that calls them. It is the one place with atomics.
//
// # The way of an event
//
// An emit finds the table of its name, counts itself in, calls each listener of
// the table in order under one recover, and counts itself out: round.go, top to
// bottom. As long as its listeners take the bare payload and nothing goes wrong
// that is a loop over a slice of functions; delivery.go does the rest, and
// outcome.go sees to what has failed. An asynchronous listener has a queue
// (queue.go, full.go, lanes.go) and workers while there is something in it
// (worker.go).
//
// While somebody observes the bus, its tables tell of each emit and time each
// call (observe.go, trace.go). Otherwise nobody pays for that.
//
// A table never changes. Who subscribes or leaves takes the tables out of use
// that this concerns (slot.go), and the next emit builds them anew (table.go).
// Typed names find theirs by number, other names by an index without a lock
// (names.go, index.go).
//
// # Rounds are counted, not calls
//
// What a listener has received is how often its tables were gone through, less
// its exceptions (gate.go, figures.go). Three more things come out of the same
// two additions: what Drain, Close and OffWait wait for (wait.go, drain.go,
// close.go, off.go), that a recursion piles up (guard.go), and that a call lasts
// too long (watch.go, culprit.go).
//
// What a waiter must not wait for, the calls below its own feet, is read off
// the stack (stack.go): exact, and free for those who do not wait.
//
// # Locks
//
// No lock is held while user code runs. Core.mu is taken before a queue's lock,
// and that before those of the watch, of parked and of watchers.
package dispatch

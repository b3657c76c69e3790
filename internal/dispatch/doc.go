// Package dispatch is the delivery engine below events and typed: the tables of
// listeners, the loops that call them, their queues, and everything that waits.
//
// # The way of an event
//
// An emit finds the table of its name, counts itself in, calls each listener in
// order under one recover, and counts itself out. That is a round.
//
//   - emit.go, fast: the fast path, a loop over a slice of functions. It is for
//     synchronous listeners that take the bare payload of the topic's own type.
//   - even.go, even: the middle way, without code for each payload type. It is for
//     listeners that have a queue or see all of an event, as long as all goes well.
//   - round.go, slow: everything else, such as predicates, once, conversion, an
//     emit that waits, an emit that is traced. The two others hand a round over to
//     it in the middle, at the first failure or if a listener was taken off.
//
// A round calls a synchronous listener itself; a serial one when its turn has come
// (turnstile.go). For an asynchronous one it puts the event in a queue (queue.go),
// which has workers while there is something in it (worker.go) or is read by a loop
// over a stream (stream.go). A queue of one worker is two rings that are swapped
// (ring.go). One of several workers, with keys, or of a stream is a slab (slab.go).
// If there is no room, overflow.go does what the listener's policy says.
//
// # Tables
//
// A table is the sorted list of those who hear one name (table.go). It never
// changes. A subscription or an Off retires the tables that it concerns (slot.go),
// and the next emit of the name builds a new one. A round that has counted itself
// into a retired table takes another; one that was inside already goes on, and
// asks each listener from then on whether it is off.
//
// Rounds are counted, not calls (gate.go): two atomic additions a round. A
// listener's figure is the rounds of its tables, less the calls that did not take
// place (figures.go). A listener that may let an event pass counts its own calls.
//
// To wait for the rounds that are inside now, a table is renewed: a successor with
// the same listeners takes its place, and the waiter waits until the retired one is
// empty. So nobody waits for rounds that begin later, and every wait ends under any
// load. OffWait, Drain, Close and the watch all work like that.
//
// # What the stack tells
//
// Who emits inside whom, and who waits inside whom, is read off the goroutine's
// stack, when somebody must know. So code that never waits pays nothing for it,
// and a handler that drops its context changes nothing.
//
// The functions whose frames tell that (frames.learn lists them) take a mark as
// their first argument: the address of the table, queue, listener or turnstile. A
// look (lookAtStack in stack.go) counts the frames, which takes a microsecond and is
// exact for any depth. Only if it must be known which they are, the marks are
// read off a printed traceback, in 20 µs. A traceback leaves out the middle of a
// deep stack: what can't be seen there is told by the listener's function, and
// otherwise counts as something that must not be waited for.
//
// The marks are read by
//
//   - look in emit.go, which every round calls that finds its cell's limit passed: to
//     refuse a recursion, to let listeners emit while their bus closes, and to count
//     consequences for Drain. The limit is 0 while a table is new or asleep and while
//     somebody drains; otherwise a few rounds may be inside before the next one looks;
//   - overflow.go, since an emit from inside a listener must not wait for room;
//   - circles.go, so that no wait closes a circle. It knows all goroutines that wait
//     inside a listener, on whatever bus, with what they hold and what they wait for.
//     EmitWait and a serial listener's turn return ErrWouldDeadlock; Drain, Close and
//     OffWait leave out what waits for them;
//   - adopt.go, for a goroutine that works for another one, as a plugin's method does
//     for the host: it counts as inside whatever that one is inside;
//   - blame.go, to tell whose call lasts too long.
//
// # Waiting
//
// wait.go waits for a list of targets: a retired table to be empty, a queue to have
// done all events up to one, or to be at rest. EmitWait waits for its own copies.
//
// Drain (drain.go) goes in hops. Each waits for the rounds that are inside, then for
// the events that are queued. What listeners have emitted meanwhile is for the next
// hop, at most 64 of them, since two listeners may answer each other for ever.
//
// Close (close.go) refuses emits that come from no listener of the bus, drains,
// takes the listeners out of the tables, drains again, and takes them off. A bus
// follows consequences as long as there are any. The listeners of a view hear what
// others emit until they are out of the tables, and so Close of a view, like
// Withdraw, lets them hear only what listeners emit, for 64 hops each time.
//
// # The watch
//
// One timer for each bus, while there are rounds or queued events (watch.go). Every
// 50 ms it sets the coarse clock, which is the time of an event if no listener has
// asked for it, and asks for a sample of where each queue's events come from: that
// finds asynchronous listeners that answer each other without end (loops.go). Four
// times in the slow threshold it looks for calls that last: it renews each table
// that has rounds inside, and whoever is still in the retired one a threshold later
// is slow. It also puts tables to sleep that have had no round.
//
// # Locks
//
// No user code runs under a lock: no handler, predicate, key function, error
// handler, logger or writer, and no method of a context, a payload or an error.
// context.go stands between the engine and the user's contexts.
//
// Of two locks, the first in this list is taken first: core.mu, circles.mu, a
// queue's mu, busy.mu. Under the mutex of a watch, of a turnstile, of an emitWait
// and of the interned names no other is taken.
package dispatch

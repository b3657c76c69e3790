// Package dispatch is the delivery engine below events and typed: the tables of
// listeners, the loops that call them, their queues, and everything that waits.
//
// # The way of an event
//
// An emit finds the table of its name, counts itself in, calls each listener in
// order, and counts itself out. That is a round. One recover guards all of its
// calls. There are three loops over the listeners, and the first one that can do
// the job does it:
//
//	loop            file             when
//	deliverFast     emit_fast.go     all listeners are synchronous and take only the
//	                                 payload, in the emit's own type, and none may
//	                                 skip an event
//	deliverUniform  emit_uniform.go  all listeners take the emit's own type, and none
//	                                 may skip an event, has a key or is a forward;
//	                                 some have a queue or see all of an event
//	deliverSlow     round.go         otherwise: a predicate, Once, Until, Serial,
//	                                 DisableAfter, Keyed, a forward, a conversion, an
//	                                 emit that waits, a bus that is traced or
//	                                 observed
//
// The first two run as long as all goes well. At the first failure, or if a
// listener was taken off during the round, they hand the rest of it over to
// round.go. delivery.go is one listener there, and outcome.go its result.
//
// A round calls a synchronous listener itself, a serial one when its turn has come
// (turnstile.go). For an asynchronous one it puts the event into a queue (queue.go).
// If that is full, queue_full.go does what the listener's policy says. A queue with
// events has workers (worker.go, call.go), or is read by a loop over a stream
// (stream.go). A queue with one worker is two rings that are swapped (ring.go); one
// with several workers, with keys, or of a stream is a slab (slab.go, lane.go).
//
// # Tables
//
// A table is the sorted list of the listeners to one name (table.go). The list never
// changes. A subscription or an Off retires the tables that it concerns (slot.go),
// and the next emit of the name builds a new one. A round that has counted itself
// into a retired table takes another one. A round that was inside already continues,
// and from then on asks each listener whether it is off.
//
// Rounds are counted, and not calls (roundgate.go, table_rounds.go): that takes two
// atomic additions a round. The calls of a listener are the rounds of its tables,
// minus the calls that did not take place (figures.go). A listener that may skip
// events counts its own calls.
//
// To wait for the rounds that are inside now, a table is renewed: a successor with
// the same listeners takes its place, and the waiter waits until the retired one is
// empty. So no wait includes rounds that begin later, and every wait ends under any
// load. OffWait, Drain, Close and the watch all work like that.
//
// # Marks on the stack
//
// Which emit is inside which, and which wait is inside which listener, is read off
// the goroutine's stack when it must be known. So code that never waits pays nothing
// for it, and a handler that drops its context changes nothing.
//
// The functions whose frames tell that are listed in frames.go. They take a mark as
// their first argument: the address of the table, queue, listener or turnstile. A
// look at the stack (stack.go) walks along the frame pointers that Go keeps on amd64
// and arm64 (framewalk.go), in 5 ns a frame, and finds every mark at any depth. On
// other processors, and if C code is on the stack, it counts these frames by their
// program counters, which is exact for any depth, too; and only if it must be known
// whose they are, it reads the marks off a printed traceback (traceback.go), in 20 µs.
// A traceback leaves out the middle of a deep stack. If a mark is missing, the
// goroutine is taken to hold anything: nothing waits there.
//
// The marks are read by
//
//   - recursion.go, for every round that finds its cell's limit passed: to refuse a
//     recursion, to accept what listeners emit while their bus closes, and to count
//     consequences for Drain. The limit is 0 while a table is new or asleep and during
//     a Drain; otherwise a few rounds may be inside before the next one looks;
//   - queue_full.go, since an emit from inside a listener must not wait for room;
//   - cycles.go, so that no wait closes a cycle. It knows all goroutines that wait
//     inside a listener, on any bus, with what they hold and what they wait for.
//     EmitWait and a serial listener's turn return ErrWouldDeadlock; Drain, Close and
//     OffWait leave out the goroutines that wait for them;
//   - adoption.go, for a goroutine that works for another one, as a plugin's method
//     does for the host: it counts as inside whatever the other one is inside;
//   - slowcall.go and goroutine.go, to tell whose call takes too long;
//   - loop.go, to find listeners that answer each other without end.
//
// # Waiting
//
// waiter.go waits for a list of targets (target.go): a retired table to be empty, a
// queue to have done all events up to a number, or to be at rest. EmitWait waits for
// its own copies (emitwait.go).
//
// Drain (drain.go) goes in hops. Each waits for the rounds that are inside, then for
// the events that are queued. Events that listeners emit during a hop are for the
// next one. There are at most 64 hops, since two listeners may answer each other for
// ever.
//
// Close (close.go) refuses emits from outside the bus's listeners, drains, takes the
// listeners out of the tables, drains again, and takes them off. A bus follows
// consequences as long as there are any. The listeners of a view get what others
// emit until they are out of the tables. So Close of a view, like Withdraw, lets them
// get only what listeners emit, for 64 hops each time.
//
// # The watch
//
// Each bus has one timer, while there are rounds or queued events (watch.go). Every
// 50 ms it sets the coarse clock, which is the time of an event if no listener sees
// the time, and asks for samples of where each queue's events come from (loop.go).
// Four times in the threshold for slow calls it renews each table that has rounds
// inside. Rounds that are in the retired table a threshold later are slow. It also
// puts tables to sleep that have had no round.
//
// # Locks
//
// No user code runs under a lock: no handler, predicate, key function, error
// handler, logger or writer, and no method of a context, a payload or an error.
// The engine calls the methods of contexts through context.go.
//
// Of two locks, the first in this list is taken first: core.mu, insideWaiters.mu, a
// queue's mu, busyQueues.mu. Under the mutex of a watch, of a turnstile, of an
// emitWait, of the shared contexts and of the interned names no other is taken.
package dispatch

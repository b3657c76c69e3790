// Package events is the string-keyed event bus of a program made of plugins:
// listeners subscribe by name, and emitters and listeners never import each other.
// A synchronous listener runs in the emitter's goroutine, so with two emitters it
// may run concurrently with itself. An emit inside a handler is delivered before
// the outer one continues: depth first, whereas Guava's EventBus finishes the outer
// one first. Pointers, slices and maps inside a payload lead to data that all
// listeners and the emitter share: treat it as read-only. [WithMutationCheck]
// finds, in tests, a listener that does not.
//
// A nil context stands for context.Background() in every method; the option Until
// panics with it. A nil or zero *Bus panics in every method, with a message that
// says so.
//
// # Names
//
// A name is 1 to 16 segments of letters, digits, _ and - of ASCII with dots between
// them, at most 255 bytes. Nothing is trimmed or normalised. [Bus.On],
// [Bus.OnNamespace] and [Bus.Stream] panic on anything else, at the caller and with
// the remedy, as they do on a nil handler and an empty option; the emits,
// [Bus.Declare] and [ValidateName] return a [*NameError]. A message repeats at most
// 64 bytes of the name.
//
// OnNamespace("user") gets user.login and user.profile.changed, but not user and
// not users.login. [Bus.OnAny] gets every event. An emit without a listener is not
// an error, and leaves nothing behind if its name is not declared.
// [Bus.HasListeners] reports whether a name has a listener, before an expensive
// payload is made.
//
// # Delivery
//
// Listeners of the name, of its namespaces and of everything are in one order:
// higher priority first, then order of registration; any int is a priority.
// Synchronous listeners are called one at a time in that order, in the emitter's
// goroutine, before [Bus.Emit] returns. Each listener gets the events of one
// goroutine in the order in which they were emitted. A function registered twice is
// called twice. A listener with [Serial] is called once at a time: an emit from
// another goroutine waits for its turn even if its context ends, and an emit inside
// the handler is nested.
//
// An emit calls the listeners that were registered when it began, except those
// taken off since on the same goroutine. A listener that is added during the emit
// gets the next event, also a nested one. Everything is allowed in a handler: to
// emit, to subscribe, to take off a listener (itself too), to declare, to drain, to
// close.
//
// [Subscription.Off] returns false if the listener was off already, and never takes
// off another one. No emit that begins after it calls the handler; a call that
// another goroutine has just begun may still run, and [Subscription.OffWait] waits
// for it. [Bus.OffAll] takes off all listeners of a view's owner. A listener with
// [Until] goes off when its context ends: no emit that begins later calls it. It
// costs no goroutine.
//
// A listener with [Once] is called at most once, however many goroutines emit,
// nested emits included. An event that a [Predicate] rejects, or on which it
// panics, does not count; one on which the handler fails does. The listener is
// removed before the emit returns.
//
// A context that has ended stops no listener: listeners get it and decide. Emit
// returns an error only if the event was not accepted: a [*NameError], [ErrClosed],
// a [*RecursionError], under [Enforce] a [*ContractError]; or for some listeners
// alone, while the others have the event: [ErrQueueFull] with the context's error
// for those that had no room, [ErrDropped] with ErrClosed for those whose bus was
// closed before there was room; or if it was to wait ([Blocking]) and could not. If
// a context's methods panic, only that emit is affected: the listeners get the
// event, and then Emit panics; a wait goes on as if the context never ended.
//
// Listeners that emit each other's events without end are stopped: the emit inside
// 64 others ([WithMaxDepth]) reaches no listener and returns a [*RecursionError]
// with the cycle of names. The depth is exact for cycles of up to 16 names, or 7 if
// several processors have emitted one of them at once, and emits outside the cycle
// are not refused because of it. Asynchronous listeners that answer each other are
// not a recursion: if they go on for a second, the log names them, their events and
// their places once.
//
// # Failures
//
// A listener's error, panic, panic(nil) or runtime.Goexit is not returned by Emit;
// [Bus.EmitWait] returns it. If the listener is synchronous, Goexit ends the
// emitter's goroutine after the other listeners have run, also if a deferred
// function panics or recovers on the way. The other listeners are called all the
// same. The error handler ([Bus.OnError] of the owner's view, otherwise of the bus)
// gets the error with the event and the listener, on the goroutine of the failure
// and before the next listener is called. It gets the event as it was emitted, not
// as the listener's payload type; its time is exact to 50 ms if no listener of the
// event is given it. A panic is a [*PanicError] with its stack, Goexit is
// [ErrGoexit]. The default logs through slog. EmitWait returns all failures:
// [*ListenerError] values, joined. The text of an error names this package once, at
// the front, whatever it wraps or joins.
//
// A panic in an error handler is logged and goes no further, and so does a panic in
// a logger. Failures in emits of an error handler are logged and not passed to an
// error handler again: on its goroutine whatever context it emits with, on other
// goroutines if it emits with the context that it got.
//
// # Asynchronous listeners
//
// Each listener with [Async] has a queue of its own, so a slow one delays no emit
// until its queue is full. It makes one call at a time in the order emitted, unless
// [Workers] allows more, or [Keyed] does for events of different keys. It has a
// goroutine only while there is something to do; one that panics or exits is
// replaced, and only that event is lost. The handler's context has the values of
// the emit's, but not its end, nor [Blocking].
//
// A queue holds 1,024 events, or as many as [Buffer] says. If it is full, an emit
// waits for room until its context ends, unless it comes from a listener: then its
// event goes over the capacity, up to a ceiling of 1,000,000 events a bus
// ([WithCeiling]), and is dropped, counted and reported beyond. [WhenFull] can drop
// the newest or the oldest event instead, or keep only the latest one, of each key
// if the listener is Keyed; dropped events are counted.
//
// [Bus.EmitWait], and [Bus.Emit] with a [Blocking] context, wait for asynchronous
// listeners until the context ends, and the listeners go on. EmitWait returns nil
// only if every listener of the event has ended without an error; for one that lost
// the event, the error contains [ErrDropped]. Called by an asynchronous listener
// they do not wait for other asynchronous ones, since that could deadlock, and
// return [ErrWouldDeadlock]: those have the event in their queues. The same applies
// in a synchronous listener for which the asynchronous ones wait in turn.
//
// # Payloads
//
// An event carries its name, its time, and its source: the owner of the view that
// emits ([Bus.As]), or what [From] says. An emit copies the map if the event has a
// listener, so the caller may go on changing it. [Event.Payload] is a copy that the
// listener owns, never nil; an event may be kept without limit. A nil payload is
// legal. [Field] converts a field if no value changes, and otherwise returns a
// [*PayloadError] with the wanted type and the one found. A field that is nil is
// the zero value of a type that can be nil.
//
// Events can be compared with == and be keys of a map: copies of one event are
// equal, events of two emits never are. An event marshals to JSON with its payload,
// and comes back with [Event.UnmarshalJSON].
//
// # Declarations
//
// [Bus.Declare] keeps a copy of each spec, and refuses bad names, fields and type
// hints. It takes all specs of the call or none. A different payload under a
// declared name is a [*ConflictError] with both owners; the same payload is none,
// even if its hints are spelt differently. If two owners declare one name
// differently at the same time, exactly one of them wins. A declared name counts
// its emits, with or without listeners. [Bus.Catalog] is sorted by name, then
// owner. [Bus.Undeclare] takes back what an owner has declared, and the name is
// free for another payload.
//
// The payload of an untyped emit under a declared name is compared with the
// declaration ([WithContracts]): for a field that is missing, of another type or
// not declared the error handler gets a [*ContractError] with the emit's place,
// once, and the event is delivered. [Enforce] refuses the event instead, and also
// names that are not declared and typed emits of a struct that does not match its
// declaration. Without Enforce, an undeclared name costs one nil check.
//
// [Bus.Expect] keeps which fields listeners listen for. If an emitter declares them
// differently, in whichever order the two were registered, the error handler gets
// that once. The same applies to a declaration that has changed since evgen wrote
// its code. [Bus.ContractFaults] keeps all of these faults, at most 1,000, with how
// often they were met.
//
// # Streams
//
// [Bus.Stream] listens while it is ranged over, as a new listener for each range:
// an asynchronous one whose handler is the loop's body. Break, return, panic and
// the end of its context take it off; [Bus.Close] first delivers what is queued. An
// emit in the body is an emit inside a listener. Under iter.Pull the body cannot be
// seen: an event is done when it is handed out, no emit waits for room, and an
// EmitWait that reaches the stream returns ErrWouldDeadlock.
//
// # Introspection
//
// [Bus.Listeners] shows all listeners in order of delivery, with the place that
// registered them, and marshals to JSON; [Bus.TopicInfo], [Bus.NamespaceInfo] and
// [Bus.AnyInfo] show parts of that list, [Bus.OwnerInfo] the views. Delivered
// counts calls that have ended, failed ones too; every accepted event is delivered,
// dropped, pending or running. Events that Off discards with a queue count as
// dropped. [Bus.Explain] and [WithTrace] suggest the name that was probably meant.
//
// [Bus.Observe] yields the result of every emit while it is ranged over: which
// listeners it reached, how long it took, which failed, or why it was refused. Its
// loop delays no emit: observations that it cannot take in time are dropped and
// counted. While a loop runs, ListenerInfo has P50 and P99. Afterwards an emit
// costs what it did before.
//
// A call that lasts longer than 5 s ([WithSlowThreshold]) is logged once, with its
// listener's place and its goroutine's stack, and RunningSince shows it while it
// lasts. If the call cannot be matched to one listener, since one function has made
// several handlers of the name, the log says so and names none. An owner that
// passes 100 listeners on one name ([WithListenerLimit]) is named in the log once.
// A listener with [DisableAfter] is disabled when so many of its calls in a row
// have failed: that is logged and emitted ([ListenerDisabled]), later events skip
// it and are counted, the events in its queue are dropped, and
// [Subscription.Enable] resumes it.
//
// # Closing
//
// [Bus.Drain] waits for what was queued or running when it began, and for what
// listeners emit because of that, over up to 64 hops from queue to queue. It
// refuses nothing and does not wait for what others emit, so it ends under any
// load. If its context ends first, the error says how much is left.
//
// [Bus.Close] accepts no more emits from outside, waits for all accepted events and
// for the events that their listeners emit, and takes the listeners off. If its
// context ends first, the error names the stuck listeners and counts what was not
// delivered. All concurrent calls of Close get the same result. After it, emits
// return [ErrClosed], a new subscription is off from the start and reported, and no
// goroutine of the bus is left except those of listeners that were stuck.
//
// Both, and OffWait, do not wait for their own caller, nor for a call that waits
// for them, directly or through others. All other calls are waited for. On a view
// they concern that owner alone.
//
// # What is not protected
//
// Isolation is not a sandbox. A handler that calls os.Exit, overflows its stack,
// panics in a goroutine of its own, or runs into another fatal error of the
// runtime, such as a concurrent write to a map, ends the process. A slow
// synchronous handler delays its emitter.
package events

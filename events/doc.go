// Package events is the string-keyed event bus of a program made of plugins:
// listeners subscribe by name, and emitters and listeners never import each
// other. A synchronous listener runs in the goroutine of whoever emits, so with
// two emitters it may run concurrently with itself. An emit inside a handler is
// delivered before the outer one goes on: depth first, where Guava's EventBus
// finishes the outer one first. What pointers, slices and maps inside a payload
// lead to is shared by all listeners and the emitter: treat it as read-only.
// [WithMutationCheck] finds, in tests, a listener that does not.
//
// A nil context stands for context.Background() in every method; the option Until
// panics with it. A nil or zero *Bus panics in every method, and says so.
//
// # Names
//
// A name is 1 to 16 segments of letters, digits, _ and - of ASCII with dots
// between them, at most 255 bytes. Nothing is trimmed or normalised. [Bus.On],
// [Bus.OnNamespace] and [Bus.Stream] panic on anything else, at the caller and
// with the remedy, as they do on a nil handler and an empty option; the emits,
// [Bus.Declare] and [ValidateName] return a [*NameError]. A message repeats at
// most 64 bytes of the name.
//
// OnNamespace("user") hears user.login and user.profile.changed, not user and
// not users.login. [Bus.OnAny] hears everything. An emit that nobody hears is
// no error, and an undeclared name leaves nothing behind. [Bus.HasListeners] says
// whether anybody would hear a name, before an expensive payload is made.
//
// # Delivery
//
// Listeners of the name, of its namespaces and of everything are in one
// order: higher priority first, then order of registration; any int is a
// priority. Synchronous listeners are called one at a time in that order, in
// the emitter's goroutine, before [Bus.Emit] returns. What one goroutine emits,
// each listener hears in the order emitted. A function registered twice is
// called twice. A listener with [Serial] is called once at a time: an emit from
// another goroutine waits for its turn, whatever its context does, and one inside
// the handler is nested.
//
// An emit calls the listeners as they stood when it began, less those taken off
// since on the same goroutine. A listener that is added meanwhile hears the
// next event, also a nested one. In a handler everything is legal: to emit, to
// subscribe, to take off (itself too), to declare, to drain, to close.
//
// [Subscription.Off] returns false if the listener was off already, and
// never takes off another one. No emit that begins after it calls the handler;
// a call that another goroutine was just making may still run, and
// [Subscription.OffWait] waits for it. [Bus.OffAll] takes off all listeners of
// a view's owner. A listener with [Until] goes off when its context ends: no emit
// that begins later calls it. It costs no goroutine.
//
// A listener with [Once] is called exactly once, however many goroutines emit,
// nested emits included. A [Predicate] that says no or panics does not use it
// up; a handler that fails does. It is gone when the emit returns.
//
// A context that has ended stops nobody: listeners get it and decide. Emit
// returns an error only if the event was not accepted: a [*NameError],
// [ErrClosed], a [*RecursionError], under [Enforce] a [*ContractError], or
// [ErrQueueFull] with the context's error for the listeners that had no room,
// [ErrDropped] with ErrClosed for those whose bus was closed before there was room,
// while the others have the event; and if it was to wait ([Blocking]) and could not.
// A context whose methods panic concerns its own call alone: the listeners hear the
// event, and then Emit panics; a wait goes on as if the context never ended.
//
// Listeners that emit each other's events without end are stopped: the emit
// inside 64 others ([WithMaxDepth]) reaches nobody and returns a
// [*RecursionError] with the cycle of names. The depth is exact for circles of up to
// 16 names, and no emit is refused for others that are not around it. Asynchronous
// listeners that answer each other are no recursion: if they go on for a second, the
// log names them, their events and their places once.
//
// # Failures
//
// A listener's error, panic, panic(nil) or runtime.Goexit never reaches the
// emitter, except that Goexit ends its goroutine after the other listeners have
// run, also if a deferred function panics or recovers on the way. The others are
// called all the same. The error handler ([Bus.OnError] of the owner's view,
// otherwise of the bus) gets the error with the event and the listener, on the
// goroutine of the failure and before the next listener is called. The event is the
// one that was emitted, whatever the listener takes of it; its time is exact to
// 50 ms if no listener of the event is given it. A panic is a [*PanicError] with its stack, Goexit is [ErrGoexit]. The
// default logs through slog. [Bus.EmitWait] returns all failures, joined
// [*ListenerError] values. The text of an error names this package once, at the
// front, whatever it wraps or joins.
//
// An error handler that panics is logged and survived, and so is a logger that
// panics. What fails while an error handler emits goes to the log and not back
// to it: on its goroutine whatever context it emits with, elsewhere where it
// emits with the context that it got.
//
// # Asynchronous listeners
//
// Each listener with [Async] has a queue of its own, so a slow one delays
// nobody until its queue is full. It makes one call at a time in the order
// emitted, unless [Workers] gives that up, or [Keyed] for events of different
// keys. It has a goroutine only while there is something to do; one that panics
// or exits is replaced, and only that event is lost. The handler's context has
// the values of the emit's, but not its end, nor [Blocking].
//
// A queue holds 1,024 events, or what [Buffer] says. If it is full, an emit
// waits for room until its context ends, unless it comes from a listener: then
// its event goes over the bound, up to a ceiling of 1,000,000 events a bus
// ([WithCeiling]), and is dropped, counted and reported beyond. [WhenFull] may
// drop the newest or the oldest event instead, or keep the latest alone, of each
// key if the listener is Keyed; what is dropped is counted.
//
// [Bus.EmitWait], and [Bus.Emit] in [Blocking], wait for asynchronous listeners
// until the context ends, and the listeners go on. EmitWait returns nil only if every
// listener that hears the event has ended without an error; one that lost the event
// is in its error with [ErrDropped]. Called by an asynchronous listener they don't
// wait for others of its kind, since that could be for ever, and return
// [ErrWouldDeadlock]: those have the event in their queues. So they do in a
// synchronous listener for which the others in turn wait.
//
// # Payloads
//
// An event carries its name, its time, and its source: the owner of the view
// that emits ([Bus.As]), or what [From] says. An emit copies the map where
// somebody hears it, so the caller may go on changing his. [Event.Payload] is a
// copy that the listener owns, never nil; an event may be kept for ever. A nil
// payload is legal. [Field] converts a field where no value changes, and
// returns a [*PayloadError] with the wanted type and the one that is there
// otherwise. A field that is nil is the zero value of a type that can be nil.
//
// Events can be compared with == and be keys of a map: copies of one event are
// equal, events of two emits never are. An event marshals to JSON with its
// payload, and comes back with [Event.UnmarshalJSON].
//
// # Declarations
//
// [Bus.Declare] keeps a copy of each spec, and refuses bad names, fields and
// type hints. It takes all specs of the call or none. Another payload under a
// declared name is a [*ConflictError] with both owners; the same one, in other
// words even, is none. If two owners declare one name differently at once,
// exactly one of them wins. A declared name counts its emits, heard or not.
// [Bus.Catalog] is sorted by name, then owner. [Bus.Undeclare] takes back what
// an owner has declared, and the name is free for another payload.
//
// What is emitted untyped under a declared name is held against the declaration
// ([WithContracts]): a field that is missing, of another type or not declared is
// told to the error handler once, as a [*ContractError] with the emit's place,
// and the event is delivered. [Enforce] refuses it instead, names that nobody
// has declared, and typed emits of a struct that is not as declared. A name that
// nobody has declared costs the test of a pointer otherwise.
//
// [Bus.Expect] keeps which fields listeners need. Where an emitter declares them
// otherwise, whoever came first, the error handler is told once. So it is of a
// declaration that has changed since evgen wrote its code. [Bus.ContractFaults]
// keeps all of these, at most 1,000, with how often they were met.
//
// # Streams
//
// [Bus.Stream] listens while it is ranged over, each range anew, as an
// asynchronous listener whose handler is the loop's body. Break, return, panic
// and the end of its context take it off; [Bus.Close] first lets it have what
// is queued. An emit in the body is an emit inside a listener. Under iter.Pull the
// body can't be seen: an event is done when it is handed out, no emit waits for room,
// and an EmitWait that the stream hears returns ErrWouldDeadlock.
//
// # Introspection
//
// [Bus.TopicInfo], [Bus.NamespaceInfo] and [Bus.AnyInfo] show the listeners in
// order of delivery, with the place that registered them, and marshal to JSON;
// [Bus.Listeners] shows all of them as one list, [Bus.OwnerInfo] the views.
// Delivered counts calls that have ended, failed ones too; what a listener
// accepted is delivered, dropped, pending or running. What Off discards with a
// queue counts as dropped. [Bus.Explain] and [WithTrace] find the name that was
// meant.
//
// [Bus.Observe] tells what becomes of every emit while it is ranged over: whom it
// reached, how long it took, who failed, or why it was refused. Its loop holds up no emit: what it can't
// take in time is dropped and counted. Meanwhile ListenerInfo has P50 and P99.
// When nobody observes any more, an emit costs what it did before.
//
// A call that lasts longer than 5 s ([WithSlowThreshold]) is logged once, with
// its listener's place and its goroutine's stack, and RunningSince shows it
// while it lasts. If it can't be told whose call it is, since one function has made
// several handlers of the name, the log says so and blames nobody. An owner that passes 100 listeners on one name
// ([WithListenerLimit]) is named in the log once. A listener with
// [DisableAfter] is disabled when so many of its calls in a row have failed:
// that is logged and emitted ([ListenerDisabled]), events pass it by and are
// counted, what its queue holds is dropped, and [Subscription.Enable] lets it
// hear events again.
//
// # Closing
//
// [Bus.Drain] waits for what was queued or running when it began, and for what
// listeners emit because of that, over up to 64 hops from queue to queue. It refuses
// nothing and does not wait for what others emit, so it ends under any load. At the
// end of its context it says how much is left.
//
// [Bus.Close] accepts no more from outside, waits for what it has accepted and for
// all that comes of it, and takes the listeners off. At the end of its context it
// names who is stuck and counts what was not delivered. All who close get the same
// result. After it, emits return [ErrClosed], a new subscription is off from the
// start and reported, and no goroutine of the bus is left except those of listeners
// that were stuck.
//
// Both, and OffWait, don't wait for their own caller, nor for a call that waits for
// them, directly or through others. All other calls are waited for. On a view they
// concern that owner alone.
//
// # What is not protected
//
// Isolation is no sandbox. A handler that calls os.Exit, overflows its stack,
// panics in a goroutine of its own, or runs into another fatal error of the
// runtime, such as a concurrent write to a map, ends the process. A slow
// synchronous handler holds up its emitter.
package events

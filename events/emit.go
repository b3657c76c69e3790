package events

import (
	"context"

	"github.com/fastpluggy/eventbus/internal/dispatch"
	"github.com/fastpluggy/eventbus/internal/errtext"
)

// An EmitOption changes one emit. It is a plain value, so it costs nothing to make.
type EmitOption dispatch.Emission

// From sets the event's source, in place of the view's owner.
func From(source string) EmitOption { return EmitOption{Source: source} }

// Emit delivers an event to all listeners of name. Synchronous listeners have
// returned when it does; asynchronous ones have it in their queues. The map is
// copied if there is a listener, so p stays the caller's.
//
// It returns an error if the event was not accepted: a *NameError, ErrClosed, a
// *RecursionError, under Enforce a *ContractError. It returns one, joined, for
// listeners that had no room, while the others have the event: ErrQueueFull and the
// context's error if that ended before there was room, ErrDropped and ErrClosed if
// Close gave up before there was room. With a Blocking context it returns the
// context's error, or ErrWouldDeadlock, if it did not wait to the end for listeners
// that have the event all the same.
func (b *Bus) Emit(ctx context.Context, name string, p Payload, opts ...EmitOption) error {
	return b.emit(ctx, name, p, dispatch.Emissions(opts, false))
}

// EmitWait is Emit that also waits for the asynchronous listeners and returns the
// failures of all listeners, joined *ListenerErrors. Nil means that every listener
// of the event has ended its call without an error. For a listener that lost the
// event, since its queue was full or it was taken off, the error contains
// [ErrDropped] with the stage "queue"; also for a [Serial] listener that was taken
// off or disabled while this emit waited for its turn. Listeners that [DisableAfter]
// has disabled at that time do not get the event.
//
// The end of ctx ends only the wait: the synchronous listeners have all been
// called, the others go on, and EmitWait returns the context's error, or
// context.Canceled if its Err returns nil, joined with the failures known by then.
// With synchronous listeners alone there is nothing to
// wait for, and it returns no context's error. It returns ErrWouldDeadlock if it
// did not wait for listeners that have the event in their queues: on the goroutine
// of an asynchronous listener, which waits for synchronous ones only; in a
// synchronous one for which they in turn wait; and for a stream under iter.Pull.
// Listeners behind a forward (package typed) are waited for like any others.
func (b *Bus) EmitWait(ctx context.Context, name string, p Payload, opts ...EmitOption) error {
	return b.emit(ctx, name, p, dispatch.Emissions(opts, true))
}

func (b *Bus) emit(ctx context.Context, name string, p Payload, e dispatch.Emission) error {
	return dispatch.Emit(ctx, b.engine(), name, generalKind, mapBody(p), ownedCopy, e)
}

// tidyError names the package once in the text of joined errors.
func tidyError(err error) error {
	if err == nil {
		return nil
	}
	return errtext.Tidy("events: ", err)
}

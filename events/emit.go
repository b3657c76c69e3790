package events

import (
	"context"

	"github.com/fastpluggy/eventbus/internal/dispatch"
	"github.com/fastpluggy/eventbus/internal/errtext"
)

// An EmitOption changes one emit. It costs nothing to make.
type EmitOption dispatch.Emission

// From sets the event's source, in place of the view's owner.
func From(source string) EmitOption { return EmitOption{Source: source} }

// Emit delivers an event to all who hear name. Synchronous listeners have
// returned when it does; asynchronous ones have it in their queues. The map is
// copied where anybody will see it, so p stays the caller's.
//
// It returns an error where the event was not accepted: a *NameError,
// ErrClosed, a *RecursionError, under Enforce a *ContractError, or, joined,
// ErrQueueFull and the context's error for listeners that had no room before
// the context ended, while the others have the event. In Blocking it returns
// the context's error, or ErrWouldDeadlock, where it did not wait to the end for
// listeners that have the event all the same.
func (b *Bus) Emit(ctx context.Context, name string, p Payload, opts ...EmitOption) error {
	return b.emit(ctx, name, p, dispatch.Emissions(opts, false))
}

// EmitWait is Emit that also waits for the asynchronous listeners and returns
// the failures of all listeners, joined *ListenerErrors. When ctx ends it
// returns without them. On the goroutine of an asynchronous listener it waits
// for synchronous ones only and returns ErrWouldDeadlock for the others, which
// have the event in their queues.
func (b *Bus) EmitWait(ctx context.Context, name string, p Payload, opts ...EmitOption) error {
	return b.emit(ctx, name, p, dispatch.Emissions(opts, true))
}

func (b *Bus) emit(ctx context.Context, name string, p Payload, e dispatch.Emission) error {
	if ctx == nil {
		ctx = context.Background()
	}
	return tidy(dispatch.Emit(ctx, b.engine(), name, general, mapBody(p), owned, e))
}

// tidy names the package once in joined errors.
func tidy(err error) error {
	if err == nil {
		return nil
	}
	return errtext.Tidy("events: ", err)
}

package events

import (
	"context"
	"maps"

	"github.com/fastpluggy/eventbus/internal/dispatch"
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
// the failures of all listeners, joined *ListenerErrors. The end of ctx ends
// that wait alone: the synchronous listeners have all been called, the others
// go on, and EmitWait returns the context's error joined with the failures
// known by then. With synchronous listeners alone it has nothing to wait for,
// and returns no context's error. On the goroutine of an asynchronous listener
// it waits for synchronous ones only and returns ErrWouldDeadlock for the
// others, which have the event in their queues.
func (b *Bus) EmitWait(ctx context.Context, name string, p Payload, opts ...EmitOption) error {
	return b.emit(ctx, name, p, dispatch.Emissions(opts, true))
}

func (b *Bus) emit(ctx context.Context, name string, p Payload, e dispatch.Emission) error {
	if ctx == nil {
		ctx = context.Background()
	}
	return dispatch.Emit(ctx, b.engine(), name, general, mapBody(p), owned, e)
}

// owned copies the caller's map. Only an emit that somebody hears pays for it.
func owned(p dispatch.Body) dispatch.Body { return maps.Clone(p.(mapBody)) }

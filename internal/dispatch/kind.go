package dispatch

import "context"

// A Kind is a payload type as the engine sees it: how to make a general form
// of a T, and a T of a general form. One serves all listeners of its topic.
type Kind[T any] struct {
	Box    func(T) Body
	Decode func(Meta, Body) (T, error)
}

// A kind is a Kind whose type is not at hand: what a round calls for a listener
// of another type than the emit's.
type kind interface {
	plan(entries []*Listener) any
	timed(l *Listener) bool
	fits(m Meta, b Body) error
	call(ctx context.Context, l *Listener, m Meta, b Body) error
	push(wait, ctx context.Context, l *Listener, m Meta, b Body, w *Wait) (dropped bool, err error)
}

// plan returns the handlers of a table whose listeners all take a bare T, as a
// []func(context.Context, T) error; else nil. An emit of a T then is a loop
// over a slice of functions.
func (*Kind[T]) plan(entries []*Listener) any {
	calls := make([]func(context.Context, T) error, 0, len(entries))
	for _, l := range entries {
		call, ok := l.handler.(func(context.Context, T) error)
		if !ok || !l.counted() {
			return nil
		}
		calls = append(calls, call)
	}
	return calls
}

// timed reports whether the handler sees the time stamp.
func (*Kind[T]) timed(l *Listener) bool {
	switch h := l.handler.(type) {
	case func(context.Context, T) error:
		return false
	case *Queue[T]:
		return h.timed
	}
	return true
}

// fits reports whether the general form converts.
func (k *Kind[T]) fits(m Meta, b Body) error {
	if _, err := k.Decode(m, b); err != nil {
		return convertError{err}
	}
	return nil
}

// call converts and calls.
func (k *Kind[T]) call(ctx context.Context, l *Listener, m Meta, b Body) error {
	p, err := k.Decode(m, b)
	if err != nil {
		return convertError{err}
	}
	if plain, ok := l.handler.(func(context.Context, T) error); ok {
		return plain(ctx, p)
	}
	return l.handler.(func(context.Context, Meta, T) error)(ctx, m, p)
}

// push converts and queues.
func (k *Kind[T]) push(wait, ctx context.Context, l *Listener, m Meta, b Body, w *Wait) (dropped bool, err error) {
	p, err := k.Decode(m, b)
	if err != nil {
		return false, convertError{err}
	}
	return l.handler.(*Queue[T]).push(wait, &item[T]{ctx: ctx, meta: m, p: p, wait: w})
}

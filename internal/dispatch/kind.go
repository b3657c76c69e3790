package dispatch

import (
	"context"
	"sync"
)

// A Kind is a payload type as the engine sees it: how to make a general form
// of a T, and a T of a general form. One serves all listeners of its topic.
type Kind[T any] struct {
	Box    func(T) Body
	Decode func(Meta, Body) (T, error)
	Form   *Form // nil for the general form

	bare, full sync.Pool // arrays of queues, *[]item[T] and *[]item[stamped[T]]
}

// A kind is a Kind whose type is not at hand: what a round calls for a listener
// of another type than the emit's.
type kind interface {
	form() *Form
	plan(entries []*Listener) any
	timed(l *Listener) bool
	fits(m Meta, b Body) error
	call(ctx context.Context, l *Listener, m Meta, b Body) error
	push(wait, ctx context.Context, l *Listener, from *Owner, w *Wait, m Meta, b Body) (dropped bool, err error)
}

func (k *Kind[T]) form() *Form { return k.Form }

// evenly marks a table whose listeners all take a T as it is emitted, and none
// is choosy. It takes no memory: a list of what to call would be 56 bytes for
// each name.
type evenly[T any] struct{}

// plan returns the handlers of a table whose listeners all take a T: as a
// []func(context.Context, T) error where all are synchronous and take nothing
// else, so that an emit is a loop over a slice of functions, or the mark
// evenly[T]. Else it returns nil.
func (*Kind[T]) plan(entries []*Listener) any {
	for _, l := range entries {
		if _, ok := l.handler.(func(context.Context, T) error); !ok || !l.counted() {
			return even[T](entries)
		}
	}
	calls := make([]func(context.Context, T) error, len(entries))
	for i, l := range entries {
		calls[i] = l.handler.(func(context.Context, T) error)
	}
	return calls
}

func even[T any](entries []*Listener) any {
	for _, l := range entries {
		if l.seldom().choosy() {
			return nil
		}
		switch l.handler.(type) {
		case func(context.Context, T) error, func(context.Context, Meta, T) error, *Queue[T], *Queue[stamped[T]]:
		default:
			return nil
		}
	}
	return evenly[T]{}
}

// timed reports whether the handler sees the time stamp.
func (*Kind[T]) timed(l *Listener) bool {
	switch l.handler.(type) {
	case func(context.Context, T) error, *Queue[T]:
		return false
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
func (k *Kind[T]) push(wait, ctx context.Context, l *Listener, from *Owner, w *Wait, m Meta, b Body) (dropped bool, err error) {
	p, err := k.Decode(m, b)
	if err != nil {
		return false, convertError{err}
	}
	if q, ok := l.handler.(*Queue[T]); ok {
		return q.push(wait, &item[T]{ctx, from, w, p})
	}
	return l.handler.(*Queue[stamped[T]]).push(wait, &item[stamped[T]]{ctx, from, w, stamped[T]{m, p}})
}

// queue makes the queue of a listener that gets the payload alone.
func (k *Kind[T]) queue(l *Listener, h func(context.Context, T) error) *Queue[T] {
	return newQueue(l, &k.bare, h, func(from *Owner, p T) (Meta, Body) {
		return Meta{Name: l.slot.name, Source: from.name}, k.Box(p)
	})
}

// stampedQueue makes that of one that sees all of an event.
func (k *Kind[T]) stampedQueue(l *Listener, h func(context.Context, Meta, T) error) *Queue[stamped[T]] {
	call := func(ctx context.Context, s stamped[T]) error { return h(ctx, s.Meta, s.p) }
	return newQueue(l, &k.full, call, func(_ *Owner, s stamped[T]) (Meta, Body) {
		return s.Meta, k.Box(s.p)
	})
}

package dispatch

import (
	"context"
	"reflect"
	"unsafe"
)

// A Kind is a payload type as the engine sees it: how to make the general form of
// a T, and a T of the general form. One Kind serves all listeners of its topic.
//
// Code that is generic in T is compiled for each payload type of a program, some
// kilobytes each time. So there is little of it: here, in emit.go and
// emit_fast.go (the fast path), in payload_store.go and in stream.go. The rest of
// the engine handles a payload as a pointer that only its kind can read.
type Kind[T any] struct {
	Name   *Name // to which it is emitted; nil for the general kind
	Box    func(T) Body
	Decode func(Meta, Body) (T, error)
	Form   *Form                        // nil for the general form
	Takes  func(have reflect.Type) bool // whether the memory of another struct is that of a T; nil: never
	// Converter returns what makes a T of another struct without code of the user's, or nil.
	// It is nil if there is never any.
	Converter func(have reflect.Type) func(to, from unsafe.Pointer) error

	id uint32 // of Name
}

// Named sets the name to which payloads of the kind are emitted.
func (k *Kind[T]) Named(n *Name) { k.Name, k.id = n, n.id }

// A payloadKind is a Kind for code without its type. A payload is a pointer to a
// T, which nothing keeps.
type payloadKind interface {
	form() *Form
	payloadType() reflect.Type
	emitName() *Name
	box(payload unsafe.Pointer) Body
	planFast(entries []*Listener) any
	seesMeta(l *Listener) bool
	newStore() payloadStore

	// callHandler calls a listener of this kind.
	callHandler(ctx context.Context, l *Listener, m *Meta, payload unsafe.Pointer) error
	// decodeError reports whether a payload in its general form converts.
	decodeError(m Meta, b Body) error
	// callDecoded and pushDecoded convert first. *stage is StageConvert during that.
	callDecoded(ctx context.Context, l *Listener, m *Meta, b Body, stage *string) error
	pushDecoded(ctx context.Context, key string, q *queue, it *queueItem, m *Meta, b Body, stage *string) (dropped bool, err error)
}

func (k *Kind[T]) form() *Form { return k.Form }

func (k *Kind[T]) box(payload unsafe.Pointer) Body { return k.Box(*(*T)(payload)) }

func (*Kind[T]) newStore() payloadStore { return new(typedStore[T]) }

// planFast returns the handlers of a table for deliverFast, if all listeners are
// synchronous, take only a T and get every event. Otherwise it returns nil.
func (*Kind[T]) planFast(entries []*Listener) any {
	for _, l := range entries {
		if _, ok := l.handler.(func(context.Context, T) error); !ok || !l.isCountedByTable() {
			return nil
		}
	}
	calls := make([]func(context.Context, T) error, len(entries))
	for i, l := range entries {
		calls[i] = l.handler.(func(context.Context, T) error)
	}
	return &calls
}

// seesMeta reports whether the handler takes all of an event, and not only the
// payload.
func (*Kind[T]) seesMeta(l *Listener) bool {
	_, plain := l.handler.(func(context.Context, T) error)
	return !plain
}

// callHandler calls the handler with the payload, which the assignment copies.
func (*Kind[T]) callHandler(ctx context.Context, l *Listener, m *Meta, payload unsafe.Pointer) error {
	if plain, ok := l.handler.(func(context.Context, T) error); ok {
		return plain(ctx, *(*T)(payload))
	}
	return l.handler.(func(context.Context, Meta, T) error)(ctx, *m, *(*T)(payload))
}

func (k *Kind[T]) decodeError(m Meta, b Body) error {
	_, err := k.Decode(m, b)
	return err
}

func (k *Kind[T]) callDecoded(ctx context.Context, l *Listener, m *Meta, b Body, stage *string) error {
	*stage = StageConvert
	p, err := k.Decode(*m, b)
	if *stage = ""; err != nil {
		return convertError{err}
	}
	return k.callHandler(ctx, l, m, noescape(&p))
}

func (k *Kind[T]) pushDecoded(ctx context.Context, key string, q *queue, it *queueItem, m *Meta, b Body, stage *string) (dropped bool, err error) {
	*stage = StageConvert
	p, err := k.Decode(*m, b)
	if *stage = ""; err != nil {
		return false, convertError{err}
	}
	return q.push(ctx, key, it, m, noescape(&p))
}

// Package typed is the part of the typed shell that the analyzer looks at.
package typed

import (
	"context"
	"iter"

	"github.com/fastpluggy/eventbus/events"
)

type (
	Topic[T any] struct{ name string }
	Codec[T any] struct{ Fingerprint string }
	Event[T any] struct{ Payload T }
)

func NewTopic[T any](name string) *Topic[T] { return &Topic[T]{name} }

func Upcast[Old, New any](from *Topic[Old], to *Topic[New], up func(Old) (New, error)) {}

func Generated[T any](name string, c Codec[T]) *Topic[T] { return &Topic[T]{name} }

func (t *Topic[T]) Spec() events.EventSpec { return events.EventSpec{Name: t.name} }

func (t *Topic[T]) Emit(ctx context.Context, b *events.Bus, p T, opts ...events.EmitOption) error {
	return nil
}

func (t *Topic[T]) EmitWait(ctx context.Context, b *events.Bus, p T, opts ...events.EmitOption) error {
	return nil
}

func (t *Topic[T]) On(b *events.Bus, h func(context.Context, T) error, opts ...events.Option) *events.Subscription {
	return nil
}

func (t *Topic[T]) OnEvent(b *events.Bus, h func(context.Context, Event[T]) error, opts ...events.Option) *events.Subscription {
	return nil
}

func (t *Topic[T]) Stream(ctx context.Context, b *events.Bus) iter.Seq[Event[T]] { return nil }

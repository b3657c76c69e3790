// Package typed is the part of the typed shell that the analyzer looks at.
package typed

import "github.com/fastpluggy/eventbus/events"

type Topic[T any] struct{ name string }

func NewTopic[T any](name string) *Topic[T]       { return &Topic[T]{name} }
func (t *Topic[T]) Spec() events.EventSpec        { return events.EventSpec{Name: t.name} }
func (t *Topic[T]) Emit(b *events.Bus, p T) error { return nil }

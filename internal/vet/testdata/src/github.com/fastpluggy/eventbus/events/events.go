// Package events is the part of the bus that the analyzer looks at.
package events

import (
	"context"
	"iter"
)

type (
	Event        struct{ Name string }
	Payload      map[string]any
	Schema       map[string]string
	Handler      func(ctx context.Context, e Event) error
	Subscription struct{}
	EmitOption   struct{ Source string }
	Option       interface{ option() }
	AsyncOption  interface{ async() }
	Bus          struct{}
)

type EventSpec struct {
	Name        string
	Description string
	Payload     Schema
	GoName      string
}

func New() *Bus { return nil }

func From(source string) EmitOption { return EmitOption{source} }

func Predicate(p func(Event) bool) Option { return nil }

func Async(opts ...AsyncOption) Option { return nil }

func Keyed(key func(Event) string) AsyncOption { return nil }

func Field[T any](e Event, field string) (t T, err error) { return t, nil }

func (e Event) Payload() Payload             { return nil }
func (e Event) Get(field string) (any, bool) { return nil, false }

func (b *Bus) As(owner string) *Bus                                                    { return b }
func (b *Bus) Emit(ctx context.Context, name string, p Payload, o ...EmitOption) error { return nil }

func (b *Bus) EmitWait(c context.Context, name string, p Payload, o ...EmitOption) error { return nil }

func (b *Bus) On(name string, h Handler, opts ...Option) *Subscription { return nil }

func (b *Bus) OnNamespace(prefix string, h Handler, opts ...Option) *Subscription { return nil }

func (b *Bus) OnAny(h Handler, opts ...Option) *Subscription { return nil }

func (b *Bus) Stream(ctx context.Context, name string, opts ...Option) iter.Seq[Event] { return nil }

func (b *Bus) Explain(name string) string { return "" }

func (b *Bus) Declare(specs ...EventSpec) error { return nil }

func (b *Bus) Expect(specs ...EventSpec) error { return nil }

// Copy has a name that is not constant: the library handles the specs of
// others, and must not make its users' names unknowable.
func Copy(s EventSpec) EventSpec { return EventSpec{Name: s.Name} }

package typed

import (
	"context"
	"fmt"
	"iter"
	"reflect"
	"sync"
	"sync/atomic"
	"unsafe"

	"github.com/fastpluggy/eventbus/events"
	"github.com/fastpluggy/eventbus/internal/convert"
	"github.com/fastpluggy/eventbus/internal/dispatch"
	"github.com/fastpluggy/eventbus/internal/eventname"
	"github.com/fastpluggy/eventbus/internal/registry"
)

// A Topic emits one event and listens to it. It belongs to no bus: one topic serves
// all. Make it once, as a package variable. All methods are safe for concurrent
// use.
type Topic[T any] struct {
	name  *dispatch.Name
	kind  dispatch.Kind[T]
	codec Codec[T]
	older atomic.Pointer[[]olderVersion[T]] // the versions that Upcast converts to a T; nil: none
	spare sync.Pool                         // *conversion[T]

	versions *nameVersions // of the event's name
}

func newTopic[T any](name string, c Codec[T]) *Topic[T] {
	t := &Topic[T]{name: dispatch.Intern(name), codec: c, versions: versionsOf(name)}
	t.kind = dispatch.Kind[T]{
		Box:    func(v T) dispatch.Body { return t.box(v, nil) },
		Decode: t.decode,
		Form:   formOf(c.Fields, reflect.TypeFor[T]()),
		Takes:  func(have reflect.Type) bool { return convert.SharesLayout(reflect.TypeFor[T](), have) },
		Converter: func(have reflect.Type) func(to, from unsafe.Pointer) error {
			return convert.Direct(reflect.TypeFor[T](), have)
		},
	}
	t.kind.Named(t.name)
	return t
}

func formOf(fields []events.FieldInfo, of reflect.Type) *dispatch.Form {
	f := &dispatch.Form{Struct: of}
	for _, field := range fields {
		f.Fields = append(f.Fields, dispatch.FormField{Name: field.Name, Type: field.Type})
	}
	return f
}

// A TopicOption configures a topic made by hand.
type TopicOption func(*events.EventSpec)

// Description sets the description that Spec returns.
func Description(text string) TopicOption {
	return func(s *events.EventSpec) { s.Description = text }
}

// NewTopic makes a topic of a handwritten struct: its json tags name the fields, a
// field without one has its Go name, pointer fields are optional. It reads T by
// reflection, once. It panics if T is not a struct, name is not a valid event name,
// a field's name or type is one that Declare would refuse, or a value of it would not
// come back from JSON.
//
// A topic's name and struct are kept as long as the program runs, and so is an
// entry for the name on each bus that emits it. So the name is part of the
// program's text, and never made of input: for such names there is
// [events.Bus.Emit], which keeps nothing of a name without listeners.
func NewTopic[T any](name string, opts ...TopicOption) *Topic[T] {
	spec := events.EventSpec{Name: name}
	mustName("NewTopic", name)
	for _, o := range opts {
		if o == nil {
			panic(fmt.Sprintf("typed: NewTopic(%q) with a nil option: leave it out", name))
		}
		o(&spec)
	}
	codec := reflectCodec[T](name)
	codec.Description = spec.Description
	return newTopic(name, codec)
}

func mustName(method, name string) {
	if reason := eventname.NameFault(name); reason != "" {
		panic(fmt.Sprintf("typed: %s(%q): %s", method, name[:min(len(name), 64)], reason))
	}
}

// Name returns the event's name.
func (t *Topic[T]) Name() string { return t.name.Text }

// Spec returns the event's declaration, with canonical type hints. It is a copy
// that the caller owns.
func (t *Topic[T]) Spec() events.EventSpec {
	spec := events.EventSpec{Name: t.name.Text, Description: t.codec.Description, Payload: events.Schema{}}
	for _, f := range t.codec.Fields {
		spec.Payload[f.Name] = f.Type
	}
	t.registerByHand()
	return spec
}

// registerByHand records a handwritten topic's fields and Go types, for use when it
// is declared.
func (t *Topic[T]) registerByHand() {
	if !t.codec.byHand {
		return
	}
	registry.Add(registry.Entry{Event: t.codec.contract(t.Name()), Type: reflect.TypeFor[T](), ByHand: true})
}

// Emit delivers p to all listeners of the topic; see [events.Bus.Emit] for what it
// waits for and for its errors. It allocates nothing if the listeners are typed,
// synchronous and without Once, When or Predicate.
func (t *Topic[T]) Emit(ctx context.Context, b *events.Bus, p T, opts ...events.EmitOption) error {
	return dispatch.EmitName(ctx, (*dispatch.Bus)(b), &t.kind, &p, opts)
}

// EmitWait is Emit that also waits for asynchronous listeners and returns the
// failures of all, joined; see [events.Bus.EmitWait].
func (t *Topic[T]) EmitWait(ctx context.Context, b *events.Bus, p T, opts ...events.EmitOption) error {
	return dispatch.EmitWith(ctx, (*dispatch.Bus)(b), &t.kind, &p, opts, true)
}

// On calls h with the payload of every event of the topic. It is the cheapest way
// to listen: no time stamp is taken for it. It panics if h or b is nil or an option
// is empty: those are mistakes in the program.
func (t *Topic[T]) On(b *events.Bus, h func(ctx context.Context, p T) error, opts ...events.Option) *events.Subscription {
	if h == nil {
		panic(fmt.Sprintf("typed: On of %q with a nil handler: pass a func(context.Context, %s) error", t.Name(), reflect.TypeFor[T]()))
	}
	t.mustBus(b)
	from := dispatch.CallSite{Func: reflect.ValueOf(h).Pointer(), Where: dispatch.Caller(1)}
	return (*events.Subscription)(dispatch.SubscribePlain((*dispatch.Bus)(b), t.Name(), &t.kind, h, from, t.configure(opts)))
}

// OnEvent calls h with every event of the topic, with its name, source and time.
// The time stamp costs each emit more than a call does. It panics as On does.
func (t *Topic[T]) OnEvent(b *events.Bus, h func(ctx context.Context, e Event[T]) error, opts ...events.Option) *events.Subscription {
	if h == nil {
		panic(fmt.Sprintf("typed: OnEvent of %q with a nil handler: pass a func(context.Context, typed.Event[%s]) error", t.Name(), reflect.TypeFor[T]()))
	}
	t.mustBus(b)
	from := dispatch.CallSite{Func: reflect.ValueOf(h).Pointer(), Where: dispatch.Caller(1)}
	all := func(ctx context.Context, m dispatch.Meta, p T) error {
		return h(ctx, Event[T]{m.Name, m.Source, m.Time, p})
	}
	return (*events.Subscription)(dispatch.Subscribe((*dispatch.Bus)(b), dispatch.Exact, t.Name(), &t.kind, all, from, t.configure(opts)))
}

func (t *Topic[T]) mustBus(b *events.Bus) {
	if !(*dispatch.Bus)(b).IsBus() {
		panic(fmt.Sprintf("typed: a listener of %q on a nil or zero bus: make one with events.New", t.Name()))
	}
}

// Stream returns the events of the topic as a sequence; see [events.Bus.Stream]. An
// event that does not convert is left out and reported. It panics as On does.
func (t *Topic[T]) Stream(ctx context.Context, b *events.Bus, opts ...events.Option) iter.Seq[Event[T]] {
	t.mustBus(b)
	cfg := t.configure(opts)
	where := dispatch.Caller(1)
	return func(yield func(Event[T]) bool) {
		for o := range dispatch.Stream(ctx, (*dispatch.Bus)(b), t.Name(), &t.kind, where, cfg) {
			if !yield(Event[T]{o.Meta.Name, o.Meta.Source, o.Meta.Time, o.Payload}) {
				return
			}
		}
	}
}

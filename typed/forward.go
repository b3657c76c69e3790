package typed

import (
	"context"
	"fmt"
	"reflect"

	"github.com/fastpluggy/eventbus/events"
	"github.com/fastpluggy/eventbus/internal/dispatch"
)

// Forward lets listeners of one name get the events of another: for an event that
// was renamed, while older plugins still emit it under its old name or still listen
// to that. The event keeps its source and its time, and reaches the listeners of to
// in the emitter's goroutine, as if it had been emitted twice: an EmitWait, or an
// emit with a Blocking context, waits for those as well, and EmitWait returns their
// failures; Close delivers what was forwarded. Options are those of any listener;
// asynchronous ones keep the order of events.
//
// One bus may have forwards in both directions, and chains: an event is never
// forwarded to a name that it had before. Errors of convert or of a listener's
// queue go to the error handler; convert's is an [*UpcastError]. convert may be
// called concurrently. Forward panics if a topic, the bus or convert is nil, and if
// both topics have one name, for which there is [Upcast].
func Forward[Old, New any](b *events.Bus, from *Topic[Old], to *Topic[New], convert func(Old) (New, error), opts ...events.Option) *events.Subscription {
	if from == nil || to == nil || convert == nil {
		panic("typed: Forward with nil: pass the topic to listen to, the topic to emit, and a function that converts the payload")
	}
	if from.Name() == to.Name() {
		panic(fmt.Sprintf("typed: Forward of %q to itself: use Upcast for versions of one name", to.Name()))
	}
	from.mustBus(b)
	step := &conversionStep[Old, New]{from, to, convert}
	root := (*dispatch.Bus)(b.As("")) // which has no source of its own
	relay := func(ctx context.Context, m dispatch.Meta, b dispatch.Body) error {
		return step.relayEvent(ctx, root, m, b)
	}
	where := dispatch.CallSite{Func: reflect.ValueOf(convert).Pointer(), Where: dispatch.Caller(1)}
	cfg := dispatch.Configure("typed", opts)
	cfg.Relay = true
	return (*events.Subscription)(dispatch.Subscribe((*dispatch.Bus)(b), dispatch.Exact, from.Name(), bodyKind, relay, where, cfg))
}

// bodyKind is the kind of listeners that take payloads in their general form, which
// knows the names that an event had.
var bodyKind = &dispatch.Kind[dispatch.Body]{
	Box:    func(b dispatch.Body) dispatch.Body { return b },
	Decode: func(_ dispatch.Meta, b dispatch.Body) (dispatch.Body, error) { return b, nil },
}

// relayEvent emits an event under the new name, unless it had that name before.
func (s *conversionStep[Old, New]) relayEvent(ctx context.Context, b *dispatch.Bus, m dispatch.Meta, p dispatch.Body) error {
	trail := &forwardHop{name: m.Name}
	if t, ok := p.(interface{ trail() *forwardHop }); ok {
		trail.before = t.trail()
	}
	if trail.visited(s.to.Name()) {
		return nil
	}
	old, err := s.from.decode(m, p)
	if err != nil {
		return err
	}
	v, err := s.convertPayload(old)
	if err != nil {
		return err
	}
	kind := &dispatch.Kind[New]{
		Box:    func(v New) dispatch.Body { return s.to.box(v, trail) },
		Decode: s.to.decode, Form: s.to.kind.Form,
	}
	kind.Named(s.to.name)
	return dispatch.Relay(ctx, b, kind, &v, m)
}

// A forwardHop is a name that a forwarded event had, with those before it.
type forwardHop struct {
	name   string
	before *forwardHop
}

func (h *forwardHop) visited(name string) bool {
	for ; h != nil; h = h.before {
		if h.name == name {
			return true
		}
	}
	return false
}

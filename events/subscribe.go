package events

import (
	"context"
	"fmt"
	"iter"
	"reflect"

	"github.com/fastpluggy/eventbus/internal/dispatch"
)

// A Subscription is one listener's registration on a bus. Its methods are safe for
// concurrent use, also inside the handler.
type Subscription dispatch.Listener

// On calls h for every event of that name. It panics if name is not a valid event
// name, h is nil or an option is bad: those are mistakes in the program. On a
// closed bus the subscription is off from the start, and the error handler is
// called.
func (b *Bus) On(name string, h Handler, opts ...Option) *Subscription {
	return b.subscribe("On", dispatch.Exact, name, h, opts)
}

// OnNamespace calls h for every event below prefix: "user" matches "user.login" and
// "user.profile.changed", not "user" itself and not "users.login". It panics as On
// does.
func (b *Bus) OnNamespace(prefix string, h Handler, opts ...Option) *Subscription {
	return b.subscribe("OnNamespace", dispatch.Namespace, prefix, h, opts)
}

// OnAny calls h for every event. It panics if h is nil or an option is bad.
func (b *Bus) OnAny(h Handler, opts ...Option) *Subscription {
	return b.subscribe("OnAny", dispatch.Any, "", h, opts)
}

func (b *Bus) subscribe(method string, scope dispatch.Scope, topic string, h Handler, opts []Option) *Subscription {
	engine := b.engine()
	if scope != dispatch.Any {
		mustName(method, topic)
	}
	if h == nil {
		panic(fmt.Sprintf("events: %s(%q) with a nil handler: pass a func(context.Context, events.Event) error", method, topic))
	}
	all := func(ctx context.Context, m dispatch.Meta, p dispatch.Body) error { return h(ctx, newEvent(m, p)) }
	from := dispatch.CallSite{Func: reflect.ValueOf(h).Pointer(), Where: dispatch.Caller(2)} // subscribe, On
	return (*Subscription)(dispatch.Subscribe(engine, scope, topic, generalKind, all, from, dispatch.Configure("events", opts)))
}

// generalKind is the kind of listeners that take payloads in their general form, and in
// the newest version.
var generalKind = &dispatch.Kind[dispatch.Body]{
	Box:    func(b dispatch.Body) dispatch.Body { return b },
	Decode: dispatch.Newest,
}

// Off takes the listener off. It returns false if it was off already: by another
// Off, the end of its Until or of its bus, or since it is a once-listener that has
// accepted its event, which is delivered even if it is still in the queue. No emit
// that begins later calls the handler; a call that another goroutine has just begun
// may still run: OffWait waits for it. The events in its queue are discarded and
// counted as dropped; Drain first to keep them.
func (s *Subscription) Off() bool { return (*dispatch.Listener)(s).Off() }

// OffWait takes the listener off and waits until no call of it runs and none can
// start, or until ctx ends, and returns its error. Inside the handler it does not
// wait for that call, nor inside another one for a call that waits for this one. It
// waits for the emits under way that may be calling it, so another listener that
// hangs in one of them delays it.
func (s *Subscription) OffWait(ctx context.Context) error {
	return (*dispatch.Listener)(s).OffWait(ctx)
}

// Enable lets a listener that [DisableAfter] has disabled get events again, and
// returns whether it was disabled. Earlier failures do not count any more, except
// those of calls that are still under way. A listener that is off stays off.
func (s *Subscription) Enable() bool { return (*dispatch.Listener)(s).Enable() }

// Info returns the listener's description and figures, also after it is off.
func (s *Subscription) Info() ListenerInfo {
	l := (*dispatch.Listener)(s)
	return listenerInfo(l, l.FiguresOf())
}

// Stream returns the events of that name as a sequence. Each range registers a new
// asynchronous listener, whose handler is the loop's body, and takes it off when it
// ends: on break, return, panic, the end of ctx, or Close, which first delivers
// what is queued. It panics if On would.
//
// Under iter.Pull the body cannot be seen. So an event counts as done as soon as it
// is handed out, no emit waits for room in the queue (the event goes over the
// capacity), and an EmitWait that reaches the stream returns ErrWouldDeadlock.
func (b *Bus) Stream(ctx context.Context, name string, opts ...Option) iter.Seq[Event] {
	engine := b.engine()
	mustName("Stream", name)
	cfg := dispatch.Configure("events", opts)
	where := dispatch.Caller(1)
	return func(yield func(Event) bool) {
		for o := range dispatch.Stream(ctx, engine, name, generalKind, where, cfg) {
			if !yield(newEvent(o.Meta, o.Payload)) {
				return
			}
		}
	}
}

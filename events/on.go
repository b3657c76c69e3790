package events

import (
	"context"
	"fmt"
	"iter"
	"reflect"

	"github.com/fastpluggy/eventbus/internal/dispatch"
)

// A Subscription is one listener's place on a bus.
type Subscription dispatch.Listener

// On calls h for every event of that name. It panics where name is not one, h
// is nil or an option is bad: those are mistakes in the program. On a closed
// bus the subscription is off from the start, and the error handler is told.
func (b *Bus) On(name string, h Handler, opts ...Option) *Subscription {
	return b.subscribe("On", dispatch.Exact, name, h, opts)
}

// OnNamespace calls h for every event below prefix: "user" hears "user.login"
// and "user.profile.changed", not "user" itself and not "users.login".
func (b *Bus) OnNamespace(prefix string, h Handler, opts ...Option) *Subscription {
	return b.subscribe("OnNamespace", dispatch.Namespace, prefix, h, opts)
}

// OnAny calls h for every event.
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
	all := func(ctx context.Context, m dispatch.Meta, p dispatch.Body) error { return h(ctx, event(m, p)) }
	from := dispatch.Source{Func: reflect.ValueOf(h).Pointer(), Where: dispatch.Caller(2)} // subscribe, On
	return (*Subscription)(dispatch.Subscribe(engine, scope, topic, general, all, from, dispatch.Configure("events", opts)))
}

// general is the kind of listeners that take payloads in their general form.
var general = &dispatch.Kind[dispatch.Body]{
	Box:    func(b dispatch.Body) dispatch.Body { return b },
	Decode: func(_ dispatch.Meta, b dispatch.Body) (dispatch.Body, error) { return b, nil },
}

func mustName(method, name string) {
	reason := fault(name)
	if reason == "" {
		return
	}
	remedy := ""
	switch {
	case method == "OnNamespace" && (name == "" || name == "*"):
		remedy = "; to hear everything use OnAny"
	case method == "OnNamespace":
		remedy = "; a prefix is written without a dot at its end: \"user\" hears \"user.login\""
	}
	panic(fmt.Sprintf("events: %s(%q): %s%s", method, clip(name), reason, remedy))
}

// HasListeners reports whether anybody hears name: listeners of the name itself,
// of a namespace above it, or of everything. One whose context ([Until]) has ended
// hears nothing. It takes some 5 ns, and with Until some more a listener. An emit that
// nobody hears costs about as much, so ask only if the payload is expensive to
// make. A string that is no name has none.
func (b *Bus) HasListeners(name string) bool { return b.engine().Hears(name) }

// Off takes the listener off. It returns false if it was off already: by another
// Off, the end of its Until or of its bus, or since it is a once-listener that has
// had its event, which is delivered though it may still be in the queue. No emit
// that begins later calls the handler; a call that another goroutine was just
// making may still run: OffWait waits for it. What its queue held is discarded and
// counted as dropped; Drain first to keep it.
func (s *Subscription) Off() bool { return (*dispatch.Listener)(s).Off() }

// OffWait takes the listener off and waits until no call of it runs and none
// can start, or until ctx ends, and returns its error. Inside the handler it
// does not wait for that call, nor inside another one for a call that waits for
// this one. It waits for the emits under way that may be calling it, so another
// listener that hangs in one of them holds it up.
func (s *Subscription) OffWait(ctx context.Context) error {
	return (*dispatch.Listener)(s).OffWait(ctx)
}

// Enable lets a listener that [DisableAfter] has disabled hear events again, and
// returns whether it was disabled. What failed before counts no more, except for
// calls that are still under way. One that is off stays off.
func (s *Subscription) Enable() bool { return (*dispatch.Listener)(s).Enable() }

// Info returns the listener's description and figures, also after it is off.
func (s *Subscription) Info() ListenerInfo {
	l := (*dispatch.Listener)(s)
	return info(l, l.FiguresOf())
}

// Stream returns the events of that name as a sequence. Each range subscribes
// anew, as an asynchronous listener that the loop's body is the handler of,
// and is off when it ends: on break, return, panic, the end of ctx, or Close,
// which first lets it have what is queued. It panics where On would.
//
// Under iter.Pull the body can't be seen. So an event counts as done as soon as it
// is handed out, no emit waits for room in the queue (the event goes over the
// bound), and an EmitWait that the stream hears returns ErrWouldDeadlock.
func (b *Bus) Stream(ctx context.Context, name string, opts ...Option) iter.Seq[Event] {
	engine := b.engine()
	mustName("Stream", name)
	cfg := dispatch.Configure("events", opts)
	where := dispatch.Caller(1)
	return func(yield func(Event) bool) {
		for o := range dispatch.Stream(ctx, engine, name, general, where, cfg) {
			if !yield(event(o.Meta, o.Payload)) {
				return
			}
		}
	}
}

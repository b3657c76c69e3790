package events

import (
	"context"
	"sync/atomic"

	"github.com/fastpluggy/eventbus/internal/dispatch"
	"github.com/fastpluggy/eventbus/internal/errtext"
)

// ListenerDisabled declares the event that the bus emits, with the source
// "events", when failures in a row have disabled a listener: see
// [DisableAfter]. It is in the catalog of a bus that has such listeners.
var ListenerDisabled = EventSpec{
	Name:        "fp.listener.disabled",
	Description: "Fired when failures in a row have disabled a listener.",
	Payload: Schema{
		"listener": "string", // its label, else its function
		"owner":    "string",
		"place":    "string", // where it was registered: file:line
		"event":    "string", // the name of the last event that it failed on
		"error":    "string", // what it said
		"failures": "int",    // in a row
	},
}

// busOwner is the owner of what the bus itself declares and emits.
const busOwner = "events"

// declareDisabledEvent returns a function that declares the event when the first
// listener with DisableAfter is added. Declaring it twice does no harm. A lock or a
// sync.Once around it would: declaring may call an error handler, which may
// subscribe.
func (s *busState) declareDisabledEvent(b *Bus) func() {
	var declared atomic.Bool
	return func() {
		if declared.Load() {
			return
		}
		if err := b.As(busOwner).Declare(ListenerDisabled); err != nil {
			b.logWarn("events: cannot declare fp.listener.disabled; undeclare the other payload of that name", "error", err)
		}
		declared.Store(true)
	}
}

// reportDisabled logs and emits that a listener was disabled. Failures in listeners
// of that event are reported like any others.
func (b *Bus) reportDisabled(ctx context.Context, f dispatch.Failure) {
	in := listenerInfo(f.Listener, dispatch.Figures{})
	n := f.Listener.Settings().Failures
	text, _ := errtext.Read(f.Err)
	b.logWarn("events: listener disabled after repeated failures; call Subscription.Enable to resume",
		"event", f.Meta.Name, "listener", in.Name, "owner", in.Owner, "place", in.place(), "failures", n, "error", text)
	err := b.Emit(ctx, ListenerDisabled.Name, Payload{
		"listener": in.Name, "owner": in.Owner, "place": in.place(), "event": f.Meta.Name, "error": text, "failures": n,
	}, From(busOwner))
	if err != nil {
		b.logWarn("events: cannot emit fp.listener.disabled", "listener", in.Name, "error", err)
	}
}

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

// self is who emits and declares what the bus itself has to say.
const self = "events"

// breakable declares the event, once somebody may be disabled. Declaring it twice
// does no harm; a lock or a sync.Once around it would, since an error handler
// may be told of it, and subscribe.
func (s *state) breakable(b *Bus) func() {
	var declared atomic.Bool
	return func() {
		if declared.Load() {
			return
		}
		if err := b.As(self).Declare(ListenerDisabled); err != nil {
			b.logWarn("events: the event of disabled listeners can't be declared", "error", err)
		}
		declared.Store(true)
	}
}

// disabled tells of a listener that failures have disabled. What fails in the
// event's own listeners is reported as ever.
func (b *Bus) disabled(ctx context.Context, f dispatch.Failure) {
	in := info(f.Listener, dispatch.Figures{})
	n := f.Listener.Settings().Failures
	text, _ := errtext.Bounded(f.Err)
	b.logWarn("events: a listener is disabled since it failed again and again; Enable lets it hear events again",
		"event", f.Meta.Name, "listener", in.Name, "owner", in.Owner, "place", in.place(), "failures", n, "error", text)
	err := b.Emit(ctx, ListenerDisabled.Name, Payload{
		"listener": in.Name, "owner": in.Owner, "place": in.place(), "event": f.Meta.Name, "error": text, "failures": n,
	}, From(self))
	if err != nil {
		b.logWarn("events: nobody could be told of a disabled listener", "listener", in.Name, "error", err)
	}
}

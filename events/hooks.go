package events

import (
	"context"

	"github.com/fastpluggy/eventbus/internal/dispatch"
	"github.com/fastpluggy/eventbus/internal/refusal"
)

// engineHooks returns the functions that the engine calls back.
func engineHooks(b *Bus, s *busState) dispatch.Hooks {
	h := dispatch.Hooks{
		Failed: func(ctx context.Context, f dispatch.Failure) error {
			return b.reportFailure(ctx, newEvent(f.Meta, f.Body), f.Listener, f.Stage, f.Err)
		},
		Described: func(f dispatch.Failure) error { return describeFailure(f) },
		Panicked:  panicAsError,
		Stuck: func(cause error, running []string, abandoned int) error {
			return &CloseError{running, abandoned, cause}
		},
		Check: ValidateName,
		Recursed: func(name string, depth int, names []string) error {
			return &RecursionError{Name: name, Depth: depth, Cycle: lastCycle(names)}
		},
		Breakable:  s.declareDisabledEvent(b),
		Disabled:   b.reportDisabled,
		Slow:       b.reportSlowCall,
		Looping:    b.reportLoop,
		Leaking:    b.reportLeak,
		Unreadable: b.reportUnreadable,
		Observed:   s.notifyObservers,
	}
	if s.trace != nil {
		s.trace.failed = b.traceFailed
		h.Traced = b.traceEmit
	}
	if s.mutations {
		h.Around = checkMutations
	}
	return h
}

// panicAsError makes an error of a recovered panic. A predicate of package typed
// panics with its reason for an event that does not convert.
func panicAsError(v any, stack []byte) error {
	if no, ok := v.(refusal.Refusal); ok {
		return no.Err
	}
	return &PanicError{v, stack}
}

package events

import (
	"context"

	"github.com/fastpluggy/eventbus/internal/dispatch"
)

type contextKey struct{}

// NewContext returns a context that carries b, for route handlers. It allocates one
// context; a nil ctx stands for context.Background().
func NewContext(ctx context.Context, b *Bus) context.Context {
	if ctx == nil {
		ctx = context.Background()
	}
	return context.WithValue(ctx, contextKey{}, b)
}

// FromContext returns the bus that ctx carries, and whether there is one.
func FromContext(ctx context.Context) (*Bus, bool) {
	if ctx == nil {
		return nil, false
	}
	b, ok := ctx.Value(contextKey{}).(*Bus)
	return b, ok && b != nil
}

// Blocking returns a context in which Emit waits for asynchronous listeners, for
// background jobs that end with the process. Asynchronous listeners get a context
// without it. Synchronous ones get the emitter's own, so their emits with it wait,
// too. Failures go to the error handler alone, and an event that a listener's
// policy drops is only counted: [Bus.EmitWait] returns both.
func Blocking(ctx context.Context) context.Context { return dispatch.Blocking(ctx) }

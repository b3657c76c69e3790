// Package goroutine has handlers that lose an error in a goroutine.
package goroutine

import (
	"context"

	"github.com/fastpluggy/eventbus/events"
)

func ring(context.Context) error { return nil }

func listen(b *events.Bus) {
	b.On("door.opened", func(ctx context.Context, e events.Event) error {
		go ring(ctx) // want `the error of ring is lost here, and its panic ends the program; return it from the handler`
		go func() {  // want `the error of ring is lost here`
			ring(ctx)
		}()
		return ring(ctx)
	})
}

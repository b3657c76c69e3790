package events_test

import (
	"context"
	"errors"
	"sync/atomic"
	"testing"
	"testing/synctest"
	"time"

	"github.com/fastpluggy/eventbus/events"
)

// A silentContext has ended, and its Err returns nil.
type silentContext struct{ context.Context }

func (silentContext) Done() <-chan struct{} { return closedChannel }
func (silentContext) Err() error            { return nil }

var closedChannel = func() chan struct{} { c := make(chan struct{}); close(c); return c }()

// A wait that the end of a context stops never returns nil, even if Err does: nil
// means that the listener has ended.
func TestContextThatDoesNotSayWhyItHasEnded(t *testing.T) {
	ended := silentContext{background}
	for name, wait := range map[string]func(b *events.Bus, s *events.Subscription) error{
		"EmitWait":       func(b *events.Bus, _ *events.Subscription) error { return b.EmitWait(ended, "a.b", nil) },
		"typed EmitWait": func(b *events.Bus, _ *events.Subscription) error { return matrixTopic.EmitWait(ended, b, nothing{}) },
		"Blocking":       func(b *events.Bus, _ *events.Subscription) error { return b.Emit(events.Blocking(ended), "a.b", nil) },
		"typed Blocking": func(b *events.Bus, _ *events.Subscription) error {
			return matrixTopic.Emit(events.Blocking(ended), b, nothing{})
		},
		"full queue": func(b *events.Bus, _ *events.Subscription) error {
			mustEmit(t, b, "a.b", nil)
			return b.Emit(ended, "a.b", nil)
		},
		"Drain":   func(b *events.Bus, _ *events.Subscription) error { return b.Drain(ended) },
		"Close":   func(b *events.Bus, _ *events.Subscription) error { return b.Close(ended) },
		"OffWait": func(_ *events.Bus, s *events.Subscription) error { return s.OffWait(ended) },
		"another Close": func(b *events.Bus, _ *events.Subscription) error {
			go func() { _ = b.Close(background) }()
			synctest.Wait()
			return b.Close(ended)
		},
	} {
		t.Run(name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				b := unwatched()
				var over atomic.Int32
				s := b.On("a.b", slow(time.Second, &over), events.Async(events.Buffer(1)))
				mustEmit(t, b, "a.b", nil)
				synctest.Wait()
				if err := wait(b, s); !errors.Is(err, context.Canceled) || over.Load() > 0 {
					t.Errorf("%v, want context.Canceled, and at once", err)
				}
				time.Sleep(time.Minute)
				_ = b.Close(background)
			})
		})
	}
}

package events_test

import (
	"context"
	"errors"
	"fmt"
	"runtime"
	"testing"
	"time"

	"github.com/fastpluggy/eventbus/events"
)

// When Close of a view has returned, the view and all others of that owner stay
// closed, and As with the name gives an open view of a new owner. That does not
// depend on the garbage collector, nor on how Close ended.
func TestAViewThatWasClosedStaysClosed(t *testing.T) {
	ended, cancel := context.WithCancel(background)
	cancel()
	for name, c := range map[string]struct {
		ctx   context.Context
		setUp func(v *events.Bus)
	}{
		"quiet":         {background, func(*events.Bus) {}},
		"listening":     {background, func(v *events.Bus) { v.On("a", discard, events.Async()) }},
		"error handler": {background, func(v *events.Bus) { v.OnError(func(context.Context, events.Event, events.ListenerInfo, error) {}) }},
		"gives up": {ended, func(v *events.Bus) {
			v.On("b", func(context.Context, events.Event) error { time.Sleep(time.Second); return nil }, events.Async())
			mustEmit(t, v, "b", nil)
		}},
	} {
		t.Run(name, inBubble(func(t *testing.T) {
			b := unwatched()
			heard := 0
			b.On("a", func(context.Context, events.Event) error { heard++; return nil })
			v, other := b.As("plugin"), b.As("plugin")
			c.setUp(v)
			_ = v.Close(c.ctx)
			for range 2 {
				if next := b.As("plugin"); next.Emit(background, "a", nil) != nil || heard != 1 || !next.On("x", discard).Off() {
					t.Errorf("the next view is not open: %d events received", heard)
				}
				for _, old := range []*events.Bus{v, other} {
					old.OnError(func(context.Context, events.Event, events.ListenerInfo, error) {})
					if err := old.Emit(background, "a", nil); !errors.Is(err, events.ErrClosed) {
						t.Errorf("the closed view emits: %v", err)
					}
					if old.On("x", discard).Off() {
						t.Error("the closed view subscribes")
					}
				}
				heard = 0
				runtime.GC()
			}
			for _, o := range b.OwnerInfo() {
				if o.Closed || o.Owner != "" && o.Owner != "plugin" {
					t.Errorf("%+v, want only open owners", o)
				}
			}
			closeBus(t, b)
			if err := b.As("plugin").Emit(background, "a", nil); !errors.Is(err, events.ErrClosed) {
				t.Errorf("a new view of a closed bus: %v", err)
			}
		}))
	}
}

// B52: an owner that had an error handler of its own leaves nothing behind after
// OnError(nil) or Close of the view.
func TestB52_OwnersWithAnErrorHandlerLeaveNothing(t *testing.T) {
	for how, end := range map[string]func(v *events.Bus){
		"OnError(nil)": func(v *events.Bus) { v.OnError(nil) },
		"Close":        func(v *events.Bus) { _ = v.Close(background) },
		"Close, then OnError": func(v *events.Bus) {
			_ = v.Close(background)
			v.OnError(func(context.Context, events.Event, events.ListenerInfo, error) {})
		},
		"OnError(nil) and a listener": func(v *events.Bus) {
			s := v.On("a", discard)
			v.OnError(nil)
			s.Off()
		},
	} {
		t.Run(how, func(t *testing.T) {
			b := unwatched()
			for i := range 5000 {
				v := b.As(fmt.Sprint("request", i))
				v.OnError(func(context.Context, events.Event, events.ListenerInfo, error) {})
				end(v)
			}
			n := 0
			for range 100 { // cleanups run a moment after a collection
				runtime.GC()
				if n = len(b.OwnerInfo()); n < 500 {
					return
				}
				time.Sleep(10 * time.Millisecond)
			}
			t.Errorf("%d owners are left", n)
		})
	}
}

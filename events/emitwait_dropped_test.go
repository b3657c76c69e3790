package events_test

import (
	"context"
	"errors"
	"strings"
	"testing"
	"testing/synctest"

	"github.com/fastpluggy/eventbus/events"
	"github.com/fastpluggy/eventbus/internal/dispatch"
)

// wantDropped: the error says of a listener that it has lost the event.
// A test of events.ErrDropped belongs here as soon as there is one.
func wantDropped(t *testing.T, what string, err error) {
	t.Helper()
	lost, ok := errors.AsType[*events.ListenerError](err)
	if !ok || lost.Stage != "queue" || lost.Err == nil {
		t.Errorf("%s: %v; want a *ListenerError of the stage queue", what, err)
	}
}

// loseTheQueue are the ways to discard what is queued. Each is called while the
// listener s of p is in a call and has one event in its queue, which is full.
var loseTheQueue = []struct {
	name string
	lose func(b, p *events.Bus, s *events.Subscription)
}{
	{"Off", func(_, _ *events.Bus, s *events.Subscription) { s.Off() }},
	{"OffWait", func(_, _ *events.Bus, s *events.Subscription) { _ = s.OffWait(atOnce()) }},
	{"OffAll", func(_, p *events.Bus, _ *events.Subscription) { p.OffAll() }},
	{"Close that gives up", func(b, _ *events.Bus, _ *events.Subscription) { _ = b.Close(atOnce()) }},
	{"Close of the view that gives up", func(_, p *events.Bus, _ *events.Subscription) { _ = p.Close(atOnce()) }},
}

// atOnce is a context that has ended.
func atOnce() context.Context {
	ctx, cancel := context.WithCancel(background)
	cancel()
	return ctx
}

// EmitWait returns nil only if every listener that accepted the event has
// ended; otherwise it says which have lost it.
func TestEmitWaitTellsOfWhatIsDiscarded(t *testing.T) {
	for _, way := range loseTheQueue {
		t.Run(way.name, inBounds(func(t *testing.T) {
			b, p, s, release := occupied(t)
			told := make(chan error, 1)
			go func() { told <- b.EmitWait(background, "x", nil) }()
			synctest.Wait()
			way.lose(b, p, s)
			wantDropped(t, "EmitWait", <-told)
			close(release)
			synctest.Wait()
			wantSettled(t, s.Info())
			_ = b.Close(background)
		}))
	}
}

// So it does where a policy drops the event.
func TestEmitWaitTellsOfWhatAPolicyDrops(t *testing.T) {
	for _, policy := range droppingPolicies() {
		t.Run(dispatch.Policy(policy).String(), inBounds(func(t *testing.T) {
			b, _, s, release := occupied(t, events.WhenFull(policy))
			told := [2]error{}
			done := make(chan struct{}, 2)
			for i := range told {
				go func() { told[i] = b.EmitWait(background, "x", nil); done <- struct{}{} }()
				synctest.Wait()
			}
			close(release)
			<-done
			<-done
			lost, kept := 0, 1
			if policy == events.DropNewest {
				lost, kept = 1, 0
			}
			wantDropped(t, "EmitWait of the one that is dropped", told[lost])
			if told[kept] != nil {
				t.Errorf("EmitWait of the one that is delivered: %v", told[kept])
			}
			wantSettled(t, s.Info())
			wantClosed(t, b)
		}))
	}
}

// So it does where the listener is disabled with the event in its queue.
func TestEmitWaitTellsOfWhatADisabledListenerSkips(t *testing.T) {
	bounded(t, func(t *testing.T) {
		b := unwatched()
		release := make(chan struct{})
		s := b.On("x", func(context.Context, events.Event) error { <-release; return errBoom }, events.Async(), events.DisableAfter(1))
		mustEmit(t, b, "x", nil)
		synctest.Wait()
		told := make(chan error, 1)
		go func() { told <- b.EmitWait(background, "x", nil) }()
		synctest.Wait()
		close(release)
		wantDropped(t, "EmitWait", <-told)
		wantSettled(t, s.Info())
		wantClosed(t, b)
	})
}

// Blocking waits likewise, and an emit that waited for room when the queue was
// taken away does not say that its event was accepted.
func TestEmitTellsOfAQueueThatIsTakenAway(t *testing.T) {
	for how, emit := range map[string]func(b *events.Bus) error{
		"Emit":     func(b *events.Bus) error { return b.Emit(background, "x", nil) },
		"Blocking": func(b *events.Bus) error { return b.Emit(events.Blocking(background), "x", nil) },
		"EmitWait": func(b *events.Bus) error { return b.EmitWait(background, "x", nil) },
	} {
		for _, way := range loseTheQueue {
			t.Run(how+", "+way.name, inBounds(func(t *testing.T) {
				b, p, s, release := occupied(t)
				mustEmit(t, b, "x", nil)
				told := make(chan error, 1)
				go func() { told <- emit(b) }()
				synctest.Wait()
				way.lose(b, p, s)
				err := <-told
				switch {
				case how == "EmitWait" && !errors.Is(err, events.ErrClosed):
					wantDropped(t, how, err)
				case strings.Contains(way.name, "Off"): // that listener is not a concern of the emitter's any more
				case err == nil:
					t.Error("the emit returns nil, and its event was never queued")
				case !errors.Is(err, events.ErrClosed):
					wantDropped(t, how, err)
				}
				close(release)
				synctest.Wait()
				wantSettled(t, s.Info())
				_ = b.Close(background)
			}))
		}
	}
}

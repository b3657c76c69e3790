package events_test

import (
	"context"
	"errors"
	"testing"
	"testing/synctest"
	"time"

	"github.com/fastpluggy/eventbus/events"
)

// An event that waits for its turn at a serial listener is dropped if the listener is
// taken off during that time, like one in a queue: EmitWait returns ErrDropped, Emit
// returns nil, and the event is counted.
func TestSerialDropsWhatWaitsForItsTurn(t *testing.T) {
	for name, end := range map[string]func(b *events.Bus, s *events.Subscription){
		"Off":     func(_ *events.Bus, s *events.Subscription) { s.Off() },
		"OffAll":  func(b *events.Bus, _ *events.Subscription) { b.OffAll() },
		"OffWait": func(_ *events.Bus, s *events.Subscription) { go func() { _ = s.OffWait(background) }() },
	} {
		t.Run(name, inBubble(func(t *testing.T) {
			b := unwatched()
			s := b.On("a.b", func(context.Context, events.Event) error { time.Sleep(time.Second); return nil }, events.Serial())
			go func() { _ = b.Emit(background, "a.b", nil) }()
			synctest.Wait()
			var waited, typed, emitted error
			go func() { waited = b.EmitWait(background, "a.b", nil) }()
			go func() { typed = matrixTopic.EmitWait(background, b, nothing{}) }()
			go func() { emitted = b.Emit(background, "a.b", nil) }()
			synctest.Wait()
			end(b, s)
			time.Sleep(time.Minute)
			synctest.Wait()
			for _, err := range []error{waited, typed} {
				failure, _ := errors.AsType[*events.ListenerError](err)
				if !errors.Is(err, events.ErrDropped) || failure == nil || failure.Stage != "queue" {
					t.Errorf("EmitWait returned %v, want ErrDropped in the stage queue", err)
				}
			}
			if emitted != nil {
				t.Errorf("Emit returned %v, want nil", emitted)
			}
			if in := s.Info(); in.Accepted != 4 || in.Delivered != 1 || in.Dropped != 3 || in.Skipped != 0 || in.Passed != 0 {
				t.Errorf("%+v, want 4 accepted, 1 delivered, 3 dropped", in)
			}
			closeBus(t, b)
		}))
	}
}

// The call that disables the listener passes the turn on first, so one more call may
// follow.
func TestSerialDropsWhatWaitsWhenItIsDisabled(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		b := silenced()
		s := b.On("a.b", func(context.Context, events.Event) error { time.Sleep(time.Second); return errBoom }, events.Serial(), events.DisableAfter(1))
		go func() { _ = b.Emit(background, "a.b", nil) }()
		synctest.Wait()
		var errs [20]error
		for i := range errs {
			go func() { errs[i] = b.EmitWait(background, "a.b", nil) }()
		}
		time.Sleep(time.Minute)
		synctest.Wait()
		dropped := uint64(0)
		for _, err := range errs {
			if errors.Is(err, events.ErrDropped) {
				dropped++
			} else if !errors.Is(err, errBoom) {
				t.Errorf("EmitWait returned %v, want ErrDropped", err)
			}
		}
		if in := s.Info(); dropped < 15 || in.Accepted != 21 || in.Delivered+dropped != 21 || in.Dropped != dropped || in.Skipped != dropped || in.Passed != 0 {
			t.Errorf("%d dropped, %+v", dropped, in)
		}
		closeBus(t, b)
	})
}

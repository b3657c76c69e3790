package events_test

import (
	"runtime"
	"testing"

	"github.com/fastpluggy/eventbus/events"
)

// B20 to B24, B06: typed emits take the fast path once a name has been emitted some
// times. A fault there hurts no other listener, either. A new bus would not show
// it.
func TestFaultsOnTheFastPath(t *testing.T) {
	strikes := map[string]struct {
		strike func(next *events.Subscription) error
		ends   bool // the goroutine
		told   int
		later  int // calls of the next listener
	}{
		"nothing":          {func(*events.Subscription) error { return nil }, false, 0, 1},
		"error":            {func(*events.Subscription) error { return errBoom }, false, 1, 1},
		"ErrGoexit":        {func(*events.Subscription) error { return events.ErrGoexit }, false, 1, 1},
		"panic":            {func(*events.Subscription) error { panic("boom") }, false, 1, 1},
		"panic(nil)":       {func(*events.Subscription) error { panic(nil) }, false, 1, 1},
		"Goexit":           {func(*events.Subscription) error { runtime.Goexit(); return nil }, true, 1, 1},
		"off next":         {func(next *events.Subscription) error { next.Off(); return nil }, false, 0, 0},
		"off next, error":  {func(next *events.Subscription) error { next.Off(); return errBoom }, false, 1, 0},
		"off next, panic":  {func(next *events.Subscription) error { next.Off(); panic("boom") }, false, 1, 0},
		"off next, Goexit": {func(next *events.Subscription) error { next.Off(); runtime.Goexit(); return nil }, true, 1, 0},
	}
	for _, exit := range exits {
		s := strikes["Goexit"]
		s.strike = func(*events.Subscription) error { exit.exit(); return nil }
		strikes[exit.name] = s
	}
	for name, s := range strikes {
		t.Run(name, inBounds(func(t *testing.T) {
			told := &failures{}
			b := events.New(events.WithSlowThreshold(0), events.WithErrorHandler(told.handle))
			var next *events.Subscription
			armed, later, last := false, 0, 0
			first := onNothing(b, func() error {
				if !armed {
					return nil
				}
				armed = false
				return s.strike(next)
			})
			next = onNothing(b, func() error { later++; return nil })
			onNothing(b, func() error { last++; return nil })
			const warm = 20
			for range warm {
				_ = emitNothing(b)
			}
			armed = true
			returned := false
			apart(func() { _ = emitNothing(b); returned = true })
			if returned == s.ends || len(told.all) != s.told || later != warm+s.later || last != warm+1 {
				t.Errorf("the emit returned: %v, told %v, the next one called %d times, want %d, the last one %d times, want %d",
					returned, told.all, later, warm+s.later, last, warm+1)
			}
			if i := first.Info(); i.Delivered != warm+1 || i.Running != 0 || int(i.Failed) != s.told {
				t.Errorf("figures: %+v", figuresOf(first))
			}
			_ = emitNothing(b)
			if last != warm+2 {
				t.Error("the next emit is not heard")
			}
			if n := next.Info().Delivered; int(n) != later {
				t.Errorf("%d delivered, %d calls of the next one", n, later)
			}
			wantAllQuiet(t, b, first)
		}))
	}
}

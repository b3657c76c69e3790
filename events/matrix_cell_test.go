package events_test

import (
	"context"
	"errors"
	"log/slog"
	"slices"
	"strings"
	"sync/atomic"
	"testing"
	"testing/synctest"
	"time"

	"github.com/fastpluggy/eventbus/events"
)

// A faultCase is one fault in one place, and what comes of it.
type faultCase struct {
	t            *testing.T
	name, place  string
	bus          *events.Bus
	fault        func(*faultCase) error
	again        bool
	release      chan struct{} // closed when what blocks may go on
	subject      *events.Subscription
	before       []*otherListener
	next, last   *otherListener
	struck       atomic.Bool
	calls        atomic.Int64 // of the subject's handler
	emits, wrong atomic.Int64 // all emits, and those that were not accepted
	asides       atomic.Int64 // emits of another name
	told         failures
}

// A otherListener must get everything, whatever the subject does.
type otherListener struct {
	name  string
	calls atomic.Int64
	sub   *events.Subscription
}

func (s *otherListener) handle(context.Context, events.Event) error { s.calls.Add(1); return nil }

func newFaultCase(t *testing.T, fault, place string) *faultCase {
	c := &faultCase{t: t, name: fault, place: place, release: make(chan struct{})}
	c.bus = events.New(events.WithLogger(slog.New(slog.DiscardHandler)), events.WithSlowThreshold(0))
	c.bus.OnError(func(ctx context.Context, e events.Event, l events.ListenerInfo, err error) {
		c.told.handle(ctx, e, l, err)
		if place == "error handler" {
			_ = c.strike()
		}
	})
	if c.isTyped() {
		c.before, c.next, c.last = []*otherListener{c.typed("first", 2)}, c.typed("next", -1), c.typed("last", -2)
		if place != "typed" {
			c.before = append(c.before, c.typed("queued", 1, events.Async()))
		}
		return c
	}
	c.before = []*otherListener{c.untyped("first", 2), c.untyped("queued", 1, events.Async())}
	c.next, c.last = c.untyped("next", -1), &otherListener{name: "last"}
	c.last.sub = c.bus.OnAny(c.last.handle, events.Priority(-2))
	return c
}

func (c *faultCase) untyped(name string, priority int, opts ...events.Option) *otherListener {
	s := &otherListener{name: name}
	s.sub = c.bus.On("a.b", s.handle, append(opts, events.Priority(priority))...)
	return s
}

func (c *faultCase) typed(name string, priority int, opts ...events.Option) *otherListener {
	s := &otherListener{name: name}
	hear := func(context.Context, nothing) error { s.calls.Add(1); return nil }
	s.sub = matrixTopic.On(c.bus, hear, append(opts, events.Priority(priority))...)
	return s
}

func (c *faultCase) isTyped() bool { return strings.HasPrefix(c.place, "typed") }

func (c *faultCase) subscribeTyped() *events.Subscription {
	return matrixTopic.On(c.bus, func(ctx context.Context, _ nothing) error { return c.handler(ctx, events.Event{}) })
}

// strike does what the cell is about, the first time or each time.
func (c *faultCase) strike() error {
	if c.struck.Swap(true) && !c.again {
		return nil
	}
	return c.fault(c)
}

func (c *faultCase) handler(context.Context, events.Event) error { c.calls.Add(1); return c.strike() }

func (c *faultCase) counting(context.Context, events.Event) error { c.calls.Add(1); return nil }

func (c *faultCase) failing(context.Context, events.Event) error { c.calls.Add(1); return errBoom }

func (c *faultCase) emit() error {
	c.emits.Add(1)
	var err error
	if c.isTyped() {
		err = matrixTopic.Emit(background, c.bus, nothing{})
	} else {
		err = c.bus.Emit(background, "a.b", nil)
	}
	if err != nil {
		c.wrong.Add(1)
	}
	return err
}

// emitAside emits on a goroutine of its own, for Goexit ends it, and blocking
// blocks it.
func (c *faultCase) emitAside() {
	go func() {
		if err := c.emit(); err != nil {
			c.t.Errorf("Emit: %v", err)
		}
	}()
	synctest.Wait()
}

func (c *faultCase) emitAgain() error {
	if c.emits.Load() >= enough {
		return nil
	}
	if err := c.emit(); err != nil && !isErr[*events.RecursionError](err) {
		c.t.Errorf("Emit: %v, want a *RecursionError", err)
	}
	return nil
}

// asideWith emits another name, which an asynchronous listener of its own gets,
// and waits for it. Within an asynchronous listener that could be for ever.
func (c *faultCase) asideWith(ctx context.Context) error {
	s := c.bus.On("aside", discard, events.Async())
	defer s.Off()
	c.asides.Add(1)
	err := c.bus.EmitWait(ctx, "aside", nil)
	if c.aside() {
		if !errors.Is(err, events.ErrWouldDeadlock) {
			c.t.Errorf("EmitWait in an asynchronous listener: %v", err)
		}
		return nil
	}
	if err != nil {
		c.t.Errorf("EmitWait: %v", err)
	}
	return nil
}

func (c *faultCase) accepted() int64 { return c.emits.Load() - c.wrong.Load() }

func (c *faultCase) wantOff(s *events.Subscription, want bool) {
	if got := s.Off(); got != want {
		c.t.Errorf("Off: %v, want %v", got, want)
	}
}

// aside reports whether the fault strikes on a goroutine beside the emitter's.
func (c *faultCase) aside() bool {
	return strings.Contains(c.place, "async") && c.place != "typed beside async"
}

// whileBlocked holds while the subject blocks: Drain gives up when it is told
// to, saying what runs, and other emits reach everybody.
func (c *faultCase) whileBlocked() {
	ctx, cancel := context.WithTimeout(background, time.Second)
	defer cancel()
	if left, ok := errors.AsType[*events.DrainError](c.bus.Drain(ctx)); !ok || left.Running == 0 {
		c.t.Errorf("Drain while a call blocks: %v", left)
	}
	heard := c.last.calls.Load()
	c.emitAside()
	for _, s := range append(slices.Clone(c.before), c.next, c.last) {
		if s.calls.Load() < heard+1 {
			c.t.Errorf("%s did not hear the emit beside the one that blocks", s.name)
		}
	}
}

// wantQuiet holds when the emitters have returned: Drain returns, the figures
// add up, and the others have got what was accepted.
func (c *faultCase) wantQuiet() {
	c.t.Helper()
	synctest.Wait()
	wantDrained(c.t, c.bus)
	c.wantFigures("subject", c.subject, c.calls.Load())
	for _, s := range append(slices.Clone(c.before), c.next, c.last) {
		c.wantFigures(s.name, s.sub, s.calls.Load())
	}
	for _, s := range c.before {
		c.wantDelivered(s)
	}
	cut := c.name == "close" && !c.aside() // it took those behind it off, too
	c.wantDeliveredUnless(c.next, cut || strings.HasPrefix(c.name, "off next"))
	c.wantDeliveredUnless(c.last, cut)
}

// wantDeliveredUnless is for those behind the subject, which it may have taken off.
func (c *faultCase) wantDeliveredUnless(s *otherListener, off bool) {
	c.t.Helper()
	switch {
	case !off:
		c.wantDelivered(s)
	case !c.aside() && s.calls.Load() != 0:
		c.t.Errorf("%s was taken off, and called", s.name)
	}
}

func (c *faultCase) wantDelivered(s *otherListener) {
	c.t.Helper()
	want := c.accepted()
	if s == c.last && !c.isTyped() { // it gets everything
		want += c.asides.Load()
	}
	if n := s.calls.Load(); n != want {
		c.t.Errorf("%s heard %d of %d events", s.name, n, want)
	}
}

func (c *faultCase) wantFigures(name string, s *events.Subscription, calls int64) {
	c.t.Helper()
	i := s.Info()
	wantSettled(c.t, i)
	if i.Delivered != uint64(calls) || i.Dropped != 0 {
		c.t.Errorf("%s was called %d times, and its figures say %+v", name, calls, i)
	}
}

// wantReported checks that a failure is reported once. A failure of the error
// handler itself is logged, and the handler still gets the failures of others.
func (c *faultCase) wantReported(want func(error) bool) {
	c.t.Helper()
	switch {
	case c.place == "error handler":
		for _, f := range c.told.all {
			if f.err != errBoom {
				c.t.Errorf("the error handler was told of itself: %v", f.err)
			}
		}
		if n := c.subject.Info().Failed; n != uint64(c.calls.Load()) {
			c.t.Errorf("%d of %d failures are counted", n, c.calls.Load())
		}
	case want == nil || c.place == "predicate" && (c.name == "error" || c.name == "ErrGoexit returned"): // it says no
		if len(c.told.all) != 0 {
			c.t.Errorf("reported: %v", c.told.all[0].err)
		}
	default:
		if err := c.told.one(c.t).err; !want(err) {
			c.t.Errorf("reported: %T %v", err, err)
		}
	}
}

// wantLaterEmits: the bus goes on, unless it was closed.
func (c *faultCase) wantLaterEmits() {
	c.t.Helper()
	if c.name == "close" {
		if err := c.bus.Emit(background, "a.b", nil); !errors.Is(err, events.ErrClosed) {
			c.t.Errorf("Emit after Close: %v", err)
		}
		return
	}
	calls := c.calls.Load()
	c.emitAside()
	c.wantQuiet()
	off := c.place == "once" || strings.HasPrefix(c.name, "off self")
	if again := c.calls.Load() > calls; again == off {
		c.t.Errorf("the subject heard the next emit: %v", again)
	}
}

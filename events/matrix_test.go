package events_test

import (
	"context"
	"errors"
	"log/slog"
	"runtime"
	"slices"
	"strings"
	"sync/atomic"
	"testing"
	"testing/synctest"
	"time"

	"github.com/fastpluggy/eventbus/events"
	"github.com/fastpluggy/eventbus/typed"
)

// Every way to misbehave, in every place where a bus calls a program's code.
// Each cell of the two tables is a bus of its own, on which the fault strikes
// at the first emit. Whatever it is, afterwards the others have heard all that
// was accepted, the figures add up, nothing is in flight, no goroutine is left,
// and the next emit works.

// faults are what the code does.
var matrixFaults = []struct {
	name   string
	strike func(*cell) error
	report func(error) bool // what the error handler is told; nil: nothing
	again  bool             // it strikes each time, not only the first
}{
	{name: "panic", strike: func(*cell) error { panic("boom") }, report: isPanic},
	{name: "panic(nil)", strike: func(*cell) error { panic(nil) }, report: isErr[*runtime.PanicNilError]},
	{name: "Goexit", strike: func(*cell) error { runtime.Goexit(); return nil }, report: is(events.ErrGoexit)},
	{name: "nil dereference", strike: func(*cell) error { var p *int; *p++; return nil }, report: isErr[runtime.Error]},
	{name: "error", strike: func(*cell) error { return errBoom }, report: is(errBoom)},
	{name: "block", strike: func(c *cell) error { <-c.release; return nil }},
	{name: "recursive emit", strike: (*cell).emitAgain, again: true},
	{name: "off self", strike: func(c *cell) error { c.wantOff(c.subject, c.place != "once"); return nil }},
	{name: "off next", strike: func(c *cell) error { c.wantOff(c.next.sub, true); return nil }},
	{name: "close", strike: func(c *cell) error { return c.bus.Close(background) }},
	{name: "Goexit and a panic", strike: func(*cell) error { exits[0].exit(); return nil }, report: isExit},
	{name: "Goexit and nil rows", strike: func(*cell) error { exits[1].exit(); return nil }, report: isExit},
	{name: "panic and a Goexit", strike: func(*cell) error { exits[4].exit(); return nil }, report: isExit},
	{name: "ErrGoexit returned", strike: func(*cell) error { return events.ErrGoexit }, report: is(events.ErrGoexit)},
	{name: "off self and wait", strike: func(c *cell) error { return c.subject.OffWait(background) }},
	{name: "off next and wait", strike: func(c *cell) error { return c.next.sub.OffWait(background) }},
	{name: "drain", strike: func(c *cell) error { return c.bus.Drain(background) }},
	{name: "emit and wait", strike: func(c *cell) error { return c.asideWith(background) }},
	{name: "emit and wait, deep", strike: func(c *cell) (err error) {
		deep(60, func() { err = c.asideWith(background) })
		return err
	}},
	{name: "nil context", strike: func(c *cell) error { return errors.Join(c.asideWith(none), c.bus.As("nobody").Drain(none)) }},
	{name: "hostile context", strike: func(c *cell) error {
		for _, method := range []string{"Deadline", "Done", "Err", "Value"} {
			ctx := &hostileContext{Context: background, method: method, strike: func() { panic("boom") }}
			ctx.active.Store(true)
			func() {
				defer func() { _ = recover() }()
				_ = c.bus.As("nobody").Drain(ctx)
				_ = c.bus.On("nobody.hears", discard).OffWait(ctx)
				_ = c.bus.As("nobody").Close(ctx)
			}()
		}
		return nil
	}},
}

// matrixPlaces are where the code is. Each makes the subject of a cell.
var matrixPlaces = []struct {
	name      string
	subscribe func(*cell) *events.Subscription
	// emits is how many emits a recursive one makes that are accepted.
	emits int64
}{
	{"sync", func(c *cell) *events.Subscription { return c.bus.On("a.b", c.handler) }, 64},
	// All listeners are typed, and so is the emit: no event is built on the way.
	{"typed", (*cell).subscribeTyped, 64},
	{"typed beside async", (*cell).subscribeTyped, 64},
	// A queue ends a recursion: there is no stack, only the next event.
	{"async", func(c *cell) *events.Subscription { return c.bus.On("a.b", c.handler, events.Async()) }, enough},
	{"async, workers", func(c *cell) *events.Subscription {
		return c.bus.On("a.b", c.handler, events.Async(events.Workers(3)))
	}, enough},
	{"async, keyed", func(c *cell) *events.Subscription {
		return c.bus.On("a.b", c.handler, events.Async(events.Keyed(func(e events.Event) string { return e.Name })))
	}, enough},
	{"async, of a view", func(c *cell) *events.Subscription { return c.bus.As("p").On("a.b", c.handler, events.Async()) }, enough},
	{"view", func(c *cell) *events.Subscription { return c.bus.As("p").On("a.b", c.handler) }, 64},
	{"until", func(c *cell) *events.Subscription { return c.bus.On("a.b", c.handler, events.Until(c.t.Context())) }, 64},
	{"breaker", func(c *cell) *events.Subscription { return c.bus.On("a.b", c.handler, events.DisableAfter(100)) }, 64},
	{"typed own struct", func(c *cell) *events.Subscription {
		return ownNothing.On(c.bus, func(ctx context.Context, _ struct{}) error { return c.handler(ctx, events.Event{}) })
	}, 64},
	{"typed event", func(c *cell) *events.Subscription {
		return matrixTopic.OnEvent(c.bus, func(ctx context.Context, _ typed.Event[nothing]) error { return c.handler(ctx, events.Event{}) })
	}, 64},
	{"typed, async", func(c *cell) *events.Subscription {
		return matrixTopic.On(c.bus, func(ctx context.Context, _ nothing) error { return c.handler(ctx, events.Event{}) }, events.Async())
	}, enough},
	{"once", func(c *cell) *events.Subscription { return c.bus.On("a.b", c.handler, events.Once()) }, 2},
	{"namespace", func(c *cell) *events.Subscription { return c.bus.OnNamespace("a", c.handler) }, 64},
	// A failure in an emit of the error handler does not call it again.
	{"error handler", func(c *cell) *events.Subscription { return c.bus.On("a.b", c.failing) }, 2},
	{"predicate", func(c *cell) *events.Subscription {
		return c.bus.On("a.b", c.counting, events.Predicate(func(events.Event) bool { return c.strike() == nil }))
	}, 64},
}

type nothing struct{}

var matrixTopic = typed.NewTopic[nothing]("a.b")

// enough is where a recursion that nothing refuses is ended by the test.
const enough = 200

// B05 to B07, B15, B17, B20 to B28, B39, B41 to B43.
func TestFaultMatrix(t *testing.T) {
	for _, fault := range matrixFaults {
		for _, place := range matrixPlaces {
			t.Run(fault.name+" in "+place.name, inBounds(func(t *testing.T) {
				before := goroutines()
				c := newCell(t, fault.name, place.name)
				c.fault, c.again = fault.strike, fault.again
				c.subject = place.subscribe(c)
				c.emitAside()
				if fault.name == "block" {
					c.whileBlocked()
				}
				close(c.release)
				c.wantQuiet()
				if fault.name == "recursive emit" && c.accepted() != place.emits {
					t.Errorf("%d emits were accepted, want %d", c.accepted(), place.emits)
				}
				if fault.name == "off self" && place.name == "predicate" && c.calls.Load() != 0 {
					t.Error("the handler was called after its predicate took it off") // promise 5
				}
				c.wantReported(fault.report)
				c.wantLaterEmits()
				wantClosed(t, c.bus)
				synctest.Wait()
				if n := goroutines(); n != before {
					t.Errorf("%d goroutines before, %d after", before, n)
				}
			}))
		}
	}
}

func is(want error) func(error) bool { return func(err error) bool { return errors.Is(err, want) } }

// isExit is what may be said of a handler that exits and panics at once.
func isExit(err error) bool {
	return errors.Is(err, events.ErrGoexit) || isErr[*events.PanicError](err)
}

func isErr[E error](err error) bool { _, ok := errors.AsType[E](err); return ok }

func isPanic(err error) bool {
	p, ok := errors.AsType[*events.PanicError](err)
	return ok && p.Value == "boom" && len(p.Stack) > 0
}

// A cell is one fault in one place, and what comes of it.
type cell struct {
	t            *testing.T
	name, place  string
	bus          *events.Bus
	fault        func(*cell) error
	again        bool
	release      chan struct{} // closed when what blocks may go on
	subject      *events.Subscription
	before       []*bystander
	next, last   *bystander
	struck       atomic.Bool
	calls        atomic.Int64 // of the subject's handler
	emits, wrong atomic.Int64 // all emits, and those that were not accepted
	asides       atomic.Int64 // emits of another name
	told         failures
}

// A bystander must hear everything, whatever the subject does.
type bystander struct {
	name  string
	calls atomic.Int64
	sub   *events.Subscription
}

func (s *bystander) hear(context.Context, events.Event) error { s.calls.Add(1); return nil }

func newCell(t *testing.T, fault, place string) *cell {
	c := &cell{t: t, name: fault, place: place, release: make(chan struct{})}
	c.bus = events.New(events.WithLogger(slog.New(slog.DiscardHandler)), events.WithSlowThreshold(0))
	c.bus.OnError(func(ctx context.Context, e events.Event, l events.ListenerInfo, err error) {
		c.told.handle(ctx, e, l, err)
		if place == "error handler" {
			_ = c.strike()
		}
	})
	if c.isTyped() {
		c.before, c.next, c.last = []*bystander{c.typed("first", 2)}, c.typed("next", -1), c.typed("last", -2)
		if place != "typed" {
			c.before = append(c.before, c.typed("queued", 1, events.Async()))
		}
		return c
	}
	c.before = []*bystander{c.untyped("first", 2), c.untyped("queued", 1, events.Async())}
	c.next, c.last = c.untyped("next", -1), &bystander{name: "last"}
	c.last.sub = c.bus.OnAny(c.last.hear, events.Priority(-2))
	return c
}

func (c *cell) untyped(name string, priority int, opts ...events.Option) *bystander {
	s := &bystander{name: name}
	s.sub = c.bus.On("a.b", s.hear, append(opts, events.Priority(priority))...)
	return s
}

func (c *cell) typed(name string, priority int, opts ...events.Option) *bystander {
	s := &bystander{name: name}
	hear := func(context.Context, nothing) error { s.calls.Add(1); return nil }
	s.sub = matrixTopic.On(c.bus, hear, append(opts, events.Priority(priority))...)
	return s
}

func (c *cell) isTyped() bool { return strings.HasPrefix(c.place, "typed") }

func (c *cell) subscribeTyped() *events.Subscription {
	return matrixTopic.On(c.bus, func(ctx context.Context, _ nothing) error { return c.handler(ctx, events.Event{}) })
}

// strike does what the cell is about, the first time or each time.
func (c *cell) strike() error {
	if c.struck.Swap(true) && !c.again {
		return nil
	}
	return c.fault(c)
}

func (c *cell) handler(context.Context, events.Event) error  { c.calls.Add(1); return c.strike() }
func (c *cell) counting(context.Context, events.Event) error { c.calls.Add(1); return nil }
func (c *cell) failing(context.Context, events.Event) error  { c.calls.Add(1); return errBoom }

func (c *cell) emit() error {
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
func (c *cell) emitAside() {
	go func() {
		if err := c.emit(); err != nil {
			c.t.Errorf("Emit: %v", err)
		}
	}()
	synctest.Wait()
}

func (c *cell) emitAgain() error {
	if c.emits.Load() >= enough {
		return nil
	}
	if err := c.emit(); err != nil && !isErr[*events.RecursionError](err) {
		c.t.Errorf("Emit: %v, want a *RecursionError", err)
	}
	return nil
}

// asideWith emits another name, which an asynchronous listener of its own hears,
// and waits for it. Within an asynchronous listener that could be for ever.
func (c *cell) asideWith(ctx context.Context) error {
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

func (c *cell) accepted() int64 { return c.emits.Load() - c.wrong.Load() }

func (c *cell) wantOff(s *events.Subscription, want bool) {
	if got := s.Off(); got != want {
		c.t.Errorf("Off: %v, want %v", got, want)
	}
}

// aside reports whether the fault strikes on a goroutine beside the emitter's.
func (c *cell) aside() bool {
	return strings.Contains(c.place, "async") && c.place != "typed beside async"
}

// whileBlocked holds while the subject blocks: Drain gives up when it is told
// to, saying what runs, and other emits reach everybody.
func (c *cell) whileBlocked() {
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
// add up, and the others have heard what was accepted.
func (c *cell) wantQuiet() {
	c.t.Helper()
	synctest.Wait()
	wantDrained(c.t, c.bus)
	c.wantFigures("subject", c.subject, c.calls.Load())
	for _, s := range append(slices.Clone(c.before), c.next, c.last) {
		c.wantFigures(s.name, s.sub, s.calls.Load())
	}
	for _, s := range c.before {
		c.wantHeard(s)
	}
	cut := c.name == "close" && !c.aside() // it took those behind it off, too
	c.wantHeardUnless(c.next, cut || strings.HasPrefix(c.name, "off next"))
	c.wantHeardUnless(c.last, cut)
}

// wantHeardUnless is for those behind the subject, which it may have taken off.
func (c *cell) wantHeardUnless(s *bystander, off bool) {
	c.t.Helper()
	switch {
	case !off:
		c.wantHeard(s)
	case !c.aside() && s.calls.Load() != 0:
		c.t.Errorf("%s was taken off, and called", s.name)
	}
}

func (c *cell) wantHeard(s *bystander) {
	c.t.Helper()
	want := c.accepted()
	if s == c.last && !c.isTyped() { // it hears everything
		want += c.asides.Load()
	}
	if n := s.calls.Load(); n != want {
		c.t.Errorf("%s heard %d of %d events", s.name, n, want)
	}
}

func (c *cell) wantFigures(name string, s *events.Subscription, calls int64) {
	c.t.Helper()
	i := s.Info()
	if i.Accepted != i.Delivered+i.Dropped+uint64(i.Pending) || i.Pending != 0 || i.Running != 0 {
		c.t.Errorf("%s does not add up: %+v", name, i)
	}
	if i.Delivered != uint64(calls) || i.Dropped != 0 {
		c.t.Errorf("%s was called %d times, and its figures say %+v", name, calls, i)
	}
}

// wantReported: a failure is told once. What fails in the error handler itself
// is logged, and it goes on hearing of the failures that it is there for.
func (c *cell) wantReported(want func(error) bool) {
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
func (c *cell) wantLaterEmits() {
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

package events_test

import (
	"context"
	"errors"
	"runtime"
	"testing"
	"testing/synctest"

	"github.com/fastpluggy/eventbus/events"
	"github.com/fastpluggy/eventbus/typed"
)

// Every way to misbehave, in every place where a bus calls a program's code.
// Each case of the two tables is a bus of its own, on which the fault strikes
// at the first emit. Whatever it is, afterwards the others have got all that
// was accepted, the figures add up, nothing is in flight, no goroutine is left,
// and the next emit works.

// faults are what the code does.
var matrixFaults = []struct {
	name   string
	strike func(*faultCase) error
	report func(error) bool // what the error handler is told; nil: nothing
	again  bool             // it strikes each time, not only the first
}{
	{name: "panic", strike: func(*faultCase) error { panic("boom") }, report: isPanic},
	{name: "panic(nil)", strike: func(*faultCase) error { panic(nil) }, report: isErr[*runtime.PanicNilError]},
	{name: "Goexit", strike: func(*faultCase) error { runtime.Goexit(); return nil }, report: is(events.ErrGoexit)},
	{name: "nil dereference", strike: func(*faultCase) error { var p *int; *p++; return nil }, report: isErr[runtime.Error]},
	{name: "error", strike: func(*faultCase) error { return errBoom }, report: is(errBoom)},
	{name: "block", strike: func(c *faultCase) error { <-c.release; return nil }},
	{name: "recursive emit", strike: (*faultCase).emitAgain, again: true},
	{name: "off self", strike: func(c *faultCase) error { c.wantOff(c.subject, c.place != "once"); return nil }},
	{name: "off next", strike: func(c *faultCase) error { c.wantOff(c.next.sub, true); return nil }},
	{name: "close", strike: func(c *faultCase) error { return c.bus.Close(background) }},
	{name: "Goexit and a panic", strike: func(*faultCase) error { exits[0].exit(); return nil }, report: isExit},
	{name: "Goexit and nil rows", strike: func(*faultCase) error { exits[1].exit(); return nil }, report: isExit},
	{name: "panic and a Goexit", strike: func(*faultCase) error { exits[4].exit(); return nil }, report: isExit},
	{name: "ErrGoexit returned", strike: func(*faultCase) error { return events.ErrGoexit }, report: is(events.ErrGoexit)},
	{name: "off self and wait", strike: func(c *faultCase) error { return c.subject.OffWait(background) }},
	{name: "off next and wait", strike: func(c *faultCase) error { return c.next.sub.OffWait(background) }},
	{name: "drain", strike: func(c *faultCase) error { return c.bus.Drain(background) }},
	{name: "emit and wait", strike: func(c *faultCase) error { return c.asideWith(background) }},
	{name: "emit and wait, deep", strike: func(c *faultCase) (err error) {
		deep(60, func() { err = c.asideWith(background) })
		return err
	}},
	{name: "nil context", strike: func(c *faultCase) error { return errors.Join(c.asideWith(none), c.bus.As("nobody").Drain(none)) }},
	{name: "hostile context", strike: func(c *faultCase) error {
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
	subscribe func(*faultCase) *events.Subscription
	// emits is how many emits a recursive one makes that are accepted.
	emits int64
}{
	{"sync", func(c *faultCase) *events.Subscription { return c.bus.On("a.b", c.handler) }, 64},
	// All listeners are typed, and so is the emit: no event is built on the way.
	{"typed", (*faultCase).subscribeTyped, 64},
	{"typed beside async", (*faultCase).subscribeTyped, 64},
	// A queue ends a recursion: there is no stack, only the next event.
	{"async", func(c *faultCase) *events.Subscription { return c.bus.On("a.b", c.handler, events.Async()) }, enough},
	{"async, workers", func(c *faultCase) *events.Subscription {
		return c.bus.On("a.b", c.handler, events.Async(events.Workers(3)))
	}, enough},
	{"async, keyed", func(c *faultCase) *events.Subscription {
		return c.bus.On("a.b", c.handler, events.Async(events.Keyed(func(e events.Event) string { return e.Name })))
	}, enough},
	{"async, of a view", func(c *faultCase) *events.Subscription { return c.bus.As("p").On("a.b", c.handler, events.Async()) }, enough},
	{"view", func(c *faultCase) *events.Subscription { return c.bus.As("p").On("a.b", c.handler) }, 64},
	{"until", func(c *faultCase) *events.Subscription {
		return c.bus.On("a.b", c.handler, events.Until(c.t.Context()))
	}, 64},
	{"breaker", func(c *faultCase) *events.Subscription { return c.bus.On("a.b", c.handler, events.DisableAfter(100)) }, 64},
	{"typed own struct", func(c *faultCase) *events.Subscription {
		return ownNothing.On(c.bus, func(ctx context.Context, _ struct{}) error { return c.handler(ctx, events.Event{}) })
	}, 64},
	{"typed event", func(c *faultCase) *events.Subscription {
		return matrixTopic.OnEvent(c.bus, func(ctx context.Context, _ typed.Event[nothing]) error { return c.handler(ctx, events.Event{}) })
	}, 64},
	{"typed, async", func(c *faultCase) *events.Subscription {
		return matrixTopic.On(c.bus, func(ctx context.Context, _ nothing) error { return c.handler(ctx, events.Event{}) }, events.Async())
	}, enough},
	{"once", func(c *faultCase) *events.Subscription { return c.bus.On("a.b", c.handler, events.Once()) }, 2},
	{"namespace", func(c *faultCase) *events.Subscription { return c.bus.OnNamespace("a", c.handler) }, 64},
	// A failure in an emit of the error handler does not call it again.
	{"error handler", func(c *faultCase) *events.Subscription { return c.bus.On("a.b", c.failing) }, 2},
	{"predicate", func(c *faultCase) *events.Subscription {
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
				c := newFaultCase(t, fault.name, place.name)
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
					t.Error("the handler was called after its predicate took it off") // B06
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

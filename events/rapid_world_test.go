package events_test

import (
	"context"
	"errors"
	"fmt"
	"slices"

	"github.com/fastpluggy/eventbus/events"
)

// A testedBus is a bus or the model of one. Calls of asynchronous listeners stop
// at a gate, and go on one at a time as the program says: so queues fill, and
// yet everything happens in one order.
type testedBus interface {
	on(id int, p listenerPlan, owner string)
	off(id int) bool
	offWait(id int, patient bool, ctx string) error
	offAll(owner string) int
	emit(e emission) error
	drain(owner string, patient bool, ctx string) error
	shut(owner string, patient bool, ctx string) error
	release(id int) bool // lets the call of the listener's first event at the gate go on; calls of two workers come in any order
	exit(panics bool)    // ends the goroutine, in a function whose deferred function may panic
	apart(f func()) (exited bool)
	settle() // waits until all that could run has run
	count() int
	figures() []string
}

type emission struct {
	action
	id int
}

// A receivedEvent is what a handler gets to know of an event.
type receivedEvent struct {
	name, source string
	id           int
}

// A programRunner runs a program on a bus or on the model and logs what happens.
type programRunner struct {
	bus     testedBus
	plans   []listenerPlan
	log     []string
	steps   int
	trusted int // where the model stops to know: the length of its log; 0: never
	emits   int
	depth   int            // handlers around the action
	queued  bool           // one of them is an asynchronous listener's
	hurry   bool           // an emit or a wait is being released: no action may wait, or end a wait, on its own
	inner   map[error]bool // what Drain and Close said to handlers
	fuel    int            // so that every program ends
}

// run carries out a program, lets all calls go, and closes the bus.
func (w *programRunner) run(p program) {
	for _, a := range p {
		w.step(a, 60)
	}
	w.step(action{do: "go all"}, 1)
	w.step(action{do: "close", patient: true}, 1)
	w.step(action{do: "emit", name: "a"}, 1)
}

func (w *programRunner) step(a action, fuel int) {
	w.fuel = fuel
	w.note("> %v", a)
	if w.bus.apart(func() { w.do(a) }) {
		w.note("the goroutine ended")
	}
	w.bus.settle()
	w.log = append(w.log, w.bus.figures()...)
}

func (w *programRunner) do(a action) {
	if w.fuel--; w.fuel < 0 {
		return
	}
	if w.depth > 0 {
		a.patient, a.rescue = false, false
	}
	if a.do == "on" && len(w.plans) == 24 { // a handler that subscribes doubles their number
		return
	}
	if w.hurry && a.do != "emit" && a.do != "on" || w.hurry && w.waits(a) {
		return
	}
	if a.patient || a.rescue {
		w.hurry = true
		defer func() { w.hurry = false }()
	}
	if w.trusted == 0 {
		w.steps++
	}
	w.bus.settle()
	func() {
		defer w.bus.settle() // also where Goexit goes on with the round around this one
		if a.deep {
			deep(60, func() { w.perform(a) })
		} else {
			w.perform(a)
		}
	}()
	w.note("%d on", w.bus.count())
}

func (w *programRunner) waits(a action) bool {
	switch a.do {
	case "off wait", "drain", "close":
		return true
	}
	return a.wait != "" && !w.queued
}

func (w *programRunner) perform(a action) {
	switch a.do {
	case "on":
		w.plans = append(w.plans, *a.plan)
		w.bus.on(len(w.plans)-1, *a.plan, a.owner)
	case "emit":
		w.emits++
		w.note("emit %d: %s", w.emits, w.render(w.bus.emit(emission{a, w.emits})))
	case "off all":
		w.note("off all: %d", w.bus.offAll(a.owner))
	case "drain":
		w.note("drain: %s", w.render(w.here(w.bus.drain(a.owner, a.patient, a.ctx))))
	case "close":
		w.note("close: %s", w.render(w.here(w.bus.shut(a.owner, a.patient, a.ctx))))
	case "go all":
		for w.releaseNext() {
			w.bus.settle()
		}
	default:
		if len(w.plans) > 0 {
			w.concerning(a, a.n%len(w.plans))
		}
	}
}

func (w *programRunner) concerning(a action, id int) {
	switch a.do {
	case "off":
		w.note("off %d: %v", id, w.bus.off(id))
	case "off wait":
		w.note("off wait %d: %s", id, w.render(w.bus.offWait(id, a.patient, a.ctx)))
	case "go":
		went := w.bus.release(id)
		w.bus.settle()
		w.note("go %d: %v", id, went)
	}
}

// releaseNext lets a call go of the first listener that has one.
func (w *programRunner) releaseNext() bool {
	for id := range w.plans {
		if w.bus.release(id) {
			return true
		}
	}
	return false
}

// call is what every handler does.
func (w *programRunner) call(id int, p listenerPlan, h receivedEvent) error {
	w.note("%d hears %v", id, h)
	if w.depth < 3 {
		w.depth++
		defer func() { w.depth-- }()
		for _, a := range p.acts {
			w.do(a)
		}
	}
	switch p.end {
	case "error":
		return errBoom
	case "panic":
		panic("boom")
	case "panic(nil)":
		panic(nil)
	case "Goexit", "Goexit and panic":
		w.bus.exit(p.end == "Goexit and panic")
	case "ErrGoexit":
		return events.ErrGoexit
	}
	return nil
}

// queuedCall is call on a worker's goroutine.
func (w *programRunner) queuedCall(id int, p listenerPlan, h receivedEvent) error {
	w.queued = true
	defer func() { w.queued = false }()
	return w.call(id, p, h)
}

// told is the error handler.
func (w *programRunner) told(who, event, source, listener string, err error) {
	w.note("told%s: %s of %s from %q: %s", who, listener, event, source, w.render(err))
}

func (w *programRunner) note(format string, args ...any) {
	w.log = append(w.log, fmt.Sprintf(format, args...))
}

// render writes an error as far as it is promised.
func (w *programRunner) render(err error) string {
	switch e := err.(type) {
	case nil:
		return "ok"
	case *events.PanicError:
		if e.Value == exitsToo {
			return events.ErrGoexit.Error()
		}
	case *events.NameError:
		return fmt.Sprintf("bad name %q", e.Name)
	case *events.ListenerError:
		return fmt.Sprintf("%s of %s failed as %s: %s", e.Listener, e.Event, e.Stage, w.render(e.Err))
	case *events.DrainError:
		if w.inner[e] {
			return w.render(e.Err)
		}
		return fmt.Sprintf("%d pending, %d running, %s", e.Pending, e.Running, w.render(e.Err))
	case *events.CloseError:
		if w.inner[e] {
			return fmt.Sprintf("%d abandoned, %s", e.Abandoned, w.render(e.Err))
		}
		return fmt.Sprintf("%d abandoned, %q running, %s", e.Abandoned, slices.Sorted(slices.Values(e.Running)), w.render(e.Err))
	case interface{ Unwrap() []error }:
		s := ""
		for _, each := range e.Unwrap() {
			s += "[" + w.render(each) + "]"
		}
		return s
	}
	if errors.Is(err, context.DeadlineExceeded) {
		return "too late"
	}
	return err.Error()
}

// here records the error of a wait in a handler: the rounds and calls around the
// handler may be among those it counts.
func (w *programRunner) here(err error) error {
	if err != nil && w.depth > 0 {
		if w.inner == nil {
			w.inner = map[error]bool{}
		}
		w.inner[err] = true
	}
	return err
}

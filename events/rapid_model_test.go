package events_test

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"

	"github.com/fastpluggy/eventbus/events"
)

// A modelBus is the contract in its plainest form: one goroutine, no tables, all
// listeners sorted at every emit.
type modelBus struct {
	w       *programRunner
	plant   string // a bug, to see that the test finds it
	all     []*modelListener
	closed  map[string]bool  // owners
	closing map[string]bool  // owners whose Close has not returned
	result  map[string]error // of their Close
	helped  bool             // the emit's one rescue has been
	acting  *modelListener   // whose call was let go and has not ended
	exits   bool             // Goexit unwinds the goroutine
	asked   bool             // a predicate of this emit has been asked
}

type modelListener struct {
	listenerPlan
	expectedFigures
	id     int
	owner  string
	off    bool
	hushed bool // its owner is closing: only what listeners emit reaches it
	fired  bool // a once that has had its event
	queued []*modelItem
	calls  []*modelItem // at the gate, or acting; the oldest first
}

// A modelItem is one listener's copy of an event.
type modelItem struct {
	e    emission
	wait *modelWait
}

// A modelWait counts the copies that an emit waits for.
type modelWait struct {
	left   int
	failed []error
}

// exit is what Goexit is in the model: a panic that caught lets pass.
type exit struct{}

func newModelWorld(plant string) *programRunner {
	m := &modelBus{w: &programRunner{}, plant: plant, closed: map[string]bool{}, closing: map[string]bool{}, result: map[string]error{}}
	m.w.bus = m
	return m.w
}

func (m *modelBus) on(id int, p listenerPlan, owner string) {
	l := &modelListener{listenerPlan: p, id: id, owner: owner}
	m.all = append(m.all, l)
	if m.closed[owner] {
		l.off = true
		m.tell(l, p.topic, owner, fmt.Errorf("%w: the listener was registered after Close, and gets no events", events.ErrClosed))
	}
}

func (m *modelBus) emit(e emission) error {
	switch {
	case e.name == "a..b":
		return &events.NameError{Name: e.name}
	case m.closed[e.owner] && (m.w.depth == 0 || !m.closing[e.owner]):
		return events.ErrClosed
	}
	wait := &modelWait{}
	m.helped = m.helped && m.w.depth > 0
	var late, failed []error
	exited := false
	outer := m.asked
	m.asked = false
	for _, l := range m.round(e.name) {
		switch {
		case l.off && m.plant != "off" || !m.admits(l, e, &failed):
		case l.queue != nil && !m.misfits(l, e, &failed):
			if err := m.push(l, e, wait); errors.Is(err, events.ErrDropped) {
				failed = append(failed, err)
			} else {
				late = append(late, err)
			}
		case l.queue == nil:
			exited = m.call(l, e, &failed) || exited
		}
	}
	exited, m.asked = exited || m.asked, outer
	if e.wait != "" && wait.left > 0 {
		late = append(late, m.await(e, wait))
	}
	if exited {
		m.exit(false)
	}
	if e.wait == "EmitWait" {
		late = append(append(late, failed...), wait.failed...)
	}
	return errors.Join(late...)
}

// round returns who gets a name, in order.
func (m *modelBus) round(name string) (round []*modelListener) {
	for _, l := range m.all {
		if !l.off && (!l.hushed || m.w.depth > 0 && m.closing[l.owner]) && m.hears(l, name) {
			round = append(round, l)
		}
	}
	m.sort(round)
	return round
}

func (m *modelBus) sort(all []*modelListener) {
	slices.SortStableFunc(all, func(x, y *modelListener) int {
		if m.plant == "ties" && x.priority == y.priority {
			return y.id - x.id
		}
		return cmp.Compare(y.priority, x.priority)
	})
}

func (m *modelBus) hears(l *modelListener, name string) bool {
	switch {
	case l.scope == "OnAny":
		return true
	case l.scope == "OnNamespace" && m.plant == "prefix":
		return strings.HasPrefix(name, l.topic)
	case l.scope == "OnNamespace":
		return strings.HasPrefix(name, l.topic+".")
	}
	return l.topic == name
}

// admits asks the predicate, then uses up a once.
func (m *modelBus) admits(l *modelListener, e emission, failed *[]error) bool {
	yes, fault := true, error(nil)
	if !l.typed() || !e.misfit { // a typed predicate has nothing to look at
		var exited bool
		fault, exited = caught(func() error { yes = l.says(e.id, m.exit); return nil })
		m.exits, m.asked = m.exits || exited, m.asked || exited
	}
	if fault != nil {
		*failed = append(*failed, m.fail(l, e, "predicate", fault))
	}
	yes = yes && fault == nil
	switch {
	case !l.once || m.plant == "once":
		return yes
	case !yes && m.plant != "predicate", l.fired, l.typed() && e.misfit && m.misfits(l, e, failed):
		return false
	}
	l.fired, l.off = true, true
	return yes
}

// misfits reports whether the event is none that the listener takes, and that.
func (m *modelBus) misfits(l *modelListener, e emission, failed *[]error) bool {
	if !e.misfit || !l.typed() {
		return false
	}
	*failed = append(*failed, m.fail(l, e, "convert", &events.PayloadError{Topic: e.name, Field: "n", Want: "int", Have: "string"}))
	if !l.once {
		l.accepted++
		l.delivered++
	}
	return true
}

func (m *modelBus) call(l *modelListener, e emission, failed *[]error) (exited bool) {
	if m.misfits(l, e, failed) {
		return false
	}
	err, exited := caught(func() error { return m.w.call(l.id, l.listenerPlan, l.hearing(e)) })
	if err != nil {
		*failed = append(*failed, m.fail(l, e, "handler", err))
	}
	l.accepted++
	l.delivered++
	m.exits = m.exits || exited
	return exited
}

// doubt ends the comparison: while Goexit unwinds a goroutine, its stack is so
// deep that the engine may see no more whether a wait on it could end.
func (m *modelBus) doubt() {
	if m.exits && m.w.trusted == 0 {
		m.w.trusted = len(m.w.log)
	}
}

func (l *modelListener) hearing(e emission) receivedEvent {
	if l.scope == "Topic.On" {
		return receivedEvent{id: e.id}
	}
	return receivedEvent{e.name, e.owner, e.id}
}

// caught turns a panic into an error, as isolation does.
func caught(f func() error) (err error, exited bool) {
	defer func() {
		switch v := recover().(type) {
		case nil:
		case exit:
			err, exited = events.ErrGoexit, true
		default:
			err = &events.PanicError{Value: v}
		}
	}()
	return f(), false
}

func (m *modelBus) fail(l *modelListener, e emission, stage string, err error) error {
	if stage == "handler" || stage == "convert" {
		l.failed++
	}
	l.lastError = err.Error()
	m.tell(l, e.name, e.owner, err)
	return &events.ListenerError{Event: e.name, Owner: l.owner, Listener: fmt.Sprint(l.id), Stage: stage, Err: err}
}

func (m *modelBus) tell(l *modelListener, event, source string, err error) {
	who := ""
	if l.owner == "q" {
		who = " q"
	}
	m.w.told(who, event, source, fmt.Sprint(l.id), err)
}

func (m *modelBus) exit(bool) { panic(exit{}) }
func (m *modelBus) settle()   {}

func (m *modelBus) apart(f func()) bool {
	_, exited := caught(func() error { f(); return nil })
	m.exits = false
	return exited
}

func (m *modelBus) count() (n int) {
	for _, l := range m.all {
		if !l.off {
			n++
		}
	}
	return n
}

// await waits for what an emit has queued.
func (m *modelBus) await(e emission, wait *modelWait) error {
	m.doubt()
	switch {
	case m.w.queued:
		return events.ErrWouldDeadlock
	case !e.patient:
		return context.DeadlineExceeded
	}
	for wait.left > 0 && m.w.releaseNext() {
	}
	return nil
}

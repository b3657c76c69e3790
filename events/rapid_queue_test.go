package events_test

import (
	"context"
	"errors"
	"fmt"
	"slices"

	"github.com/fastpluggy/eventbus/events"
)

// The asynchronous half of the model: queues, and what waits for them.

func (m *modelBus) push(l *modelListener, e emission, wait *modelWait) error {
	l.accepted++
	it := &modelItem{e: e, wait: wait}
	if l.queue.full == events.Latest {
		l.dropForLatest(it)
	}
	if len(l.queued) >= l.bound() {
		switch full := l.queue.full; {
		case full == events.DropNewest:
			l.dropped++
			if e.wait == "EmitWait" {
				return l.lost(it)
			}
			return nil
		case full == events.DropOldest && m.plant == "oldest":
			l.drop(len(l.queued) - 1)
		case full == events.DropOldest:
			l.drop(0)
		default:
			if err := m.room(l, e); err != nil {
				l.dropped++
				return m.fail(l, e, "queue", err)
			}
		}
	}
	wait.left++
	l.queued = append(l.queued, it)
	l.start()
	return nil
}

// dropForLatest makes room for the newest event, of its key if there are keys.
func (l *modelListener) dropForLatest(it *modelItem) {
	for i := 0; i < len(l.queued); {
		if !l.queue.keyed || key(l.queued[i].e.id) == key(it.e.id) {
			l.drop(i)
		} else {
			i++
		}
	}
	for len(l.queued) >= l.bound() {
		l.drop(0)
	}
}

func (l *modelListener) bound() int {
	if l.queue.full == events.Latest && !l.queue.keyed {
		return 1
	}
	return l.queue.bound
}

// room waits until a queue is no longer full; in a handler the event goes over
// the capacity instead.
func (m *modelBus) room(l *modelListener, e emission) error {
	switch {
	case m.w.depth > 0:
		return nil
	case m.exits: // the frames of what Goexit ends are still on the stack
		m.doubt()
		return nil
	case e.rescue && !m.helped:
		m.helped = true
		m.release(e.n % len(m.all))
	}
	for e.patient && len(l.queued) >= l.bound() && m.w.releaseNext() {
	}
	if len(l.queued) >= l.bound() {
		return errors.Join(events.ErrQueueFull, context.DeadlineExceeded)
	}
	return nil
}

// start makes calls of what may start.
func (l *modelListener) start() {
	for i := 0; i < len(l.queued) && len(l.calls) < l.queue.workers; i++ {
		if !l.busy(l.queued[i]) {
			l.calls = append(l.calls, l.take(i))
			i--
		}
	}
}

// busy reports whether an earlier event of the same key is under way.
func (l *modelListener) busy(it *modelItem) bool {
	for _, c := range l.calls {
		if l.queue.keyed && key(c.e.id) == key(it.e.id) {
			return true
		}
	}
	return false
}

// take takes an event out of the queue.
func (l *modelListener) take(i int) *modelItem {
	it := l.queued[i]
	l.queued = append(l.queued[:i:i], l.queued[i+1:]...)
	return it
}

func (l *modelListener) drop(i int) {
	it := l.take(i)
	it.wait.left--
	it.wait.failed = append(it.wait.failed, l.lost(it))
	l.dropped++
}

// lost is the error of an emit that waits for an event that is dropped.
func (l *modelListener) lost(it *modelItem) error {
	return &events.ListenerError{Event: it.e.name, Owner: l.owner, Listener: fmt.Sprint(l.id), Stage: "queue", Err: events.ErrDropped}
}

func (m *modelBus) release(id int) bool {
	l := m.all[id]
	if m.gated(l) == 0 {
		return false
	}
	it := slices.MinFunc(l.calls, func(a, b *modelItem) int { return a.e.id - b.e.id })
	exits := m.exits
	m.acting = l
	err, _ := caught(func() error { return m.w.queuedCall(id, l.listenerPlan, l.hearing(it.e)) })
	m.acting, m.exits = nil, exits
	if err != nil {
		it.wait.failed = append(it.wait.failed, m.fail(l, it.e, "handler", err))
	}
	l.delivered++
	l.calls = slices.DeleteFunc(l.calls, func(o *modelItem) bool { return o == it })
	it.wait.left--
	l.start()
	return true
}

// gated counts the calls that wait to be let go.
func (m *modelBus) gated(l *modelListener) int {
	if m.acting == l {
		return len(l.calls) - 1
	}
	return len(l.calls)
}

func (m *modelBus) off(id int) bool {
	_, was := m.takeOff(m.all[id])
	return was
}

func (m *modelBus) takeOff(l *modelListener) (lost int, was bool) {
	if l.off {
		return 0, false
	}
	l.off = true
	for ; len(l.queued) > 0; lost++ {
		l.drop(0)
	}
	return lost, true
}

func (m *modelBus) offAll(owner string) (n int) {
	for _, l := range m.all {
		if l.owner == owner && m.off(l.id) {
			n++
		}
	}
	return n
}

func (m *modelBus) offWait(id int, patient bool, _ string) error {
	m.off(id)
	return m.quiet(patient, func(l *modelListener) bool { return l.id == id })
}

// quiet waits until no call of those concerned runs, except the caller's own.
func (m *modelBus) quiet(patient bool, concerns func(*modelListener) bool) error {
	m.doubt()
	for {
		busy := false
		for _, l := range m.all {
			busy = busy || concerns(l) && m.gated(l) > 0
		}
		if !busy {
			return nil
		}
		if !patient || !m.w.releaseNext() {
			return context.DeadlineExceeded
		}
	}
}

func of(owner string) func(*modelListener) bool {
	return func(l *modelListener) bool { return owner == "" || l.owner == owner }
}

func (m *modelBus) drain(owner string, patient bool, _ string) error {
	if err := m.quiet(patient, of(owner)); err != nil {
		left := &events.DrainError{Err: err}
		for _, l := range m.all {
			if of(owner)(l) {
				left.Pending, left.Running = left.Pending+len(l.queued), left.Running+len(l.calls)
			}
		}
		return left
	}
	return nil
}

func (m *modelBus) shut(owner string, patient bool, _ string) error {
	if err, again := m.result[owner]; again {
		return err
	}
	for _, o := range owners {
		if !m.closed[o] && (owner == "" || o == owner) {
			m.closed[o], m.closing[o] = true, true
		}
	}
	defer clear(m.closing)
	for _, l := range m.all {
		l.hushed = l.hushed || of(owner)(l)
	}
	err := m.quiet(patient, of(owner))
	gaveUp := &events.CloseError{Err: err}
	for _, l := range m.all {
		if name := l.topic + " → " + fmt.Sprint(l.id); of(owner)(l) {
			if m.gated(l) > 0 {
				gaveUp.Running = append(gaveUp.Running, name)
			}
			lost, _ := m.takeOff(l)
			gaveUp.Abandoned += lost
		}
	}
	m.result[owner] = nil
	if err == nil && gaveUp.Abandoned > 0 {
		gaveUp.Err = events.ErrWouldDeadlock
	}
	if gaveUp.Err != nil {
		m.result[owner] = gaveUp
	}
	return m.result[owner]
}

package dispatch

import (
	"context"
	"iter"
)

// Drain waits until nothing of the owner, or of anybody for the root view, is
// queued or running.
func (b *Bus) Drain(ctx context.Context) error {
	return b.drain(ctx, func() {})
}

func (b *Bus) drain(ctx context.Context, late func()) error {
	defer b.core.await()()
	return b.core.until(ctx, func() bool { return len(b.busy()) == 0 }, late)
}

// Left counts what Drain would still wait for: queued events, calls of
// asynchronous listeners, and emits under way.
func (b *Bus) Left() (pending, running int) {
	c := b.core
	c.mu.Lock()
	defer c.mu.Unlock()
	for l := range b.queued() {
		f := l.queue().figures()
		pending, running = pending+f.pending, running+f.running
	}
	for t := range c.tables() {
		if len(b.inside(nil, t)) > 0 {
			_, inside := t.gate.counts()
			running += int(inside)
		}
	}
	return pending, running
}

// culprits returns who keeps the view busy: listeners whose queues are, and of
// each round the one that its goroutine is in. Where that is not to be seen it
// may be any of the table's.
func (b *Bus) culprits() (guilty []*Listener) {
	all := goroutines()
	c := b.core
	c.mu.Lock()
	defer c.mu.Unlock()
	for l := range b.queued() {
		guilty = append(guilty, l)
	}
	for t := range c.tables() {
		if entries := b.inside(nil, t); len(entries) > 0 {
			guilty = append(guilty, t.culprits(all, entries)...)
		}
	}
	return guilty
}

// queued yields those of the view whose queues are busy; the caller holds
// core.mu.
func (b *Bus) queued() iter.Seq[*Listener] {
	return func(yield func(*Listener) bool) {
		for l := range b.mine() {
			if q := l.queue(); q != nil && !q.idle() && !yield(l) {
				return
			}
		}
		for l := range b.core.ending {
			if b.concerns(l) && !l.queue().idle() && !yield(l) {
				return
			}
		}
	}
}

// busy returns the listeners of the view that have something to do, or that a
// round on its way may give something to do.
func (b *Bus) busy() []*Listener {
	c := b.core
	c.mu.Lock()
	defer c.mu.Unlock()
	var busy []*Listener
	for l := range b.queued() {
		busy = append(busy, l)
	}
	for t := range c.tables() {
		busy = b.inside(busy, t)
	}
	return busy
}

// inside adds the view's listeners that a round over t may be calling, or
// about to: an event that is not in its queue yet was accepted all the same.
func (b *Bus) inside(busy []*Listener, t *table) []*Listener {
	if b.core.idle(t) {
		return busy
	}
	for _, l := range t.entries {
		if b.concerns(l) {
			busy = append(busy, l)
		}
	}
	return busy
}

func (b *Bus) concerns(l *Listener) bool { return b.owner.name == "" || l.owner == b.owner }

// mine yields the view's listeners; the caller holds core.mu.
func (b *Bus) mine() iter.Seq[*Listener] {
	return func(yield func(*Listener) bool) {
		for _, o := range b.core.owners {
			for _, l := range o.listeners {
				if b.concerns(l) && !yield(l) {
					return
				}
			}
		}
	}
}

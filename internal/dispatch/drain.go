package dispatch

import (
	"context"
	"iter"
	"slices"
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

// Left counts what Drain would still wait for.
func (b *Bus) Left() (pending, running int) {
	c := b.core
	c.mu.Lock()
	defer c.mu.Unlock()
	rounds := tallies{}
	seen := map[*Listener]bool{}
	for t := range c.tables() {
		rounds.add(t)
	}
	count := func(l *Listener) {
		if b.concerns(l) && !seen[l] {
			f := l.figures(rounds[l])
			pending, running, seen[l] = pending+f.Pending, running+f.Running, true
		}
	}
	for l := range b.mine() {
		count(l)
	}
	for l := range c.ending {
		count(l)
	}
	for t := range c.leaving {
		for _, l := range t.entries {
			count(l)
		}
	}
	return pending, running
}

// culprits returns those of the busy listeners that may be running: of
// asynchronous ones their queues know, whatever rounds are on their way.
func (b *Bus) culprits() []*Listener {
	return slices.DeleteFunc(b.busy(), func(l *Listener) bool {
		q := l.queue()
		return q != nil && q.idle()
	})
}

// busy returns the listeners of the view that have something to do, or that a
// round on its way may give something to do.
func (b *Bus) busy() []*Listener {
	c := b.core
	c.mu.Lock()
	defer c.mu.Unlock()
	var busy []*Listener
	for l := range b.mine() {
		if q := l.queue(); q != nil && !q.idle() {
			busy = append(busy, l)
		}
	}
	for l := range c.ending {
		if b.concerns(l) && !l.queue().idle() {
			busy = append(busy, l)
		}
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

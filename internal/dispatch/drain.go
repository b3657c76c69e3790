package dispatch

import (
	"context"
	"runtime"
)

// maxHops is how many hops of consequences Drain waits for: events that
// asynchronous listeners emit for what they have heard, and so on. Two that
// answer each other for ever would hold it up for ever.
const maxHops = 64

// Drain waits for what the view's owner, or anybody for the root view, has
// accepted, and for what its listeners make of that. It does not wait for what
// others emit meanwhile, so it ends under any load.
//
// It goes in hops. Each waits for the rounds that are inside now, then for the
// events that are queued then. What a listener emits meanwhile is for the next
// hop; as long as somebody drains, each emit looks at its stack to see whether
// it comes from a listener.
func (b *Bus) Drain(ctx context.Context) error {
	if ctx == nil {
		ctx = context.Background()
	}
	if b.quiet() {
		return nil
	}
	return b.drain(ctx, newWaiter(b.core, 0), maxHops)
}

func (b *Bus) drain(ctx context.Context, w *waiter, hops int) error {
	c := b.core
	c.beginDraining()
	defer c.draining.Add(-1)
	for hop := 0; hop < hops; hop++ {
		before := c.consequences.Load()
		if err := b.hop(ctx, w); err != nil {
			return err
		}
		if c.consequences.Load() == before && (hop == 0 || c.staysQuiet(before)) {
			return nil
		}
		if err := errOf(ctx); err != nil {
			return err
		}
	}
	return nil
}

// staysQuiet lets others run for a moment, if listeners have emitted since the
// drain began. What goes to and fro between two buses is seen by neither while it
// is on the other one.
func (c *Core) staysQuiet(before int64) bool {
	for range 300 {
		if runtime.Gosched(); c.consequences.Load() != before {
			return false
		}
	}
	return true
}

// beginDraining has every emit look at its stack.
func (c *Core) beginDraining() {
	c.draining.Add(1)
	c.mu.Lock()
	defer c.mu.Unlock()
	for _, t := range c.awake {
		t.gate.setLimit(limitLook)
	}
}

// hop waits for what has been accepted.
func (b *Bus) hop(ctx context.Context, w *waiter) error {
	if err := w.wait(ctx, b.roundsInside()); err != nil {
		return err
	}
	return w.wait(ctx, b.eventsQueued())
}

// roundsInside returns the rounds that may call a listener of the view, or put
// an event in its queue.
func (b *Bus) roundsInside() (targets []target) {
	c := b.core
	c.mu.Lock()
	defer c.mu.Unlock()
	for i := len(c.awake) - 1; i >= 0; i-- { // renew fills the place from the end
		if t := c.awake[i]; t.gate.inside() > 0 && b.concernsAny(t) {
			c.renew(t)
		}
	}
	for t := range c.leaving {
		if b.concernsAny(t) {
			targets = append(targets, target{table: t})
		}
	}
	return targets
}

func (b *Bus) eventsQueued() (targets []target) {
	for _, q := range b.core.busy.all() {
		if b.concerns(q.l) && !q.idle() {
			targets = append(targets, q.upToNow())
		}
	}
	return targets
}

// quiet reports whether nothing of the view is queued or running.
func (b *Bus) quiet() bool {
	c := b.core
	c.mu.Lock()
	for t := range c.busyTables() {
		if b.concernsAny(t) {
			c.mu.Unlock()
			return false
		}
	}
	c.mu.Unlock()
	return c.busy.empty() || len(b.eventsQueued()) == 0
}

// busyTables yields the tables that rounds are inside; the caller holds core.mu.
func (c *Core) busyTables() func(func(*table) bool) {
	return func(yield func(*table) bool) {
		for _, t := range c.awake {
			if t.gate.inside() > 0 && !yield(t) {
				return
			}
		}
		for t := range c.leaving {
			if t.gate.inside() > 0 && !yield(t) {
				return
			}
		}
	}
}

func (b *Bus) concernsAny(t *table) bool {
	if b.owner.name == "" {
		return true
	}
	for _, l := range t.entries {
		if l.owner == b.owner {
			return true
		}
	}
	return false
}

func (b *Bus) concerns(l *Listener) bool { return b.owner.name == "" || l.owner == b.owner }

// Left counts what Drain would still wait for: queued events, calls of
// asynchronous listeners, and emits under way.
func (b *Bus) Left() (pending, running int) {
	queues, tables := b.left(newWaiter(b.core, 0))
	for q, n := range queues {
		pending, running = pending+q.pendingNow(), running+n
	}
	for _, n := range tables {
		running += n
	}
	return pending, running
}

// left returns what Drain would still wait for: calls by their queues, and rounds
// by their tables.
func (b *Bus) left(w *waiter) (queues map[*queue]int, tables map[*table]int) {
	queues, tables = map[*queue]int{}, map[*table]int{}
	c := b.core
	c.mu.Lock()
	defer c.mu.Unlock()
	circles.mu.Lock()
	defer circles.mu.Unlock()
	for _, q := range c.busy.all() {
		if b.concerns(q.l) && !q.idle() {
			queues[q] = max(0, q.figures().running-w.heldUp(addrOf(q)))
		}
	}
	for t := range c.busyTables() {
		n := int(t.gate.inside()) - w.heldUp(addrOf(t)) - w.stack.hidden
		if n > 0 && b.concernsAny(t) {
			tables[t] = n
		}
	}
	return queues, tables
}

func (q *queue) pendingNow() int {
	f := q.figures()
	return f.pending
}

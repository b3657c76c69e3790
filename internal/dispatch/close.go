package dispatch

import (
	"context"
	"slices"
)

// Close makes the view accept no more from outside, waits for what it has
// accepted and for what comes of it, and takes its listeners off. All who close
// get the result of the first.
func (b *Bus) Close(ctx context.Context) error {
	if ctx == nil {
		ctx = context.Background()
	}
	first, done := b.beginClosing()
	if !first {
		return b.core.closedBy(ctx, b.owner, done)
	}
	err := b.windUp(ctx)
	if b.owner.name == "" {
		b.core.watch.end()
	}
	b.owner.result = err
	close(done)
	return err
}

// Withdraw takes the view's listeners off without the loss of an event: none of
// an emit that begins after it has returned, and all of those that were accepted.
// Meanwhile what they emit is delivered. The view stays open.
func (b *Bus) Withdraw(ctx context.Context) error {
	if ctx == nil {
		ctx = context.Background()
	}
	return b.windUp(ctx)
}

// windUp drains the view, takes it out of the tables, drains what has come
// meanwhile, and takes its listeners off. From the start, its listeners hear only
// what listeners emit.
func (b *Bus) windUp(ctx context.Context) error {
	b.setWinding(true)
	defer b.setWinding(false)
	w := newWaiter(b.core, 0)
	err := b.drainToTheEnd(ctx, w)
	var running []string
	if err != nil {
		running = b.culprits(w)
	}
	b.shut()
	queues := b.queues()
	abandoned := b.clear()
	if err == nil {
		err = w.wait(ctx, workersOf(queues))
	}
	if err == nil && abandoned > 0 { // closed by a handler that they are queued behind
		err = ErrWouldDeadlock
	}
	if err != nil {
		err = b.core.hooks.Stuck(err, running, abandoned)
	}
	return err
}

// drainToTheEnd drains until nothing is left. A root view that is closed has
// nothing to fear from outside. Of any other view, the listeners hear what others
// emit until they are out of the tables.
func (b *Bus) drainToTheEnd(ctx context.Context, w *waiter) error {
	hops := maxHops
	if b.owner.name == "" && b.owner.state.Load() == closing {
		hops = endless
	}
	if err := b.drain(ctx, w, hops); err != nil {
		return err
	}
	b.unlinkAll()
	return b.drain(ctx, w, hops)
}

// setWinding does nothing for the root view, which refuses emits from outside.
func (b *Bus) setWinding(on bool) {
	if b.owner.name == "" {
		return
	}
	c := b.core
	c.mu.Lock()
	defer c.mu.Unlock()
	b.owner.winding.Store(on)
	for _, l := range b.owner.listeners {
		c.changed(l.slot)
	}
}

const endless = int(^uint(0) >> 1)

// closedBy waits for the result of another's Close, unless it would wait for
// its own caller.
func (c *Core) closedBy(ctx context.Context, o *Owner, done chan struct{}) error {
	select {
	case <-done:
		return o.result
	default:
	}
	if s := lookAtStack(); s.inside() {
		return nil
	}
	select {
	case <-done:
		return o.result
	case <-doneOf(ctx):
		return errOf(ctx)
	}
}

// beginClosing turns the view off for emits from outside and for new listeners.
func (b *Bus) beginClosing() (first bool, done chan struct{}) {
	c := b.core
	c.mu.Lock()
	defer c.mu.Unlock()
	o := b.owner
	if first = o.done == nil; first {
		o.done = make(chan struct{})
		c.own(o)
		b.setState(closing)
	}
	return first, o.done
}

// setState sets the state of the view, or of all for the root view. The caller
// holds core.mu.
func (b *Bus) setState(state uint32) {
	if b.owner.name != "" {
		b.owner.state.Store(max(state, b.owner.state.Load()))
		return
	}
	for _, pointer := range b.core.owners {
		if o := pointer.Value(); o != nil {
			o.state.Store(max(state, o.state.Load()))
		}
	}
}

// shut ends closing.
func (b *Bus) shut() {
	c := b.core
	c.mu.Lock()
	defer c.mu.Unlock()
	if b.owner.state.Load() == closing {
		b.setState(closed)
	}
}

// unlinkAll takes the view's listeners out of the tables. They stay on: rounds
// that are under way still reach them, and their queues go on.
func (b *Bus) unlinkAll() {
	b.core.mu.Lock()
	defer b.core.mu.Unlock()
	for _, o := range b.owners() {
		for _, l := range o.listeners {
			b.core.unlink(l)
		}
	}
}

// queues returns those of the view's listeners.
func (b *Bus) queues() (all []*queue) {
	b.core.mu.Lock()
	defer b.core.mu.Unlock()
	for _, o := range b.owners() {
		for _, l := range o.listeners {
			if l.queue != nil {
				all = append(all, l.queue)
			}
		}
	}
	return all
}

func workersOf(queues []*queue) (targets []target) {
	for _, q := range queues {
		if !q.resting() {
			targets = append(targets, target{queue: q, atRest: true})
		}
	}
	return targets
}

// owners returns those that b stands for; the caller holds core.mu.
func (b *Bus) owners() (all []*Owner) {
	if b.owner.name != "" {
		return []*Owner{b.owner}
	}
	for o := range b.core.kept {
		all = append(all, o)
	}
	return all
}

// clear takes the view's listeners off and says what was left undone.
func (b *Bus) clear() (abandoned int) {
	b.core.mu.Lock()
	owners := b.owners()
	b.core.mu.Unlock()
	for _, o := range owners {
		_, lost := (&Bus{b.core, o}).offAll()
		abandoned += lost
	}
	return abandoned
}

// culprits names who keeps the view busy: listeners whose queues are, and of each
// round the one that its goroutine is in. If that is not to be seen it may be any
// of the table's.
func (b *Bus) culprits(w *waiter) []string {
	queues, tables := b.left(w)
	var guilty []*Listener
	for q := range queues {
		guilty = append(guilty, q.l)
	}
	if len(tables) > 0 {
		all := goroutines()
		for t := range tables {
			guilty = append(guilty, t.callsIn(all)...)
		}
	}
	var names []string
	for _, l := range guilty {
		names = append(names, l.Topic()+" → "+l.Name())
	}
	slices.Sort(names)
	return slices.Compact(names)
}

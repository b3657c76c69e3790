package dispatch

import "context"

// Close makes the view accept no more, waits for what it has accepted, and
// takes its listeners off. All who close get the result of the first.
func (b *Bus) Close(ctx context.Context) error {
	first, done := b.refuse()
	if !first {
		return b.core.closedBy(ctx, b.owner, done)
	}
	b.hush()
	var running []string
	err := b.drain(ctx, func() { running = b.names(b.culprits()) })
	abandoned := b.clear()
	if err == nil && abandoned > 0 { // closed by a handler that they are queued behind
		err = ErrWouldDeadlock
	}
	if err != nil {
		err = b.core.hooks.Stuck(err, running, abandoned)
	}
	if b.owner.name == "" {
		b.core.watch.end()
	}
	b.owner.result = err
	close(done)
	return err
}

// closedBy waits for the result of another's Close, unless it would wait for
// its own caller.
func (c *Core) closedBy(ctx context.Context, o *Owner, done chan struct{}) error {
	select {
	case <-done:
		return o.result
	default:
	}
	if f := ownFrames(); f.inside() {
		return nil
	}
	select {
	case <-done:
		return o.result
	case <-ctx.Done():
		return ctx.Err()
	}
}

// refuse turns the view off for emits and new listeners.
func (b *Bus) refuse() (first bool, done chan struct{}) {
	c := b.core
	c.mu.Lock()
	defer c.mu.Unlock()
	first = b.owner.closing == nil
	if first {
		b.owner.closing = make(chan struct{})
	}
	b.owner.closed.Store(true)
	if b.owner.name == "" {
		for _, o := range c.owners {
			o.closed.Store(true)
		}
	}
	return first, b.owner.closing
}

// hush takes the view's listeners out of the tables. They stay on: rounds that
// are under way still reach them, and their queues go on.
func (b *Bus) hush() {
	b.core.mu.Lock()
	defer b.core.mu.Unlock()
	for l := range b.mine() {
		b.core.unlink(l)
	}
}

func (b *Bus) names(busy []*Listener) (names []string) {
	seen := map[string]bool{}
	for _, l := range busy {
		if name := l.Topic() + " → " + l.Name(); !seen[name] {
			seen[name] = true
			names = append(names, name)
		}
	}
	return names
}

// clear takes the view's listeners off and says what was left undone.
func (b *Bus) clear() (abandoned int) {
	for _, o := range b.owners() {
		_, lost := o.offAll()
		abandoned += lost
	}
	return abandoned
}

// owners returns the views that b stands for.
func (b *Bus) owners() []*Bus {
	if b.owner.name != "" {
		return []*Bus{b}
	}
	b.core.mu.Lock()
	defer b.core.mu.Unlock()
	var all []*Bus
	for _, o := range b.core.owners {
		all = append(all, &Bus{b.core, o})
	}
	return all
}

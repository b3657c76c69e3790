package dispatch

import (
	"context"
	"iter"
	"slices"
)

// Close makes the view accept no more, waits for what it has accepted, and
// takes its listeners off. All who close get the result of the first.
func (b *Bus) Close(ctx context.Context) error {
	first, done := b.refuse()
	if !first {
		return b.core.closedBy(ctx, b.owner, done)
	}
	err := b.finish(ctx)
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

// Withdraw takes the view's listeners out of the tables in one step, so that no
// emit that begins later reaches them, waits until all that they had accepted is
// done, and takes them off. Their handlers may emit meanwhile, and the view stays
// open: listeners that are added from now on are not concerned. At ctx's end it
// gives up, with the error of Close.
func (b *Bus) Withdraw(ctx context.Context) error { return b.finish(ctx) }

func (b *Bus) finish(ctx context.Context) error {
	s := b.withdraw()
	var running []string
	err := b.core.until(ctx, func() bool { return len(s.busy()) == 0 }, func() { running = b.names(s.culprits()) })
	abandoned := s.takeOff()
	if err == nil && abandoned > 0 { // asked for by a handler that they are queued behind
		err = ErrWouldDeadlock
	}
	if err == nil {
		return nil
	}
	return b.core.hooks.Stuck(err, running, abandoned)
}

// withdraw takes the view's listeners out of the tables. They stay on: rounds
// that are under way still reach them, and their queues go on.
func (b *Bus) withdraw() share {
	b.core.mu.Lock()
	defer b.core.mu.Unlock()
	for l := range b.mine() {
		b.core.unlink(l)
	}
	return share{b.core, []*Bus{b}, b.core.seq}
}

// Settle waits until nothing of the views, which are of one bus, is queued or
// running, all of them taken together: what their handlers have emitted to each
// other is done as well. It returns ctx's error where that takes too long.
func Settle(ctx context.Context, views ...*Bus) error {
	if len(views) == 0 {
		return nil
	}
	c := views[0].core
	defer c.await()()
	s := share{c, views, ^uint64(0)}
	quiet := func() bool { // one view may give another, which was looked at before, something to do
		before := s.accepted()
		return len(s.busy()) == 0 && s.accepted() == before
	}
	return c.until(ctx, quiet, func() {})
}

// Aside runs wait, which waits for another goroutine. If that goroutine drains
// or closes meanwhile, it does not wait for the listener that called Aside.
func Aside(wait func()) {
	f := ownFrames()
	f.park()
	defer f.unpark()
	wakeIf(func(other watcher) bool { return other.bubble == f.bubble })
	wait()
}

// A share is the listeners of some views, up to the one that was the last when
// it was made.
type share struct {
	core  *Core
	views []*Bus
	last  uint64 // Listener.seq
}

func (s share) holds(l *Listener) bool {
	return l.seq <= s.last && slices.ContainsFunc(s.views, func(b *Bus) bool { return b.concerns(l) })
}

// busy returns those that have something to do, or that a round under way may
// give something to do. Rounds are looked at first: they may end with an event
// in a queue, and no queue gets one after the last of them.
func (s share) busy() (busy []*Listener) {
	s.core.mu.Lock()
	defer s.core.mu.Unlock()
	for t := range s.core.tables() {
		if entries := s.in(t); len(entries) > 0 && !s.core.idle(t) {
			busy = append(busy, entries...)
		}
	}
	for l := range s.queues() {
		if !l.queue().idle() {
			busy = append(busy, l)
		}
	}
	return busy
}

// culprits is busy that names, of each round, the one that its goroutine is in.
func (s share) culprits() (guilty []*Listener) {
	all := goroutines()
	s.core.mu.Lock()
	defer s.core.mu.Unlock()
	for l := range s.queues() {
		if !l.queue().idle() {
			guilty = append(guilty, l)
		}
	}
	for t := range s.core.tables() {
		if entries := s.in(t); len(entries) > 0 && !s.core.idle(t) {
			guilty = append(guilty, t.culprits(all, entries)...)
		}
	}
	return guilty
}

// in returns those that stand in t; the caller holds core.mu.
func (s share) in(t *table) (entries []*Listener) {
	for _, l := range t.entries {
		if s.holds(l) {
			entries = append(entries, l)
		}
	}
	return entries
}

// queues yields the asynchronous ones, also those that are off and not done yet;
// the caller holds core.mu.
func (s share) queues() iter.Seq[*Listener] {
	return func(yield func(*Listener) bool) {
		for _, b := range s.views {
			for l := range b.mine() {
				if s.holds(l) && l.queue() != nil && !yield(l) {
					return
				}
			}
		}
		for l := range s.core.ending {
			if s.holds(l) && !yield(l) {
				return
			}
		}
	}
}

// accepted counts the events that have come into the queues.
func (s share) accepted() (n uint64) {
	s.core.mu.Lock()
	defer s.core.mu.Unlock()
	for l := range s.queues() {
		n += l.queue().figures().accepted
	}
	return n
}

// takeOff takes them off in one step, and counts what was left in their queues.
func (s share) takeOff() (abandoned int) {
	s.core.mu.Lock()
	var gone []*Listener
	for _, b := range s.views {
		for l := range b.mine() {
			if s.holds(l) {
				gone = append(gone, l)
			}
		}
	}
	for _, l := range gone {
		s.core.offLocked(l)
	}
	s.core.mu.Unlock()
	for _, l := range gone {
		abandoned += l.release()
	}
	s.core.wake()
	return abandoned
}

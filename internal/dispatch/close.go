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
		return b.core.awaitClosed(ctx, b.owner, done)
	}
	returned := false
	defer func() {
		if !returned { // a method of ctx ends the goroutine: the bus is closed as if ctx had ended
			b.endClosing(done, b.drainAndTakeOff(endedContext))
		}
	}()
	err := b.drainAndTakeOff(ctx)
	returned = true
	b.endClosing(done, err)
	return err
}

// endClosing tells all who close of the result.
func (b *Bus) endClosing(done chan struct{}, result error) {
	if b.owner.name == "" {
		b.core.watch.stopTimer()
	}
	b.owner.closeResult = result
	close(done)
}

// Withdraw takes the view's listeners off without the loss of an event: no emit
// that begins after it has returned reaches them, and what they have accepted is
// done. Meanwhile what they emit is delivered. The view stays open, and listeners
// that are added meanwhile are not concerned.
func (b *Bus) Withdraw(ctx context.Context) error {
	if ctx == nil {
		ctx = context.Background()
	}
	return b.drainAndTakeOff(ctx)
}

// drainAndTakeOff drains the view, takes it out of the tables, drains what has come
// meanwhile, and takes its listeners off. From the start, its listeners hear only
// what listeners emit.
func (b *Bus) drainAndTakeOff(ctx context.Context) error {
	s := b.setWindingDown(true)
	defer b.setWindingDown(false)
	w := newWaiter(b.core, 0)
	err := s.drainAndUnlink(ctx, w, b.closingHops())
	var running []string
	if err != nil {
		running = s.busyListenerNames(w)
	}
	b.setClosed()
	queues, abandoned := s.takeOff()
	if err == nil {
		err = w.waitForAll(ctx, workerTargets(queues))
	}
	if err == nil && abandoned > 0 { // closed by a handler that they are queued behind
		err = ErrWouldDeadlock
	}
	if err != nil {
		err = b.core.hooks.Stuck(err, running, abandoned)
	}
	return err
}

// closingHops is how many hops Close waits for. A bus that is closed has nothing
// to fear from outside. The listeners of a view hear what others emit until they
// are out of the tables.
func (b *Bus) closingHops() int {
	if b.owner.name == "" && b.owner.state.Load() == viewClosing {
		return unlimitedHops
	}
	return maxHops
}

func (s ownerShare) drainAndUnlink(ctx context.Context, w *waiter, hops int) error {
	if err := s.drain(ctx, w, hops); err != nil {
		return err
	}
	s.unlinkListeners()
	return s.drain(ctx, w, hops)
}

// setWindingDown returns the share of the listeners that are there now. For the root
// view it does nothing else: that refuses emits from outside.
func (b *Bus) setWindingDown(on bool) ownerShare {
	c := b.core
	c.mu.Lock()
	defer c.mu.Unlock()
	s := shareOf(b)
	if b.owner.state.Load() == viewOpen {
		s.lastSeq = c.lastSeq
	}
	if b.owner.name != "" {
		b.owner.windingDownTo.Store(0)
		if on {
			b.owner.windingDownTo.Store(s.lastSeq)
		}
		for _, l := range b.owner.listeners {
			c.retireTablesOf(l.slot)
		}
	}
	return s
}

const unlimitedHops = int(^uint(0) >> 1)

// awaitClosed waits for the result of another's Close, unless it would wait for
// its own caller.
func (c *Core) awaitClosed(ctx context.Context, o *Owner, done chan struct{}) error {
	select {
	case <-done:
		return o.closeResult
	default:
	}
	if s := lookAtStack(); s.isInside() {
		return nil
	}
	select {
	case <-done:
		return o.closeResult
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
	if first = o.closeDone == nil; first {
		o.closeDone = make(chan struct{})
		b.setState(viewClosing)
	}
	return first, o.closeDone
}

// unlinkListeners takes the listeners out of the tables. They stay on: rounds that are
// under way still reach them, and their queues go on.
func (s ownerShare) unlinkListeners() {
	s.core.mu.Lock()
	defer s.core.mu.Unlock()
	for l := range s.eachListener {
		s.core.unlinkListener(l)
	}
}

// takeOff takes the listeners off in one step, and returns their queues and how
// many events were left in them.
func (s ownerShare) takeOff() (queues []*queue, abandoned int) {
	s.core.mu.Lock()
	gone := slices.Collect(s.eachListener)
	for _, l := range gone {
		s.core.takeOffLocked(l)
	}
	s.core.mu.Unlock()
	for _, l := range gone {
		abandoned += l.endListener()
		if l.queue != nil {
			queues = append(queues, l.queue)
		}
	}
	return queues, abandoned
}

func workerTargets(queues []*queue) (targets []waitTarget) {
	for _, q := range queues {
		if !q.isAtRest() {
			targets = append(targets, waitTarget{queue: q, atRest: true})
		}
	}
	return targets
}

// busyListenerNames names who keeps the share busy: listeners whose queues are, and of each
// round the one that its goroutine is in. If that is not to be seen it may be any
// of the table's.
func (s ownerShare) busyListenerNames(w *waiter) []string {
	queues, tables := s.remainingWork(w)
	var guilty []*Listener
	for q := range queues {
		guilty = append(guilty, q.l)
	}
	if len(tables) > 0 {
		all := listenerGoroutines()
		for t := range tables {
			guilty = append(guilty, t.possibleListenersIn(all)...)
		}
	}
	var names []string
	for _, l := range guilty {
		names = append(names, l.Topic()+" → "+l.Name())
	}
	slices.Sort(names)
	return slices.Compact(names)
}

package dispatch

import (
	"context"
	"slices"
)

// Close and Withdraw are the same steps for different listeners: from now on
// these hear only what listeners emit (setWindingDown); drain; out of the tables
// (unlinkListeners); drain again; off (takeOff); and a wait for the workers that
// are left. If the context ends on the way, the rest is done without waiting, and
// the error names the listeners that were busy.

// Close refuses emits from outside, waits for the events that the view has
// accepted and for what comes of them, and takes its listeners off. All callers
// of Close get the result of the first one.
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
		if !returned { // a method of ctx has ended the goroutine: close the bus as if ctx had ended
			b.endClosing(done, b.drainAndTakeOff(endedContext))
		}
	}()
	err := b.drainAndTakeOff(ctx)
	returned = true
	b.endClosing(done, err)
	return err
}

// endClosing gives all callers of Close the result.
func (b *Bus) endClosing(done chan struct{}, result error) {
	if b.owner.name == "" {
		b.core.watch.stopTimer()
	} else {
		b.core.removeOwner(b.owner)
	}
	b.owner.closeResult = result
	close(done)
}

// Withdraw takes the view's listeners off without losing an event: no emit that
// begins after its return reaches them, and all events that they have accepted
// are done. Until then they hear what they emit. The view stays open, and
// listeners that are added during Withdraw stay.
func (b *Bus) Withdraw(ctx context.Context) error {
	if ctx == nil {
		ctx = context.Background()
	}
	return b.drainAndTakeOff(ctx)
}

// drainAndTakeOff drains the view, takes it out of the tables, drains what has
// come during that time, and takes its listeners off. From the start these hear
// only what listeners emit.
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
	if err == nil && abandoned > 0 { // Close was called by a handler, and they are queued behind it
		err = ErrWouldDeadlock
	}
	if err != nil {
		err = b.core.hooks.Stuck(err, running, abandoned)
	}
	return err
}

// closingHops is how many hops Close waits for. A bus that is closed accepts
// nothing from outside, so it can wait for all of them. The listeners of a view
// hear what others emit until they are out of the tables.
func (b *Bus) closingHops() int {
	if b.owner.name == "" && b.owner.state.Load() == viewClosing {
		return unlimitedHops
	}
	return maxHops
}

// drainAndUnlink drains the share, takes its listeners out of the tables, so that
// nothing new reaches them, and drains what has come until then.
func (s ownerShare) drainAndUnlink(ctx context.Context, w *waiter, hops int) error {
	if err := s.drain(ctx, w, hops); err != nil {
		return err
	}
	s.unlinkListeners()
	return s.drain(ctx, w, hops)
}

// setWindingDown returns the share of the listeners that are there now, and has
// them hear only what listeners emit. For the root view this is not needed: it
// refuses emits from outside.
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

// unlimitedHops lets Close of a bus follow consequences to their end.
const unlimitedHops = int(^uint(0) >> 1)

// awaitClosed waits for the result of another call of Close, unless that waits
// for this goroutine.
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
		return whyEnded(ctx)
	}
}

// beginClosing closes the view for emits from outside and for new listeners.
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

// unlinkListeners takes the listeners out of the tables. They stay on: rounds
// under way still reach them, and their queues go on.
func (s ownerShare) unlinkListeners() {
	s.core.mu.Lock()
	defer s.core.mu.Unlock()
	for l := range s.eachListener {
		s.core.unlinkListener(l)
	}
}

// takeOff takes the listeners off in one step. It returns their queues and how
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

// workerTargets are the ends of all workers of these queues.
func workerTargets(queues []*queue) (targets []waitTarget) {
	for _, q := range queues {
		if !q.isAtRest() {
			targets = append(targets, waitTarget{queue: q, atRest: true})
		}
	}
	return targets
}

// busyListenerNames names the listeners that the share still waits for: those
// with work in their queues, and of each round the one that its goroutine is
// calling. If that can't be seen, it names all of the table's.
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

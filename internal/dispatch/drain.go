package dispatch

import (
	"context"
	"maps"
	"math"
	"runtime"
	"slices"
)

// maxHops is how many hops Drain waits for: events that asynchronous listeners
// emit for those that they have got, and so on. Two listeners that answer each
// other would otherwise hold it up for ever.
const maxHops = 64

// Drain waits for all events that the view's owner has accepted, or any owner for
// the root view, and for what its listeners emit for them. It does not wait for
// what others emit during that time, so it ends under any load.
//
// It works in hops. Each waits for the rounds that are inside now, and then for
// the events that are queued then. Events that listeners emit during a hop are
// for the next one. During a Drain each emit looks at its stack to see whether it
// comes from a listener.
func (b *Bus) Drain(ctx context.Context) error {
	if ctx == nil {
		ctx = context.Background()
	}
	s := shareOf(b)
	if s.isQuiet() {
		return nil
	}
	return s.drain(ctx, newWaiter(b.core, 0), maxHops)
}

// Settle is Drain for several views of one bus at once: it also waits for what
// their listeners emit to each other.
func Settle(ctx context.Context, views ...*Bus) error {
	if len(views) == 0 {
		return nil
	}
	s := shareOf(views...)
	return s.drain(ctx, newWaiter(s.core, 0), maxHops)
}

// An ownerShare is the listeners of some owners, or of all, up to a certain
// number.
type ownerShare struct {
	core    *Core
	owners  []*Owner // nil: all
	lastSeq uint64   // the newest listener that is included
}

// shareOf returns the share of some views of one bus, with all listeners that
// they will add.
func shareOf(views ...*Bus) ownerShare {
	s := ownerShare{core: views[0].core, lastSeq: math.MaxUint64}
	for _, b := range views {
		if b.owner.name == "" {
			s.owners = nil
			break
		}
		s.owners = append(s.owners, b.owner)
	}
	return s
}

// coversListener reports whether l is in the share.
func (s ownerShare) coversListener(l *Listener) bool {
	return l.seq <= s.lastSeq && (s.owners == nil || slices.Contains(s.owners, l.owner))
}

// coversTable reports whether a listener of the share is in t.
func (s ownerShare) coversTable(t *table) bool {
	return s.owners == nil || slices.ContainsFunc(t.entries, s.coversListener)
}

// eachListener yields the listeners that are on. The caller holds core.mu.
func (s ownerShare) eachListener(yield func(*Listener) bool) {
	owners := s.owners
	if owners == nil {
		owners = slices.Collect(maps.Keys(s.core.keptOwners))
	}
	for _, o := range owners {
		for _, l := range o.listeners {
			if s.coversListener(l) && !yield(l) {
				return
			}
		}
	}
}

// drain waits for the share in hops, at most so many. It ends early at the first
// hop during which no listener has emitted.
func (s ownerShare) drain(ctx context.Context, w *waiter, hops int) error {
	c := s.core
	c.beginDraining()
	defer c.draining.Add(-1)
	for hop := 0; hop < hops; hop++ {
		before := c.consequences.Load()
		if err := s.drainHop(ctx, w); err != nil {
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

// staysQuiet yields for a moment, if listeners have emitted since the drain
// began. Events that go back and forth between two buses are invisible to each
// bus while they are on the other one.
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
	for _, t := range c.tablesAwake {
		t.gate.setLimit(limitLook)
	}
}

// drainHop waits for what has been accepted so far.
func (s ownerShare) drainHop(ctx context.Context, w *waiter) error {
	if err := w.waitForAll(ctx, s.roundTargets()); err != nil {
		return err
	}
	return w.waitForAll(ctx, s.queueTargets())
}

// roundTargets returns the rounds that may call a listener of the share, or put
// an event into its queue.
func (s ownerShare) roundTargets() (targets []waitTarget) {
	c := s.core
	c.mu.Lock()
	defer c.mu.Unlock()
	for i := len(c.tablesAwake) - 1; i >= 0; i-- { // renewTable fills the place from the end
		if t := c.tablesAwake[i]; t.gate.roundsInside() > 0 && s.coversTable(t) {
			c.renewTable(t)
		}
	}
	for t := range c.tablesLeaving {
		if s.coversTable(t) {
			targets = append(targets, waitTarget{table: t})
		}
	}
	return targets
}

// queueTargets returns the queues of the share with work, each up to its newest
// event.
func (s ownerShare) queueTargets() (targets []waitTarget) {
	for _, q := range s.core.busyQueues.all() {
		if s.coversListener(q.l) && !q.isIdle() {
			targets = append(targets, q.targetUpToNow())
		}
	}
	return targets
}

// isQuiet reports whether nothing of the share is queued or running.
func (s ownerShare) isQuiet() bool {
	c := s.core
	c.mu.Lock()
	for t := range c.busyTables() {
		if s.coversTable(t) {
			c.mu.Unlock()
			return false
		}
	}
	c.mu.Unlock()
	return c.busyQueues.empty() || len(s.queueTargets()) == 0
}

// busyTables yields the tables with rounds inside. The caller holds core.mu.
func (c *Core) busyTables() func(func(*table) bool) {
	return func(yield func(*table) bool) {
		for _, t := range c.tablesAwake {
			if t.gate.roundsInside() > 0 && !yield(t) {
				return
			}
		}
		for t := range c.tablesLeaving {
			if t.gate.roundsInside() > 0 && !yield(t) {
				return
			}
		}
	}
}

// Left counts what Drain would still wait for: queued events, calls of
// asynchronous listeners, and emits under way.
func (b *Bus) Left() (pending, running int) {
	queues, tables := shareOf(b).remainingWork(newWaiter(b.core, 0))
	for q, n := range queues {
		pending, running = pending+q.pendingNow(), running+n
	}
	for _, n := range tables {
		running += n
	}
	return pending, running
}

// remainingWork returns what Drain would still wait for: calls by their queues,
// and rounds by their tables.
func (s ownerShare) remainingWork(w *waiter) (queues map[*queue]int, tables map[*table]int) {
	queues, tables = map[*queue]int{}, map[*table]int{}
	c := s.core
	c.mu.Lock()
	defer c.mu.Unlock()
	insideWaiters.mu.Lock()
	defer insideWaiters.mu.Unlock()
	for _, q := range c.busyQueues.all() {
		if s.coversListener(q.l) && !q.isIdle() {
			queues[q] = max(0, q.currentFigures().running-w.heldBehind(addrOf(q)))
		}
	}
	for t := range c.busyTables() {
		n := int(t.gate.roundsInside()) - w.heldBehind(addrOf(t))
		if n > 0 && s.coversTable(t) {
			tables[t] = n
		}
	}
	return queues, tables
}

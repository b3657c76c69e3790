package dispatch

import (
	"sync"
	"sync/atomic"
	"weak"
)

// A Bus is an owner's view of a core.
type Bus struct {
	core  *Core
	owner *Owner
}

// A Core is what all views of one bus share.
//
// What a running emit reads is atomic. mu guards what stands below it, and all
// changes to tables, slots and owners; it is never held over user code. Of two
// locks, that one is taken first: mu, circles.mu, a queue's mu, busy.mu.
type Core struct {
	Ext    any // what the public package keeps beside
	hooks  Hooks
	limits Limits

	recentTables  [recentTableCount]atomic.Pointer[table] // of interned names, by their numbers
	numberedSlots atomic.Pointer[slotNumbering]
	names         slotIndex
	namespaces    slotIndex
	anySlot       slot

	clock        atomic.Int64 // unix nanoseconds, not older than clockTick while an emit is under way
	excess       atomic.Int64 // events beyond the bounds of their queues
	draining     atomic.Int64 // calls of Drain, Close and Withdraw
	consequences atomic.Int64 // emits inside listeners, while draining

	busyQueues    busyList // queues that have something to do
	untilContexts untilContexts
	watch         busWatch

	mu               sync.Mutex
	lastSeq          uint64
	listenerCount    int
	numberedCount    int
	owners           map[string]weak.Pointer[Owner] // all that somebody refers to
	keptOwners       map[*Owner]struct{}            // those that must stay though nobody refers to them
	recentOwners     [recentOwnerCount]*Owner       // those that came last, which stay too
	ownersSeen       int                            // how many owners have come
	mostOwners       int                            // that owners has held since it was made
	tablesInUse      []*table                       // in use
	tablesAwake      []*table                       // in use, and the watch looks at them
	tablesLeaving    map[*table]struct{}            // retired, with a round inside
	observers        int
	warnedUnreadable atomic.Bool // see warnIfUnreadable
	observed         atomic.Bool // whether there are any
}

// New returns the root view of a new bus.
func New() *Bus {
	c := &Core{
		limits: DefaultLimits,
		owners: map[string]weak.Pointer[Owner]{}, keptOwners: map[*Owner]struct{}{}, tablesLeaving: map[*table]struct{}{},
	}
	c.anySlot.scope = Any
	c.numberedSlots.Store(new(slotNumbering))
	b := (&Bus{core: c}).As("")
	c.keptOwners[b.owner] = struct{}{}
	return b
}

// Core returns what the views share.
func (b *Bus) Core() *Core {
	if !b.IsBus() {
		panic(NoBus)
	}
	return b.core
}

// IsBus reports whether b is a view of a bus, and not nil or a zero value.
func (b *Bus) IsBus() bool { return b != nil && b.core != nil }

// Install sets the hooks and limits, before the first use.
func (c *Core) Install(h Hooks, l Limits) { c.hooks, c.limits = h, l }

// Closed reports whether the whole bus has been closed, to the end.
func (c *Core) Closed() bool {
	c.mu.Lock()
	done := c.owners[""].Value().closeDone
	c.mu.Unlock()
	if done == nil {
		return false
	}
	select {
	case <-done:
		return true
	default:
		return false
	}
}

// Keep gives a declared name a table of its own, so that its emits are counted
// though nobody hears them.
func (c *Core) Keep(name string) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.exactSlot(name).kept = true
}

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
// Most emits take no lock. An emit takes mu to build a table, to leave a retired
// one, to claim a Once listener, and to wake a table. mu guards the fields below it,
// and every change to tables, slots, owners and the limits of gates. No user code
// runs while it is held. Of two locks, the first in this list is taken first: mu,
// insideWaiters.mu, a queue's mu, busyQueues.mu.
//
// A table is in at most one of tablesInUse and tablesLeaving; tablesAwake is a
// part of tablesInUse. Each listener that is on is in the list of its owner, and
// each owner with listeners is in keptOwners.
type Core struct {
	Ext    any // of the public package; set before the first use, as hooks and limits
	hooks  Hooks
	limits Limits

	recentTables  [recentTableCount]atomic.Pointer[table] // of interned names, by their numbers
	numberedSlots atomic.Pointer[slotNumbering]           // of all interned names that the bus has met
	names         slotIndex                               // slots of names
	namespaces    slotIndex                               // slots of prefixes
	anySlot       slot                                    // of listeners to all names

	clock        atomic.Int64 // the coarse clock, set by the watch: unix nanoseconds, at most clockTick old during an emit
	excess       atomic.Int64 // events beyond the capacities of their queues; see queue.updateExcess
	draining     atomic.Int64 // calls of Drain, Close and Withdraw under way
	consequences atomic.Int64 // emits inside listeners while draining is not 0

	busyQueues    busyList // queues that have events or workers
	untilContexts untilContexts
	watch         busWatch

	mu               sync.Mutex
	lastSeq          uint64 // number of the newest listener
	listenerCount    int
	numberedCount    int                            // slots in numberedSlots
	owners           map[string]weak.Pointer[Owner] // all owners that are still referred to
	keptOwners       map[*Owner]struct{}            // owners that stay though no view refers to them
	recentOwners     [recentOwnerCount]*Owner       // the newest owners, which stay too: a ring
	ownersSeen       int                            // owners made so far
	mostOwners       int                            // the most that owners has held since the map was made
	tablesInUse      []*table
	tablesAwake      []*table            // those in use that the watch looks at
	tablesLeaving    map[*table]struct{} // retired, with rounds inside
	observers        int                 // calls of Observe(true) that were not taken back
	observed         atomic.Bool         // observers > 0; written under mu
	warnedUnreadable atomic.Bool         // see warnIfUnreadable
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

// Closed reports whether Close of the root view has finished.
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
// even without listeners.
func (c *Core) Keep(name string) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.exactSlot(name).kept = true
}

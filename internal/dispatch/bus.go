package dispatch

import (
	"maps"
	"runtime"
	"slices"
	"strings"
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

	mu            sync.Mutex
	lastSeq       uint64
	listenerCount int
	numberedCount int
	owners        map[string]weak.Pointer[Owner] // all that somebody refers to
	keptOwners    map[*Owner]struct{}            // those that must stay though nobody refers to them
	recentOwners  [recentOwnerCount]*Owner       // those that came last, which stay too
	ownersSeen    int                            // how many owners have come
	mostOwners    int                            // that owners has held since it was made
	tablesInUse   []*table                       // in use
	tablesAwake   []*table                       // in use, and the watch looks at them
	tablesLeaving map[*table]struct{}            // retired, with a round inside
	observers     int
	observed      atomic.Bool // whether there are any
}

// What an owner's view lets through.
const (
	viewOpen    = iota
	viewClosing // only what listeners of the bus emit
	viewClosed
)

// keptOwners is how many owners are remembered though nobody has a view of them
// and they have left nothing behind: more than a program has plugins, and few
// beside the requests that a program might have a view for.
const recentOwnerCount = 256

// An Owner is a plugin as the bus sees it. It is forgotten when nobody has a view
// of it any more, unless it has listeners or an Ext, or is one of the last that
// came.
type Owner struct {
	core          *Core
	name          string
	state         atomic.Uint32
	windingDownTo atomic.Uint64 // listeners numbered up to that hear only what listeners emit
	closeDone     chan struct{} // made by the first Close, closed with its result
	closeResult   error
	listeners     []*Listener // in no order
	Ext           atomic.Value
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

// Owner returns whose view b is.
func (b *Bus) Owner() *Owner { return b.owner }

// Name returns the owner's name, empty for the root view.
func (o *Owner) Name() string { return o.name }

// Install sets the hooks and limits, before the first use.
func (c *Core) Install(h Hooks, l Limits) { c.hooks, c.limits = h, l }

// As returns the view of an owner.
func (b *Bus) As(owner string) *Bus {
	c := b.core
	c.mu.Lock()
	defer c.mu.Unlock()
	if o := c.owners[owner].Value(); o != nil {
		return &Bus{c, o}
	}
	o := &Owner{core: c, name: owner}
	if root := c.owners[""].Value(); root != nil {
		o.state.Store(root.state.Load())
	}
	c.owners[owner] = weak.Make(o)
	c.mostOwners = max(c.mostOwners, len(c.owners))
	c.recentOwners[c.ownersSeen%recentOwnerCount] = o
	c.ownersSeen++
	runtime.AddCleanup(o, forgetOwner, ownerName{weak.Make(c), owner}) // which must not keep c
	return &Bus{c, o}
}

type ownerName struct {
	core weak.Pointer[Core]
	name string
}

// forgetOwner runs after the collector has taken an owner.
func forgetOwner(n ownerName) {
	c := n.core.Value()
	if c == nil {
		return
	}
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.owners[n.name].Value() == nil {
		delete(c.owners, n.name)
	}
	if c.mostOwners > recentOwnerCount && 4*len(c.owners) < c.mostOwners { // a map does not shrink
		left := make(map[string]weak.Pointer[Owner], len(c.owners))
		maps.Copy(left, c.owners)
		c.owners, c.mostOwners = left, len(left)
	}
}

// own keeps an owner though nobody has a view of it; the caller holds core.mu.
func (c *Core) keepOwner(o *Owner) { c.keptOwners[o] = struct{}{} }

// disown ends that, if there is no reason left; the caller holds core.mu.
func (c *Core) releaseOwner(o *Owner) {
	if o.name != "" && len(o.listeners) == 0 && o.Ext.Load() == nil {
		delete(c.keptOwners, o)
	}
}

// Extend keeps something of the public package's beside the owner.
func (b *Bus) Extend(ext any) {
	b.owner.Ext.Store(ext)
	b.core.mu.Lock()
	defer b.core.mu.Unlock()
	b.core.keepOwner(b.owner)
}

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

// An OwnerFigure is an owner as introspection shows it.
type OwnerFigure struct {
	Name      string
	Listeners int
	Closed    bool
}

// Owners returns all owners by name.
func (c *Core) Owners() (all []OwnerFigure) {
	c.mu.Lock()
	defer c.mu.Unlock()
	for _, pointer := range c.owners {
		if o := pointer.Value(); o != nil {
			all = append(all, OwnerFigure{o.name, len(o.listeners), o.state.Load() != viewOpen})
		}
	}
	slices.SortFunc(all, func(a, b OwnerFigure) int { return strings.Compare(a.Name, b.Name) })
	return all
}

// Keep gives a declared name a table of its own, so that its emits are counted
// though nobody hears them.
func (c *Core) Keep(name string) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.exactSlot(name).kept = true
}

// A busyList holds the queues that have something to do, or workers.
type busyList struct {
	mu    sync.Mutex
	first *queue
}

// busyLinks are a queue's place in it.
type busyLinks struct {
	isListed       bool
	previous, next *queue
}

func (b *busyList) add(q *queue) {
	if q.isListed {
		return // written under the queue's lock, which the caller holds
	}
	b.mu.Lock()
	defer b.mu.Unlock()
	q.isListed, q.previous, q.next = true, nil, b.first
	if b.first != nil {
		b.first.previous = q
	}
	b.first = q
	q.core.watch.armTimer(q.core)
}

func (b *busyList) remove(q *queue) {
	if !q.isListed {
		return
	}
	b.mu.Lock()
	defer b.mu.Unlock()
	if q.previous == nil {
		b.first = q.next
	} else {
		q.previous.next = q.next
	}
	if q.next != nil {
		q.next.previous = q.previous
	}
	q.busyLinks = busyLinks{}
}

func (b *busyList) all() (all []*queue) {
	b.mu.Lock()
	defer b.mu.Unlock()
	for q := b.first; q != nil; q = q.next {
		all = append(all, q)
	}
	return all
}

func (b *busyList) empty() bool {
	b.mu.Lock()
	defer b.mu.Unlock()
	return b.first == nil
}

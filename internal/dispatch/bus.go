package dispatch

import (
	"runtime/debug"
	"slices"
	"strings"
	"sync"
	"sync/atomic"
)

// A Bus is an owner's view of a core.
type Bus struct {
	core  *Core
	owner *Owner
}

// A Core is what all views of one bus share.
type Core struct {
	Ext    any // what the public package keeps beside
	hooks  Hooks
	limits Limits

	names    index
	spaces   index
	any      slot
	numbered atomic.Pointer[numbering] // tables by Name.id

	over atomic.Int64 // events beyond the bounds of their queues

	mu       sync.Mutex // guards what follows, and changes to all tables; never held over user code
	seq      uint64
	waiters  int // who waits for rounds and calls to end
	owners   map[string]*Owner
	standing []*table               // in use
	leaving  map[*table]struct{}    // retired, with a round inside
	ending   map[*Listener]struct{} // off, and their queues still at work
	watch    watch

	watched   atomic.Int32 // waiters, for those who do not hold the lock
	observers int          // guarded by mu
	observed  atomic.Bool  // whether there are any
}

// An Owner is a plugin as the bus sees it.
type Owner struct {
	core      *Core
	name      string
	closed    atomic.Bool
	closing   chan struct{} // made by the first Close, closed with its result
	result    error
	listeners []*Listener
	Ext       atomic.Value // what the public package keeps beside
}

// New returns the root view of a new bus.
func New() *Bus {
	c := &Core{
		limits: DefaultLimits,
		owners: map[string]*Owner{}, leaving: map[*table]struct{}{}, ending: map[*Listener]struct{}{},
	}
	c.any.scope = Any
	c.numbered.Store(new(numbering))
	return (&Bus{core: c}).As("")
}

// Core returns what the views share.
func (b *Bus) Core() *Core { return b.core }

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
	o := c.owners[owner]
	if o == nil {
		o = &Owner{core: c, name: owner}
		if root := c.owners[""]; root != nil && root.closed.Load() {
			o.closed.Store(true)
		}
		c.owners[owner] = o
	}
	return &Bus{c, o}
}

// Closed reports whether the whole bus has been closed, to the end.
func (c *Core) Closed() bool {
	c.mu.Lock()
	closing := c.owners[""].closing
	c.mu.Unlock()
	if closing == nil {
		return false
	}
	select {
	case <-closing:
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
	for _, o := range c.owners {
		all = append(all, OwnerFigure{o.name, len(o.listeners), o.closed.Load()})
	}
	slices.SortFunc(all, func(a, b OwnerFigure) int { return strings.Compare(a.Name, b.Name) })
	return all
}

// Keep gives a declared name a table of its own, so that its emits are counted
// though nobody hears them.
func (c *Core) Keep(name string) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.exact(name).kept = true
}

// caught makes an error of what recover returned: nothing means Goexit.
func (c *Core) caught(v any) error {
	if v == nil {
		return ErrGoexit
	}
	return c.hooks.Panicked(v, debug.Stack())
}

package dispatch

import (
	"context"
	"runtime/debug"
	"slices"
	"sync"
	"sync/atomic"
	"unsafe"
)

// A Bus is an owner's view of a core.
type Bus struct {
	core  *Core
	owner *Owner
}

// A Core is what all views of one bus share.
type Core struct {
	Ext   any // what the public package keeps beside
	hooks Hooks

	names      sync.Map // name → *slot
	spaces     sync.Map // prefix → *slot
	spaceCount atomic.Int32
	any        slot
	numbered   atomic.Pointer[[]*slot] // by Name.id; replaced, never changed

	offs    atomic.Uint64 // how often something was taken off: rounds look
	watched atomic.Int32  // how many wait for rounds and calls to end
	over    atomic.Int64  // events beyond the bounds of their queues

	mu      sync.Mutex // guards what follows, and changes to all tables; never held over user code
	seq     uint64
	owners  map[string]*Owner
	cached  map[*slot]struct{}     // slots with a table
	leaving map[*table]struct{}    // retired tables with a round inside
	ending  map[*Listener]struct{} // off, and their queues still at work
}

// An Owner is a plugin as the bus sees it.
type Owner struct {
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
		owners: map[string]*Owner{}, cached: map[*slot]struct{}{}, leaving: map[*table]struct{}{},
		ending: map[*Listener]struct{}{},
	}
	c.numbered.Store(new([]*slot))
	return (&Bus{core: c}).As("")
}

// Core returns what the views share.
func (b *Bus) Core() *Core { return b.core }

// Owner returns whose view b is.
func (b *Bus) Owner() *Owner { return b.owner }

// Name returns the owner's name, empty for the root view.
func (o *Owner) Name() string { return o.name }

// Install sets the hooks, before the first use.
func (c *Core) Install(h Hooks) { c.hooks = h }

// As returns the view of an owner.
func (b *Bus) As(owner string) *Bus {
	c := b.core
	c.mu.Lock()
	defer c.mu.Unlock()
	o := c.owners[owner]
	if o == nil {
		o = &Owner{name: owner}
		if root := c.owners[""]; root != nil && root.closed.Load() {
			o.closed.Store(true)
		}
		c.owners[owner] = o
	}
	return &Bus{c, o}
}

// Keep gives a declared name a table of its own, so that its emits are counted
// though nobody hears them.
func (c *Core) Keep(name string) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.keep(name)
}

// off takes l out of all tables. It reports whether l was in. A round that
// began earlier sees the count of Offs change, and then the flag.
func (c *Core) off(l *Listener) bool {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.offLocked(l)
}

func (c *Core) offLocked(l *Listener) bool {
	if l.off.Swap(true) {
		return false
	}
	c.unlink(l)
	c.ends(l)
	o := l.bus.owner
	last := len(o.listeners) - 1
	o.listeners[l.owned] = o.listeners[last]
	o.listeners[l.owned].owned = l.owned
	o.listeners[last] = nil
	o.listeners = o.listeners[:last]
	c.offs.Add(1)
	return true
}

// ends keeps a listener that is off in mind for as long as its queue works:
// Drain and Close wait for that too. The caller holds core.mu.
func (c *Core) ends(l *Listener) {
	if l.q == nil {
		return
	}
	if pending, running, _ := l.q.figures(); pending+running > 0 {
		c.ending[l] = struct{}{}
	} else {
		delete(c.ending, l)
	}
}

// rested is called where the queue of l may have come to rest.
func (l *Listener) rested() {
	c := l.bus.core
	if l.off.Load() {
		c.mu.Lock()
		c.ends(l)
		c.mu.Unlock()
	}
	c.wake()
}

// spent takes a once-listener off that has fired. Its queue stays: the event
// is in it.
func (l *Listener) spent() {
	l.bus.core.off(l)
	l.unwatch()
}

// once says what became of the one event of an asynchronous once-listener.
func (l *Listener) once(err error) {
	if err != nil {
		l.release()
		return
	}
	l.rested()
}

func (l *Listener) unwatch() {
	if l.stop != nil {
		l.stop()
	}
}

// release ends what a listener that is off still holds. It returns how many
// events were lost with its queue.
func (l *Listener) release() (lost int) {
	l.unwatch()
	if l.q != nil {
		lost = l.q.discard()
	}
	l.rested()
	return lost
}

// Off takes l off. It reports whether it was on.
func (l *Listener) Off() bool {
	if !l.bus.core.off(l) {
		return false
	}
	l.release()
	return true
}

// OffWait takes l off and waits until nothing of it runs.
func (l *Listener) OffWait(ctx context.Context) error {
	l.Off()
	c := l.bus.core
	return c.until(ctx, func() bool { return (l.q == nil || l.q.idle()) && c.roundsOver(l) })
}

// roundsOver reports whether no round that may call l is inside.
func (c *Core) roundsOver(l *Listener) bool {
	c.mu.Lock()
	defer c.mu.Unlock()
	for t := range c.leaving {
		if !c.idle(t) && slices.ContainsFunc(t.entries, func(e entry) bool { return e.l == l }) {
			return false
		}
	}
	return true
}

// OffAll takes an owner's listeners off in one step.
func (b *Bus) OffAll() int {
	n, _ := b.offAll()
	return n
}

func (b *Bus) offAll() (n, lost int) {
	c := b.core
	c.mu.Lock()
	gone := slices.Clone(b.owner.listeners)
	for _, l := range gone {
		c.offLocked(l)
	}
	c.mu.Unlock()
	for _, l := range gone {
		lost += l.release()
	}
	c.wake()
	return len(gone), lost
}

// caught makes an error of what recover returned: nothing means Goexit.
func (c *Core) caught(v any) error {
	if v == nil {
		return ErrGoexit
	}
	return c.hooks.Panicked(v, debug.Stack())
}

func addrOf[T any](p *T) uintptr { return uintptr(unsafe.Pointer(p)) }

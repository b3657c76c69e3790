package dispatch

import (
	"maps"
	"runtime"
	"slices"
	"strings"
	"sync/atomic"
	"weak"
)

// A bus knows its owners by name, through weak pointers: a program may ask for a
// view for each request, and the owners of those must not stay. One that has
// listeners, has an Ext or was made lately is kept by a strong pointer as well.

// recentOwnerCount is how many of the newest owners stay, though no view refers
// to them and they have left nothing behind. A program has fewer plugins, and it
// may have many more requests with a view each.
const recentOwnerCount = 256

// An Owner is a plugin as the bus sees it. It is forgotten when no view refers to
// it any more, unless it has listeners or an extension, or is one of the newest.
// A closed owner leaves the bus when Close returns: its views stay closed, and the
// next As makes another owner of that name.
//
// state and windingDownTo are written under core.mu and read without it by every
// emit and table. The goroutine of the first Close writes closeResult before it
// closes closeDone. closeDone, hasLeft and listeners are guarded by core.mu, under
// which extension is written.
type Owner struct {
	core          *Core
	name          string
	state         atomic.Uint32 // viewOpen, viewClosing or viewClosed; never goes back
	windingDownTo atomic.Uint64 // listeners numbered up to this hear only what listeners emit; 0: none
	closeDone     chan struct{} // made by the first Close
	closeResult   error
	listeners     []*Listener // that are on, in no order
	hasLeft       bool
	extension     atomic.Pointer[any] // see Extend
}

// Owner returns whose view b is.
func (b *Bus) Owner() *Owner { return b.owner }

// Name returns the owner's name, empty for the root view.
func (o *Owner) Name() string { return o.name }

// As returns the view of an owner. Two views of one name are of one owner, as
// long as the owner is not forgotten and has not left.
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
	runtime.AddCleanup(o, forgetOwner, ownerName{weak.Make(c), owner}) // it must not keep c alive
	return &Bus{c, o}
}

// An ownerName is an owner for its cleanup, which must refer neither to the owner
// nor strongly to its core.
type ownerName struct {
	core weak.Pointer[Core]
	name string
}

// forgetOwner runs after the garbage collector has taken an owner.
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
	if c.mostOwners > recentOwnerCount && 4*len(c.owners) < c.mostOwners { // a map does not shrink by itself
		left := make(map[string]weak.Pointer[Owner], len(c.owners))
		maps.Copy(left, c.owners)
		c.owners, c.mostOwners = left, len(left)
	}
}

// keepOwner keeps an owner even if no view refers to it, unless it has left. The
// caller holds core.mu.
func (c *Core) keepOwner(o *Owner) {
	if !o.hasLeft {
		c.keptOwners[o] = struct{}{}
	}
}

// releaseOwner ends keepOwner, unless the owner still has a reason to stay: it is
// the root view, or has listeners or an extension. The caller holds core.mu.
func (c *Core) releaseOwner(o *Owner) {
	if o.name != "" && len(o.listeners) == 0 && o.extension.Load() == nil {
		delete(c.keptOwners, o)
	}
}

// removeOwner removes a closed owner from the bus, so that nothing of it is left.
func (c *Core) removeOwner(o *Owner) {
	c.mu.Lock()
	defer c.mu.Unlock()
	o.hasLeft = true
	if c.owners[o.name].Value() == o {
		delete(c.owners, o.name)
	}
	delete(c.keptOwners, o)
	if i := slices.Index(c.recentOwners[:], o); i >= 0 {
		c.recentOwners[i] = nil
	}
}

// Extend keeps a value of the public package with the owner. Nil removes it, and
// with it the reason to keep the owner.
func (b *Bus) Extend(ext any) {
	b.core.mu.Lock()
	defer b.core.mu.Unlock()
	if ext == nil {
		b.owner.extension.Store(nil)
		b.core.releaseOwner(b.owner)
		return
	}
	b.owner.extension.Store(&ext)
	b.core.keepOwner(b.owner)
}

// Extension returns the value of Extend, or nil.
func (o *Owner) Extension() any {
	if ext := o.extension.Load(); ext != nil {
		return *ext
	}
	return nil
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

// States of an owner: which emits its views accept.
const (
	viewOpen    = iota // all
	viewClosing        // only what listeners of the bus emit
	viewClosed         // none
)

// setState sets the state of the view; of the root view, that of all. The caller
// holds core.mu.
func (b *Bus) setState(state uint32) {
	if b.owner.name != "" {
		b.owner.state.Store(max(state, b.owner.state.Load()))
		return
	}
	for _, pointer := range b.core.owners {
		if o := pointer.Value(); o != nil {
			o.state.Store(max(state, o.state.Load()))
		}
	}
}

// setClosed closes the view also for emits of listeners.
func (b *Bus) setClosed() {
	c := b.core
	c.mu.Lock()
	defer c.mu.Unlock()
	if b.owner.state.Load() == viewClosing {
		b.setState(viewClosed)
	}
}

package benchmarks

import (
	"context"
	"slices"
	"sync"
	"sync/atomic"
)

// directPeer is the limit: a loop over a slice of functions behind an atomic
// pointer, written by hand.
var directPeer = Peer{
	Name:  "direct",
	Sync:  func() Bus { return newDirect() },
	Facts: Facts{Nested: true, Typed: true, RaceClean: true, Note: "no library: a loop over a slice of functions, no names"},
}

type listener func(context.Context, Payload) error

type direct struct {
	fns atomic.Pointer[[]listener]
	mu  sync.Mutex
	ids []int // of the functions, in their order
	id  int
}

func newDirect() *direct {
	d := &direct{}
	d.fns.Store(new([]listener))
	return d
}

// emit is not inlined, as an emit of a library is not.
//
//go:noinline
func (d *direct) emit(ctx context.Context, p Payload) {
	for _, f := range *d.fns.Load() {
		_ = f(ctx, p)
	}
}

func (d *direct) add(f listener) (id int) {
	d.mu.Lock()
	defer d.mu.Unlock()
	d.id++
	d.ids = append(d.ids, d.id)
	fns := append(slices.Clone(*d.fns.Load()), f)
	d.fns.Store(&fns)
	return d.id
}

func (d *direct) remove(id int) {
	d.mu.Lock()
	defer d.mu.Unlock()
	i := slices.Index(d.ids, id)
	if i < 0 {
		return
	}
	d.ids = slices.Delete(d.ids, i, i+1)
	fns := slices.Delete(slices.Clone(*d.fns.Load()), i, i+1)
	d.fns.Store(&fns)
}

func counting(c *Counter) listener {
	return func(_ context.Context, p Payload) error { c.Hit(p.Emitter); return nil }
}

func (d *direct) On(c *Counter) func() {
	id := d.add(counting(c))
	return func() { d.remove(id) }
}

func (d *direct) OnOff(c *Counter) { d.remove(d.add(counting(c))) }

func (d *direct) Handle(h func(Payload)) {
	d.add(func(_ context.Context, p Payload) error { h(p); return nil })
}

func (d *direct) Emit(n int, p Payload) {
	for range n {
		d.emit(ctx, p)
	}
}

func (d *direct) Close() {}

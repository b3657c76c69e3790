package benchmarks

import (
	"context"
	"sync"
)

// directMapPeer is direct with names: a map under a lock leads to the slice.
var directMapPeer = Peer{
	Name:  "direct-map",
	Sync:  func() Bus { return &directMap{names: map[string]*direct{}} },
	Facts: Facts{Nested: true, Typed: true, RaceClean: true, Note: "no library: direct behind a map of names"},
}

type directMap struct {
	mu    sync.RWMutex
	names map[string]*direct
}

func (d *directMap) emit(ctx context.Context, name string, p Payload) {
	d.mu.RLock()
	fns := d.names[name]
	d.mu.RUnlock()
	if fns != nil {
		fns.emit(ctx, p)
	}
}

func (d *directMap) named(name string) *direct {
	d.mu.Lock()
	defer d.mu.Unlock()
	fns := d.names[name]
	if fns == nil {
		fns = newDirect()
		d.names[name] = fns
	}
	return fns
}

func (d *directMap) On(c *Counter) func() { return d.named(name).On(c) }

func (d *directMap) OnOff(c *Counter) { d.named(name).OnOff(c) }

func (d *directMap) Handle(h func(Payload)) { d.named(name).Handle(h) }

func (d *directMap) Emit(n int, p Payload) {
	for range n {
		d.emit(ctx, name, p)
	}
}

func (d *directMap) Close() {}

func (d *directMap) Others(names []string) {
	idle := func(context.Context, Payload) error { return nil }
	for _, n := range names {
		d.named(n).add(idle)
	}
}

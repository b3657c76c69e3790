package benchmarks

import (
	"slices"
	"sync"
	"sync/atomic"
)

// directChanPeer is a buffered channel and a goroutine a listener, by hand.
var directChanPeer = Peer{
	Name:  "direct-chan",
	Async: func() Bus { return newDirectChan() },
	Facts: Facts{Typed: true, RaceClean: true, Nested: true, Note: "no library: a goroutine and a channel of 1,024 a listener"},
}

const buffer = 1024 // where a library lets one choose

type directChan struct {
	mu   sync.Mutex
	outs atomic.Pointer[[]chan Payload]
	rest []*directChan // other names
}

func newDirectChan() *directChan {
	d := &directChan{}
	d.outs.Store(new([]chan Payload))
	return d
}

func (d *directChan) add(h func(Payload)) chan Payload {
	out := make(chan Payload, buffer)
	go func() {
		for p := range out {
			if p.Emitter == last.Emitter {
				return
			}
			h(p)
		}
	}()
	d.mu.Lock()
	defer d.mu.Unlock()
	outs := append(slices.Clone(*d.outs.Load()), out)
	d.outs.Store(&outs)
	return out
}

// last ends a listener's goroutine. No emit has it.
var last = Payload{Emitter: -1}

// remove leaves the channel open, since an emit may be sending.
func (d *directChan) remove(out chan Payload) {
	d.mu.Lock()
	defer d.mu.Unlock()
	outs := slices.DeleteFunc(slices.Clone(*d.outs.Load()), func(o chan Payload) bool { return o == out })
	d.outs.Store(&outs)
	out <- last
}

func (d *directChan) On(c *Counter) func() {
	out := d.add(func(p Payload) { c.HitAsync(p.UserID) })
	return func() { d.remove(out) }
}

func (d *directChan) OnOff(c *Counter) {
	out := d.add(func(p Payload) { c.HitAsync(p.UserID) })
	d.remove(out)
}

func (d *directChan) Handle(h func(Payload)) { d.add(h) }

func (d *directChan) Emit(n int, p Payload) {
	for range n {
		for _, out := range *d.outs.Load() {
			out <- p
		}
	}
}

func (d *directChan) Close() {
	for _, out := range *d.outs.Load() {
		close(out)
	}
	for _, other := range d.rest {
		other.Close()
	}
}

func (d *directChan) Others(names []string) {
	for range names {
		other := newDirectChan()
		other.Handle(func(Payload) {})
		d.rest = append(d.rest, other)
	}
}

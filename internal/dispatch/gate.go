package dispatch

import (
	"sync/atomic"
	"unsafe"
)

// stripes is how many cells a contended gate has. Eight cells of 128 bytes
// keep two to eight cores apart; more would only cost memory.
const stripes = 8

// A pair counts the rounds that went in and came out.
type pair struct{ in, out atomic.Uint64 }

// undo takes back an entry that came to nothing.
func (p *pair) undo() { p.in.Add(^uint64(0)) }

// A cell is a pair alone on its cache lines: two cells that two cores write
// must not share one, nor the line that is fetched with it.
type cell struct {
	pair
	_ [112]byte
}

// wideCells are the cells of a gate that two cores met at.
type wideCells [stripes]cell

// enter picks a cell by the address of a local: goroutine stacks lie at least
// 2 KiB apart, so running goroutines seldom share one, and the runtime need
// not be asked for the core's number.
func (w *wideCells) enter() *pair {
	var here byte
	h := uint64(uintptr(unsafe.Pointer(&here))>>11) * 0x9E3779B97F4A7C15
	c := &w[h>>61]
	c.in.Add(1)
	return &c.pair
}

// A gate counts the rounds over one table. It starts with one pair, so that an
// idle name stays small, and widens the first time two cores meet.
type gate struct {
	one  pair
	wide atomic.Pointer[wideCells]
}

// enter counts a round in and returns the pair that takes it out again.
func (g *gate) enter() *pair {
	if w := g.wide.Load(); w != nil {
		return w.enter()
	}
	n := g.one.in.Load()
	if g.one.in.CompareAndSwap(n, n+1) {
		return &g.one
	}
	return g.widen()
}

// widen runs at most a few times in a gate's life: a failed swap means that
// another core was writing the same counter.
//
//go:noinline
func (g *gate) widen() *pair {
	g.wide.CompareAndSwap(nil, new(wideCells))
	return g.wide.Load().enter()
}

// counts returns how many rounds have come out and how many are inside. The
// outs are read first: what is counted as inside may be too high, never too
// low, so zero means that there was a moment with nobody inside.
func (g *gate) counts() (out, inside uint64) {
	out = g.one.out.Load()
	if w := g.wide.Load(); w != nil {
		for i := range w {
			out += w[i].out.Load()
		}
	}
	in := g.one.in.Load()
	if w := g.wide.Load(); w != nil {
		for i := range w {
			in += w[i].in.Load()
		}
	}
	return out, in - out
}

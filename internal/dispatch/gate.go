package dispatch

import (
	"sync/atomic"
	"unsafe"
)

// stripes is how many cells a contended gate has. Eight cells of 128 bytes
// keep two to eight cores apart; more would only cost memory.
const stripes = 8

// A cell counts the rounds that went in and came out. The padding keeps two
// cells, written by two cores, off one pair of cache lines.
type cell struct {
	in, out atomic.Uint64
	_       [112]byte
}

// A gate counts the rounds over one table. It starts with one cell, so that an
// idle name stays small, and widens to stripes the first time two cores meet.
type gate struct {
	in, out atomic.Uint64
	wide    atomic.Pointer[wideCells]
}

// enter counts a round in and says which counter takes it out again.
func (g *gate) enter() *atomic.Uint64 {
	if w := g.wide.Load(); w != nil {
		return w.enter()
	}
	n := g.in.Load()
	if g.in.CompareAndSwap(n, n+1) {
		return &g.out
	}
	return g.widen()
}

// widen runs at most a few times in a gate's life: a failed swap means that
// another core was writing the same counter.
//
//go:noinline
func (g *gate) widen() *atomic.Uint64 {
	g.wide.CompareAndSwap(nil, new(wideCells))
	return g.wide.Load().enter()
}

// wideCells are the cells of a contended gate.
type wideCells [stripes]cell

func (w *wideCells) enter() *atomic.Uint64 {
	var here byte
	// Goroutine stacks lie at least 2 KiB apart: the address of a local picks
	// a cell that other running goroutines seldom share, without asking the
	// runtime for the core's number.
	h := uint64(uintptr(unsafe.Pointer(&here))>>11) * 0x9E3779B97F4A7C15
	c := &w[h>>61]
	c.in.Add(1)
	return &c.out
}

// counts returns how many rounds have come out and how many are inside. The
// outs are read first: what is counted as inside may be too high, never too
// low, so zero means that there was a moment with nobody inside.
func (g *gate) counts() (out, inside uint64) {
	w := g.wide.Load()
	out = g.out.Load()
	if w != nil {
		for i := range w {
			out += w[i].out.Load()
		}
	}
	in := g.in.Load()
	if w = g.wide.Load(); w != nil {
		for i := range w {
			in += w[i].in.Load()
		}
	}
	return out, in - out
}

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

// pairs are one counter for each phase. The watch for slow calls turns the
// phase; rounds that are left in the old one began before that.
type pairs [2]pair

// A cell is alone on its cache lines: two cells that two cores write must not
// share one, nor the line that is fetched with it.
type cell struct {
	pairs
	_ [96]byte
}

// wideCells are the cells of a gate that two cores met at.
type wideCells [stripes]cell

// mine picks a cell by the address of a local: goroutine stacks lie at least
// 2 KiB apart, so running goroutines seldom share one, and the runtime need
// not be asked for the core's number.
func (w *wideCells) mine() *cell {
	var here byte
	h := uint64(uintptr(unsafe.Pointer(&here))>>11) * 0x9E3779B97F4A7C15
	return &w[h>>61]
}

// A gate counts the rounds over one table: two additions a round, 4 ns. It
// starts with one cell, so that an idle name stays small, and widens the first
// time two cores meet.
type gate struct {
	// limit is how many rounds may be in a cell before the next one looks
	// closer (guard.go). Below zero everybody does, coming and going: the
	// table is out of use, or somebody waits for its rounds.
	limit atomic.Int64
	phase atomic.Uint32
	one   pairs
	wide  atomic.Pointer[wideCells]
}

// enter counts a round in. It returns the pair that takes it out again, and
// how many rounds are in that pair now.
func (g *gate) enter() (p *pair, inside int64) {
	phase := g.phase.Load() & 1
	w := g.wide.Load()
	if w == nil {
		p = &g.one[phase]
		n := p.in.Load()
		if p.in.CompareAndSwap(n, n+1) {
			return p, int64(n + 1 - p.out.Load())
		}
		w = g.widen()
	}
	p = &w.mine().pairs[phase]
	return p, int64(p.in.Add(1) - p.out.Load())
}

// widen runs at most a few times in a gate's life: a failed swap means that
// another core was writing the same counter.
//
//go:noinline
func (g *gate) widen() *wideCells {
	g.wide.CompareAndSwap(nil, new(wideCells))
	return g.wide.Load()
}

// leave counts a round out. It reports whether that must be seen to: somebody
// waits, the table is out of use, or it is time to settle the limit.
func (g *gate) leave(p *pair) bool { return p.out.Add(1)%4096 == 0 || g.limit.Load() < 0 }

// counts returns how many rounds have come out and how many are inside. The
// outs are read first: what is counted as inside may be too high, never too
// low, so zero means that there was a moment with nobody inside.
func (g *gate) counts() (out, inside uint64) {
	var in uint64
	for p := range g.each {
		out += p.out.Load()
	}
	for p := range g.each {
		in += p.in.Load()
	}
	return out, in - out
}

// older returns how many rounds of the phase before are still inside.
func (g *gate) older() (inside uint64) {
	var in, out uint64
	phase := 1 - g.phase.Load()&1
	for p := range g.ofPhase(phase) {
		out += p.out.Load()
	}
	for p := range g.ofPhase(phase) {
		in += p.in.Load()
	}
	return in - out
}

func (g *gate) each(yield func(*pair) bool) {
	for phase := range uint32(2) {
		for p := range g.ofPhase(phase) {
			if !yield(p) {
				return
			}
		}
	}
}

func (g *gate) ofPhase(phase uint32) func(yield func(*pair) bool) {
	return func(yield func(*pair) bool) {
		if !yield(&g.one[phase]) {
			return
		}
		if w := g.wide.Load(); w != nil {
			for i := range w {
				if !yield(&w[i].pairs[phase]) {
					return
				}
			}
		}
	}
}

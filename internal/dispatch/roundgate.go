package dispatch

import (
	"sync/atomic"
	"unsafe"
)

// Limits of a cell.
const (
	limitRetired = -1 // the table is out of use: a round takes another, or sees to it on its way out
	limitLook    = 0  // every round looks at its stack: the table is new, asleep, or somebody drains

	// limitCalm rounds may be inside before one looks. A circle of up to 16
	// names has as many rounds in one of its tables when it is 64 deep.
	limitCalm = 4
	// limitWide is limitCalm for one of several cells: there a goroutine that
	// meets nobody is alone in its cell.
	limitWide = 1
)

// A roundCell counts rounds over one table: in is added to by a round when it
// begins, out when it ends. The one with limit compared is (in − out). All
// three stand on one cache line, which a round has to itself in a wide gate.
type roundCell struct {
	in, out atomic.Uint64
	limit   atomic.Int64 // written under core.mu
}

// undoEntry takes back an entry that came to nothing.
func (c *roundCell) undoEntry() { c.in.Add(^uint64(0)) }

// wideCells are the cells of a gate at which two cores have met. Two cells that
// two cores write must not share a cache line, nor the line that is fetched
// with it.
type wideCells [8]struct {
	roundCell
	_ [104]byte
}

// cellHere picks a cell by the address of a local variable: goroutine stacks lie at
// least 2 KiB apart, so goroutines that run at once seldom share one, and the
// runtime need not be asked for the core's number.
func (w *wideCells) cellHere() *roundCell {
	var here byte
	h := uint64(uintptr(unsafe.Pointer(&here))>>11) * 0x9E3779B97F4A7C15
	return &w[h>>61].roundCell
}

// A roundGate counts the rounds over one table: two atomic additions a round, 4 ns.
// It starts with one cell, so that an idle name stays small, and gets more the
// first time two cores meet.
type roundGate struct {
	narrow roundCell
	wide   atomic.Pointer[wideCells]
}

// countIn counts a round in. It returns the cell that takes it out again, and how
// many rounds are in that cell.
func (g *roundGate) countIn() (*roundCell, int64) {
	at := &g.narrow
	if w := g.wide.Load(); w != nil {
		at = w.cellHere()
	}
	inside := at.in.Add(1) - at.out.Load()
	return at, int64(inside)
}

// widen gives the gate more cells; the caller holds core.mu.
func (g *roundGate) widen() {
	if g.wide.Load() != nil {
		return
	}
	w := new(wideCells)
	for i := range w {
		w[i].limit.Store(wideLimit(g.narrow.limit.Load()))
	}
	g.wide.Store(w)
}

func wideLimit(limit int64) int64 { return min(limit, limitWide) }

// setLimit sets the limit of every cell; the caller holds core.mu.
func (g *roundGate) setLimit(limit int64) {
	g.narrow.limit.Store(limit)
	if w := g.wide.Load(); w != nil {
		for i := range w {
			w[i].limit.Store(wideLimit(limit))
		}
	}
}

// roundCounts returns how many rounds have come out and how many are inside. The
// outs are read first: what is counted as inside may be too high, never too
// low, so zero means that there was a moment with nobody inside.
func (g *roundGate) roundCounts() (out, inside uint64) {
	w := g.wide.Load()
	out = g.narrow.out.Load()
	if w != nil {
		for i := range w {
			out += w[i].out.Load()
		}
	}
	in := g.narrow.in.Load()
	if w = g.wide.Load(); w != nil {
		for i := range w {
			in += w[i].in.Load()
		}
	}
	return out, in - out
}

func (g *roundGate) roundsInside() uint64 {
	_, inside := g.roundCounts()
	return inside
}

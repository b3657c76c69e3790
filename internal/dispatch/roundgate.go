package dispatch

import (
	"sync/atomic"
	"unsafe"
)

// Limits of a cell.
const (
	limitRetired = -1 // the table is retired: a round that enters takes another one, a round that leaves calls roundLeft
	limitLook    = 0  // every round looks at its stack: the table is new or asleep, or a Drain is under way

	// limitCalm rounds may be inside before the next one looks at its stack. A
	// recursion of 64 emits through up to 16 names has at least as many rounds in
	// one of its tables.
	limitCalm = 4
	// limitWide is limitCalm for one of several cells, in which a goroutine is
	// mostly alone.
	limitWide = 1
)

// A roundCell counts rounds over one table. A round adds to in when it begins and
// to out when it ends, so (in − out) rounds are inside; a round that finds more
// than limit of them takes the slow way (checkStack). All three are on one cache
// line, which a round has to itself in a wide gate. limit is written under core.mu.
type roundCell struct {
	in, out atomic.Uint64
	limit   atomic.Int64
}

// undoEntry takes back a round that did not start.
func (c *roundCell) undoEntry() { c.in.Add(^uint64(0)) }

// wideCells are the cells of a gate in which two cores have met. Cells that two
// cores write must not share a cache line, nor the pair of lines that a processor
// fetches together.
type wideCells [8]struct {
	roundCell
	_ [104]byte
}

// cellHere picks a cell by the address of a local variable. Goroutine stacks are
// at least 2 KiB apart, so goroutines that run at once rarely share a cell, and
// the runtime need not be asked for the number of the core.
func (w *wideCells) cellHere() *roundCell {
	var here byte
	h := uint64(uintptr(unsafe.Pointer(&here))>>11) * 0x9E3779B97F4A7C15
	return &w[h>>61].roundCell
}

// A roundGate counts the rounds over one table, at the price of two atomic
// additions a round, 4 ns. It has one cell at first, so that an idle name stays
// small. The first time that two cores meet in it, it becomes wide, and stays so;
// the narrow cell is no longer entered then, but still counts.
type roundGate struct {
	narrow roundCell
	wide   atomic.Pointer[wideCells] // written under core.mu
}

// countIn counts a round in. It returns the cell in which the round must be
// counted out, and how many rounds are in that cell.
func (g *roundGate) countIn() (*roundCell, int64) {
	at := &g.narrow
	if w := g.wide.Load(); w != nil {
		at = w.cellHere()
	}
	inside := at.in.Add(1) - at.out.Load()
	return at, int64(inside)
}

// widen gives the gate more cells. The caller holds core.mu.
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

// wideLimit is the limit of one cell of a wide gate.
func wideLimit(limit int64) int64 { return min(limit, limitWide) }

// setLimit sets the limit of every cell. The caller holds core.mu.
func (g *roundGate) setLimit(limit int64) {
	g.narrow.limit.Store(limit)
	if w := g.wide.Load(); w != nil {
		for i := range w {
			w[i].limit.Store(wideLimit(limit))
		}
	}
}

// roundCounts returns how many rounds have come out and how many are inside. It
// reads the outs first: so the number inside may be too high and never too low,
// and zero means that there was a moment without rounds inside.
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

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
	alarm atomic.Int64 // as gate.alarm, for this cell
	_     [88]byte
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
	// limit is how many rounds may be inside before the next one looks closer
	// (guard.go). At zero every round does, below zero also on its way out: the
	// table is out of use, or somebody waits for its rounds.
	limit atomic.Int64
	alarm int64 // the limit while nothing else is the matter; guarded by core.mu
	phase atomic.Uint32
	one   pairs
	wide  atomic.Pointer[wideCells]
}

// enter counts a round in. It returns the pair that takes it out again, how
// many rounds are in that pair now, and whether that must be looked at.
func (g *gate) enter() (p *pair, inside int64, high bool) {
	phase := g.phase.Load() & 1
	w := g.wide.Load()
	if w == nil {
		p = &g.one[phase]
		n := p.in.Load()
		if p.in.CompareAndSwap(n, n+1) {
			inside = int64(n + 1 - p.out.Load())
			return p, inside, inside > g.limit.Load()
		}
		w = g.widen()
	}
	c := w.mine()
	p = &c.pairs[phase]
	inside = int64(p.in.Add(1) - p.out.Load())
	return p, inside, inside > c.alarm.Load() || g.limit.Load() <= 0
}

// widen runs at most a few times in a gate's life: a failed swap means that
// another core was writing the same counter.
//
//go:noinline
func (g *gate) widen() *wideCells {
	w := new(wideCells)
	for i := range w {
		w[i].alarm.Store(1) // whoever comes second looks, and sets it
	}
	g.wide.CompareAndSwap(nil, w)
	return g.wide.Load()
}

// cellOf returns the cell of a pair, or nil where that is the gate's own.
func (g *gate) cellOf(p *pair) *cell {
	if w := g.wide.Load(); w != nil {
		for i := range w {
			if p == &w[i].pairs[0] || p == &w[i].pairs[1] {
				return &w[i]
			}
		}
	}
	return nil
}

func (g *gate) alarmOf(p *pair) int64 {
	if c := g.cellOf(p); c != nil {
		return c.alarm.Load()
	}
	return g.alarm
}

// raise sets when the next round looks: when it could be as deep as may be,
// if a cycle has up to 16 names. The rounds of one goroutine spread over the
// cells, so there they may take but one more each.
func (g *gate) raise(p *pair, inside int64, left int, nested bool) {
	c := g.cellOf(p)
	switch {
	case c == nil:
		g.alarm = inside - 1 + int64(max(1, left/16))
	case nested:
		c.alarm.Store(inside)
	default:
		c.alarm.Store(inside + calm)
	}
}

// settle sets all limits to what they are in a calm.
func (g *gate) settle(alarm int64) {
	g.alarm = alarm
	if w := g.wide.Load(); w != nil {
		for i := range w {
			w[i].alarm.Store(1)
		}
	}
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

// olderPairs returns the addresses of the pairs of the phase before.
func (g *gate) olderPairs() map[uintptr]bool {
	pairs := map[uintptr]bool{}
	for p := range g.ofPhase(1 - g.phase.Load()&1) {
		pairs[addrOf(p)] = true
	}
	return pairs
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

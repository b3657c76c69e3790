package dispatch

import (
	"runtime"
	"strings"
	"sync"
)

// Recursion shows as rounds that pile up in one table. Each cell of a gate has
// a limit; the round that passes it counts the emits on its own stack, which
// takes some microseconds, and sets the limit so that the next look comes
// before it could be too deep. So a round pays one comparison, whatever its
// context carries, and 500 emitters that wait in a listener have looked some
// hundred times in all, not once each time.
//
// A table that is new has counted nothing yet: its first round looks where
// others are under way, since a recursion may change the listeners as it goes.

// calm is the limit of a cell that has seen nothing. A cycle of up to 16 names
// has as many rounds in one of its tables when it is 64 deep.
const calm = 4

// admit is where a round goes that found its gate's limit passed, or its view
// closed. It returns the table and the pair that it is in then.
//
//go:noinline
func (c *Core) admit(o *Owner, t *table, p *pair, inside int64, name string) (*table, *pair, error) {
	for t.retired() {
		p.undo()
		c.left(t)
		t, _ = c.tableFor(name)
		p, inside, _ = t.gate.enter()
	}
	err := c.look(t, p, inside, name)
	if o.closed.Load() {
		err = ErrClosed
	}
	if err != nil {
		p.undo()
		c.after(t)
	}
	return t, p, err
}

// look sees to what has raised the limit: a new table, one that the watch has
// forgotten, or a pile of rounds, which may be a recursion.
func (c *Core) look(t *table, p *pair, inside int64, name string) error {
	if !c.suspicious(t, p, inside) {
		return nil
	}
	depth, _ := ownDepth()
	if depth >= c.limits.Depth {
		c.settle(t, true)
		return c.hooks.Recursed(name, depth, append(c.ownNames(), name))
	}
	c.mu.Lock()
	defer c.mu.Unlock()
	t.gate.raise(p, inside, c.limits.Depth-depth, depth > 0)
	t.tune()
	return nil
}

// suspicious reports whether a round had better count the emits on its stack.
func (c *Core) suspicious(t *table, p *pair, inside int64) bool {
	c.mu.Lock()
	defer c.mu.Unlock()
	state := t.state.Load()
	if state&asleep != 0 {
		c.awaken(t)
	}
	return inside > t.gate.alarmOf(p) || state&young != 0 && c.crowded(t)
}

// crowded ends the youth of a table. It reports whether other rounds may be
// under way; to look for them among very many tables is dearer than to look at
// the stack.
func (c *Core) crowded(t *table) bool {
	t.clear(young)
	if len(c.standing)+len(c.leaving) > 64 {
		return true
	}
	for other := range c.tables() {
		if _, inside := other.gate.counts(); inside > 0 && other != t {
			return true
		}
	}
	return false
}

// after is where a round goes on its way out that finds the limit below zero,
// or that was one of 4,096.
//
//go:noinline
func (c *Core) after(t *table) {
	c.settle(t, false)
	if t.gate.limit.Load() < 0 {
		c.left(t)
	}
}

func (c *Core) calm() int64 { return int64(max(1, min(calm, c.limits.Depth/16))) }

// settle is called once in 4,096 rounds: a limit that a crowd has raised would
// let a recursion go deeper once the crowd has left.
func (c *Core) settle(t *table, now bool) {
	_, inside := t.gate.counts()
	c.mu.Lock()
	defer c.mu.Unlock()
	if now || int64(inside) < t.gate.alarm/2 {
		t.gate.settle(c.calm())
		t.tune()
	}
}

var pcBuffers = sync.Pool{New: func() any { b := make([]uintptr, 512); return &b }}

// ownDepth counts the rounds on the calling goroutine's stack, and the calls of
// asynchronous listeners.
func ownDepth() (rounds, queued int) {
	buf := pcBuffers.Get().(*[]uintptr)
	defer pcBuffers.Put(buf)
	n := runtime.Callers(2, *buf)
	for n == len(*buf) && n < 1<<20 {
		*buf = make([]uintptr, 4*n)
		n = runtime.Callers(2, *buf)
	}
	for _, pc := range (*buf)[:n] {
		switch placeOf(pc) {
		case inRound:
			rounds++
		case inQueue:
			queued++
		}
	}
	return rounds, queued
}

const (
	elsewhere = iota
	inRound
	inQueue
)

// places remembers what places in the program's code belong to.
var places sync.Map // uintptr → int

func placeOf(pc uintptr) int {
	if place, ok := places.Load(pc); ok {
		return place.(int)
	}
	place := elsewhere
	frames := runtime.CallersFrames([]uintptr{pc})
	for more := true; more && place == elsewhere; {
		var f runtime.Frame
		f, more = frames.Next()
		if queued, ours := frameNames[generic(f.Function)]; queued {
			place = inQueue
		} else if ours {
			place = inRound
		}
	}
	places.Store(pc, place)
	return place
}

// generic cuts what stands between the brackets of an instantiated function.
func generic(function string) string {
	name, _, found := strings.Cut(function, "[")
	if !found {
		return function
	}
	return name + "[...]"
}

// ownNames returns the names of the rounds on the calling goroutine's stack,
// outermost first: those of the about ten innermost that a traceback shows.
func (c *Core) ownNames() []string {
	f := ownFrames()
	c.mu.Lock()
	defer c.mu.Unlock()
	at := map[uintptr]string{}
	for _, t := range c.standing {
		at[t.addr()] = t.serves()
	}
	for t := range c.leaving {
		at[t.addr()] = t.serves()
	}
	var names []string
	for i := f.top - 1; i >= 0; i-- {
		if name, ok := at[f.at[i]]; ok {
			names = append(names, name)
		}
	}
	return names
}

// serves says which events a table is for, or a listener hears.
func (t *table) serves() string    { return t.slot.serves() }
func (l *Listener) serves() string { return l.slot.serves() }

func (s *slot) serves() string {
	switch s.scope {
	case Namespace:
		return s.name + ".*"
	case Any:
		return "*"
	}
	return s.name
}

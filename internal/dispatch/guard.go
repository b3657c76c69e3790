package dispatch

import (
	"runtime"
	"strings"
	"sync"
)

// Recursion shows as rounds that pile up in one table. Each gate has a limit;
// the round that passes it counts the emits on its own stack, which takes some
// microseconds, and sets the limit so that the next look comes before it could
// be too deep. So a round pays one comparison, whatever its context carries,
// and 500 emitters that wait in a listener have looked some hundred times in
// all, not once each time.

// calm is the limit of a gate that has seen nothing. A cycle of up to 16 names
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
		p, inside = t.gate.enter()
	}
	err := c.look(t, inside, name)
	if o.closed.Load() {
		err = ErrClosed
	}
	if err != nil {
		p.undo()
		c.after(t)
	}
	return t, p, err
}

// look sees to what has raised the limit: a table that the watch has forgotten,
// or a pile of rounds, which may be a recursion.
func (c *Core) look(t *table, inside int64, name string) error {
	c.mu.Lock()
	if t.state.Load()&asleep != 0 {
		c.awaken(t)
	}
	high := inside > t.alarm
	c.mu.Unlock()
	if !high {
		return nil
	}
	depth := ownDepth()
	if depth >= c.limits.Depth {
		c.raise(t, c.calm())
		return c.hooks.Recursed(name, depth, append(c.ownNames(), name))
	}
	c.raise(t, inside-1+int64(max(1, (c.limits.Depth-depth)/16)))
	return nil
}

// after is where a round goes on its way out that finds the limit below zero,
// or that was one of 4,096.
//
//go:noinline
func (c *Core) after(t *table) {
	c.settle(t)
	if t.gate.limit.Load() < 0 {
		c.left(t)
	}
}

func (c *Core) calm() int64 { return int64(max(1, min(calm, c.limits.Depth/16))) }

// raise sets when the next round looks.
func (c *Core) raise(t *table, alarm int64) {
	c.mu.Lock()
	defer c.mu.Unlock()
	t.alarm = alarm
	t.tune()
}

// settle is called once in 4,096 rounds: a limit that a crowd has raised would
// let a recursion go deeper once the crowd has left.
func (c *Core) settle(t *table) {
	_, inside := t.gate.counts()
	c.mu.Lock()
	defer c.mu.Unlock()
	if int64(inside) < t.alarm/2 {
		t.alarm = c.calm()
		t.tune()
	}
}

var pcBuffers = sync.Pool{New: func() any { b := make([]uintptr, 512); return &b }}

// ownDepth counts the rounds on the calling goroutine's stack.
func ownDepth() (depth int) {
	buf := pcBuffers.Get().(*[]uintptr)
	defer pcBuffers.Put(buf)
	n := runtime.Callers(2, *buf)
	for n == len(*buf) && n < 1<<20 {
		*buf = make([]uintptr, 4*n)
		n = runtime.Callers(2, *buf)
	}
	for _, pc := range (*buf)[:n] {
		if isRound(pc) {
			depth++
		}
	}
	return depth
}

// rounds remembers which places in the program's code are inside a round.
var roundPlaces sync.Map // uintptr → bool

func isRound(pc uintptr) bool {
	if yes, ok := roundPlaces.Load(pc); ok {
		return yes.(bool)
	}
	yes := false
	frames := runtime.CallersFrames([]uintptr{pc})
	for more := true; more && !yes; {
		var f runtime.Frame
		f, more = frames.Next()
		queued, ours := frameNames[generic(f.Function)]
		yes = ours && !queued
	}
	roundPlaces.Store(pc, yes)
	return yes
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

// serves says which events a table is for.
func (t *table) serves() string {
	switch t.slot.scope {
	case Namespace:
		return t.slot.name + ".*"
	case Any:
		return "*"
	}
	return t.slot.name
}

package dispatch

import (
	"bytes"
	"runtime"
	"slices"
	"strings"
	"sync/atomic"
	"time"
)

// A suspect is a table or queue with calls that last too long.
type slowSuspect struct {
	table   *table
	queue   *queue
	workers []uintptr // of the workers that last; 0: the only one
	event   string
	since   time.Time
}

const (
	// biggest is how much of all goroutines' stacks is read at the most.
	maxDumpSize = 64 << 20
	// many goroutines make a dump expensive: the world stops for some 10 µs for
	// each. If there are more than that, at most one dump a minute is made.
	manyGoroutines = 1000
)

var lastDump atomic.Int64

// blame reports the slow calls of suspects, each once, with the listener that it
// is a call of and with its goroutine's stack.
func (c *Core) reportSlowCalls(suspects []slowSuspect) {
	var all []goroutineTrace
	if mayDump() {
		all = listenerGoroutines()
	}
	for _, s := range suspects {
		for _, call := range s.slowCalls(all) {
			call.Event, call.Since = s.event, s.since
			c.hooks.Slow(call)
		}
		if s.table != nil {
			c.noteCalls(s.table, s.table.knownListenersIn(all))
		}
	}
}

func mayDump() bool {
	if runtime.NumGoroutine() <= manyGoroutines {
		return true
	}
	now, last := time.Now().UnixNano(), lastDump.Load()
	return now-last >= int64(time.Minute) && lastDump.CompareAndSwap(last, now)
}

// calls returns the slow calls of a suspect. Without a dump, that is one whose
// stack is not known.
func (s slowSuspect) slowCalls(all []goroutineTrace) (calls []SlowCall) {
	for _, g := range all {
		switch {
		case s.queue != nil:
			if g.worksFor(s.queue, s.workers) {
				calls = append(calls, SlowCall{Listener: s.queue.l, Stack: g.stack})
			}
		default:
			if l, maybe, in := g.listenerIn(s.table); in {
				calls = append(calls, SlowCall{Listener: l, Candidates: maybe, Stack: g.stack})
			}
		}
	}
	if all == nil {
		call := SlowCall{}
		if s.queue != nil {
			call.Listener = s.queue.l
		} else if call.Candidates = s.table.entries; len(call.Candidates) == 1 {
			call.Listener = call.Candidates[0]
		}
		calls = append(calls, call)
	}
	return calls
}

// noteCalls notes who the rounds over a retired table are in, for introspection.
func (c *Core) noteCalls(t *table, in []*Listener) {
	c.mu.Lock()
	defer c.mu.Unlock()
	t.lasting.calls = map[*Listener]int{}
	for _, l := range in {
		t.lasting.calls[l]++
	}
}

func (t *table) knownListenersIn(all []goroutineTrace) (in []*Listener) {
	for _, g := range all {
		if l, _, ok := g.listenerIn(t); ok && l != nil {
			in = append(in, l)
		}
	}
	return in
}

// callsIn is listenersIn; if one can't be told, all that it may be.
func (t *table) possibleListenersIn(all []goroutineTrace) (in []*Listener) {
	for _, g := range all {
		switch l, maybe, ok := g.listenerIn(t); {
		case !ok:
		case l != nil:
			in = append(in, l)
		default:
			in = append(in, maybe...)
		}
	}
	if in == nil {
		return t.entries
	}
	return in
}

// A goroutine is one in a traceback of all that works for a listener.
type goroutineTrace struct {
	stack  []byte
	lines  [][]byte
	marks  []foundMark // innermost first
	lineOf []int       // the line of each mark; what is called from there stands above
}

// goroutines reads all goroutines' stacks, in one go, and returns those that work
// for a listener.
func listenerGoroutines() (ours []goroutineTrace) {
	frameNames.learnNames()
	size := min(maxDumpSize, 4096*(runtime.NumGoroutine()+16))
	buf := make([]byte, size)
	n := runtime.Stack(buf, true)
	for block := range bytes.SplitSeq(buf[:n], []byte("\n\n")) {
		if g := parseGoroutine(block); len(g.marks) > 0 {
			ours = append(ours, g)
		}
	}
	return ours
}

func parseGoroutine(block []byte) goroutineTrace {
	g := goroutineTrace{stack: block, lines: bytes.Split(block, []byte("\n"))}
	for i, line := range g.lines {
		if m, ok := parseMark(line); ok {
			g.marks, g.lineOf = append(g.marks, m), append(g.lineOf, i)
		}
	}
	return g
}

// worksFor reports whether the goroutine is a worker of q in one of the seats.
func (g goroutineTrace) worksFor(q *queue, seats []uintptr) bool {
	return slices.ContainsFunc(g.marks, func(m foundMark) bool {
		return m.kind == workFrame && m.stackMark[0] == addrOf(q) && (slices.Contains(seats, m.stackMark[1]) || slices.Contains(seats, 0))
	})
}

// callIn returns the listener that a round of the goroutine over t is in, or whose
// call it may be. A round that waits for room in a full queue, or for its turn, is
// in none: the call to blame is the one that it waits for, and has a report of its
// own.
func (g goroutineTrace) listenerIn(t *table) (l *Listener, maybe []*Listener, in bool) {
	i := slices.IndexFunc(g.marks, func(m foundMark) bool { return m.kind == roundFrame && m.stackMark[0] == addrOf(t) })
	if i < 0 || g.waitsForAnother() {
		return nil, nil, false
	}
	for j := i - 1; j >= 0; j-- {
		if m := g.marks[j]; m.kind == callFrame {
			for _, l := range t.entries {
				if addrOf(l) == m.stackMark[0] {
					return l, nil, true
				}
			}
		}
		if g.marks[j].kind == roundFrame {
			break
		}
	}
	maybe = g.listenersByFunction(t, g.lineOf[i])
	if len(maybe) == 1 {
		return maybe[0], nil, true
	}
	return nil, maybe, true
}

func (g goroutineTrace) waitsForAnother() bool {
	return slices.ContainsFunc(g.lines, func(line []byte) bool {
		return slices.ContainsFunc(frameNames.waitFunctions, func(f string) bool { return bytes.HasPrefix(line, []byte(f+"(")) })
	})
}

// byFunction returns the listeners whose function stands next above a line. The
// fast path calls handlers without a mark of their own, so two handlers that one
// function has made are not to be told apart.
func (g goroutineTrace) listenersByFunction(t *table, line int) (maybe []*Listener) {
	for _, text := range slices.Backward(g.lines[:line]) {
		name := string(text)
		if i := strings.LastIndexByte(name, '('); i > 0 {
			name = name[:i]
		}
		for _, l := range t.entries {
			if l.functionName() == name {
				maybe = append(maybe, l)
			}
		}
		if maybe != nil {
			return maybe
		}
	}
	return t.entries
}

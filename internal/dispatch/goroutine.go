package dispatch

import (
	"bytes"
	"runtime"
	"slices"
	"strings"
)

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

package dispatch

import (
	"bytes"
	"runtime"
	"slices"
	"strings"

	"github.com/fastpluggy/eventbus/internal/stackscan"
)

// maxDumpSize is how much of all goroutines' stacks is read at most.
const maxDumpSize = 64 << 20

// A goroutineTrace is the traceback of a goroutine that works for a listener.
type goroutineTrace struct {
	stack  []byte
	lines  [][]byte
	marks  []foundMark // innermost first
	lineOf []int       // the line of each mark; the lines above it are the calls from there
}

// listenerGoroutines reads all goroutines' stacks in one go, and returns those
// that work for a listener.
func listenerGoroutines() (ours []goroutineTrace) {
	frameNames.learn()
	buf := make([]byte, min(maxDumpSize, 4096*(runtime.NumGoroutine()+16)))
	for block := range stackscan.Goroutines(buf[:printStack(buf, true)]) {
		if g := parseGoroutine(block); len(g.marks) > 0 {
			ours = append(ours, g)
		}
	}
	return ours
}

// parseGoroutine reads the marks of one goroutine off its traceback.
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
// Seat 0 is that of a worker that has the queue to itself.
func (g goroutineTrace) worksFor(q *queue, seats []uintptr) bool {
	return slices.ContainsFunc(g.marks, func(m foundMark) bool {
		return m.kind == workFrame && m.mark[0] == addrOf(q) && (slices.Contains(seats, m.mark[1]) || slices.Contains(seats, 0))
	})
}

// listenerIn returns the listener that the goroutine's round over t is calling. If
// it can't be told, that is nil, and maybe has all that it may be. A round that
// waits for room in a full queue, or for its turn, is in none: the call that it
// waits for is the slow one, and has a report of its own.
func (g goroutineTrace) listenerIn(t *table) (l *Listener, maybe []*Listener, in bool) {
	i := slices.IndexFunc(g.marks, func(m foundMark) bool { return m == foundMark{stackMark{addrOf(t)}, roundFrame} })
	if i < 0 || g.waitsForAnother() {
		return nil, nil, false
	}
	for j := i - 1; j >= 0; j-- {
		if m := g.marks[j]; m.kind == callFrame {
			for _, l := range t.entries {
				if addrOf(l) == m.mark[0] {
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

// waitsForAnother reports whether the goroutine waits for room or for its turn.
func (g goroutineTrace) waitsForAnother() bool {
	return slices.ContainsFunc(g.lines, func(line []byte) bool {
		return slices.ContainsFunc(frameNames.waitFunctions, func(f string) bool { return bytes.HasPrefix(line, []byte(f+"(")) })
	})
}

// listenersByFunction returns the listeners whose function is called next above a
// line. The fast path calls handlers without a mark, so two handlers that one
// function has made can't be told apart.
func (g goroutineTrace) listenersByFunction(t *table, line int) (maybe []*Listener) {
	for _, text := range slices.Backward(g.lines[:line]) {
		name := stackscan.Function(text)
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

// functionName returns the name of l's function as a traceback shows it, or "".
func (l *Listener) functionName() string {
	if f := runtime.FuncForPC(l.fn); f != nil {
		return strings.TrimSuffix(f.Name(), "-fm")
	}
	return ""
}

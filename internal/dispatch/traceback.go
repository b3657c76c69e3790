package dispatch

import (
	"bytes"
	"runtime"
	"slices"
	"strings"
	"sync"

	"github.com/fastpluggy/eventbus/internal/stackscan"
)

// printStack is runtime.Stack, except in a test of unreadable tracebacks.
var printStack = runtime.Stack

var tracebackTexts = sync.Pool{New: func() any { b := make([]byte, 32<<10); return &b }}

// readMarks reads the marks of the calling goroutine off a traceback, once.
func (s *stackView) readMarks() {
	if !s.marksRead && s.isInside() {
		s.readTraceback()
	}
}

// readTraceback reads the marks, and finds the rounds that a deep traceback
// leaves out.
func (s *stackView) readTraceback() {
	s.marksRead = true
	buf := tracebackTexts.Get().(*[]byte)
	defer tracebackTexts.Put(buf)
	n := printStack(*buf, false)
	for n == len(*buf) && n < 4<<20 {
		*buf = make([]byte, 2*n)
		n = printStack(*buf, false)
	}
	s.parseMarks((*buf)[:n])
	if missing := s.rounds - s.marksOfKind(roundFrame); missing > 0 {
		s.hidden = roundsWithoutMark(countKind(s.marks[:s.innermostCount], roundFrame), missing)
	}
}

// parseMarks collects the marks of a traceback, and counts those before the first
// gap.
func (s *stackView) parseMarks(text []byte) {
	whole := true
	for line := range bytes.Lines(text) {
		if stackscan.IsElision(line) {
			whole = false
		} else if m, ok := parseMark(line); ok {
			s.marks = append(s.marks, m)
		}
		if whole {
			s.innermostCount = len(s.marks)
		}
	}
}

// parseMark takes a line such as "…/dispatch.deliverFast[...]({0xc000012345, 0x0}, …)".
func parseMark(line []byte) (m foundMark, ok bool) {
	function, first, ok := stackscan.ParseCall(line)
	if !ok {
		return m, false
	}
	m = foundMark{first, frameNames.kindOf(function)}
	return m, m.kind != noFrame
}

// A calledFrom has the names of the functions next above a round's frame, among
// them the listener function that the round has called.
type calledFrom []string

// framesAboveRound is how many frames above a round's its listener's function
// may be: a handler is called through a few functions of the engine and of
// package events.
const framesAboveRound = 12

// roundsWithoutMark returns the n rounds on the calling goroutine's stack that
// come after the innermost inner ones.
func roundsWithoutMark(inner, n int) (rounds []calledFrom) {
	pcs := make([]uintptr, 1024)
	for len(pcs) == runtime.Callers(2, pcs) && len(pcs) < 1<<20 {
		pcs = make([]uintptr, 4*len(pcs))
	}
	frames := runtime.CallersFrames(pcs[:runtime.Callers(2, pcs)])
	var above calledFrom
	for more := true; more && len(rounds) < inner+n; {
		var f runtime.Frame
		f, more = frames.Next()
		if frameNames.kindOf(f.Function) == roundFrame {
			rounds, above = append(rounds, above), nil
		} else if above = append(above, f.Function); len(above) > framesAboveRound {
			above = above[1:]
		}
	}
	return rounds[min(inner, len(rounds)):]
}

// hiddenOver counts the hidden rounds that may be over a table: those that have
// called a function of one of its listeners.
func (s *stackView) hiddenOver(t *table) (n int) {
	for _, calls := range s.hidden {
		if slices.ContainsFunc(t.entries, func(l *Listener) bool { return slices.Contains(calls, l.functionName()) }) {
			n++
		}
	}
	return n
}

// functionName returns the name of l's function as a traceback shows it, or "".
func (l *Listener) functionName() string {
	if f := runtime.FuncForPC(l.fn); f != nil {
		return strings.TrimSuffix(f.Name(), "-fm")
	}
	return ""
}

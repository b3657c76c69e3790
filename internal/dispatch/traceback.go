package dispatch

import (
	"bytes"
	"runtime"
	"slices"
	"strconv"
	"strings"
	"sync"
)

var tracebackTexts = sync.Pool{New: func() any { b := make([]byte, 32<<10); return &b }}

// readMarks reads the marks of the calling goroutine, once.
func (s *stackView) readMarks() {
	if !s.marksRead && s.isInside() {
		s.readText()
	}
}

func (s *stackView) readText() {
	s.marksRead = true
	buf := tracebackTexts.Get().(*[]byte)
	defer tracebackTexts.Put(buf)
	n := runtime.Stack(*buf, false)
	for n == len(*buf) && n < 4<<20 {
		*buf = make([]byte, 2*n)
		n = runtime.Stack(*buf, false)
	}
	s.parseMarks((*buf)[:n])
	if missing := s.rounds - s.marksOfKind(roundFrame); missing > 0 {
		s.hidden = roundsWithoutMark(s.markedIn(s.marks[:s.innermostCount], roundFrame), missing)
	}
}

// A calledFrom is what a round has called: the functions next above it.
type calledFrom []string

// howFar is how many frames above a round's its listener's function may stand.
const framesAboveRound = 12

// roundsOnStack returns what the rounds have called that stand behind so many
// inner ones on the calling goroutine's stack.
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

// function is what l's function is called in a traceback.
func (l *Listener) functionName() string {
	if f := runtime.FuncForPC(l.fn); f != nil {
		return strings.TrimSuffix(f.Name(), "-fm")
	}
	return ""
}

func (s *stackView) parseMarks(text []byte) {
	whole := true
	for line := range bytes.Lines(text) {
		if line[0] == '.' { // "...additional frames elided..."
			whole = false
		} else if m, ok := parseMark(line); ok {
			s.marks = append(s.marks, m)
		}
		if whole {
			s.innermostCount = len(s.marks)
		}
	}
}

// parseMark takes a line such as "…/dispatch.fast[...]({0xc000012345, 0x0}, …)".
func parseMark(line []byte) (m foundMark, ok bool) {
	name, args, ok := bytes.Cut(line, []byte("({"))
	if !ok {
		return m, false
	}
	if m.kind = frameNames.kindOf(string(name)); m.kind == noFrame {
		return m, false
	}
	first, rest, ok := strings.Cut(string(args), ", ")
	second, _, ok2 := strings.Cut(rest, "}")
	a, err := strconv.ParseUint(first, 0, 64)
	b, err2 := strconv.ParseUint(second, 0, 64)
	m.stackMark = stackMark{uintptr(a), uintptr(b)}
	return m, ok && ok2 && err == nil && err2 == nil
}

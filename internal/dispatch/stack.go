package dispatch

import (
	"bytes"
	"runtime"
	"slices"
	"strconv"
	"strings"
	"sync"
	"unsafe"
)

// A mark is the first argument of the functions whose frames tell what a
// goroutine is at: the address of the table, the queue or the listener that it
// works on, and of the worker's seat. An array is passed in memory, where a
// traceback reads it for certain; of what is passed in a register it may print
// "0x…?" only. Marks cost a running emit two stores; whoever reads them pays.
type stackMark [2]uintptr

func addrOf[T any](p *T) uintptr { return uintptr(unsafe.Pointer(p)) }

// A frameKind is what a marked frame is of.
type frameKind uint8

const (
	noFrame    frameKind = iota
	roundFrame           // an emit: fast, slow
	callFrame            // the call of one listener in a round
	workFrame            // a worker of an asynchronous listener, or the loop over a stream
	turnFrame            // the call of a serial listener
	adoptFrame           // what another goroutine waits for
)

// A stack is what a look at a goroutine's stack has found. The look itself reads
// program counters, which takes about a microsecond and holds for any depth. The
// marks are read off a printed traceback, some 20 µs, and only if a frame of ours
// is there and somebody must know which.
type stackView struct {
	rounds         int // emits, this one with them if its frame is there
	calls          int // workers and loops over streams
	turns          int // calls of serial listeners
	marks          []foundMark
	innermostCount int          // how many of the marks are innermost for certain
	hidden         []calledFrom // rounds whose marks a traceback leaves out, since the stack is deep
	marksRead      bool
}

type foundMark struct {
	stackMark
	kind frameKind
}

// inside reports whether the goroutine works for a listener, if no round of the
// caller's own is on the stack.
func (s *stackView) isInside() bool { return s.rounds+s.calls > 0 }

// nested reports the same if one round is the caller's own.
func (s *stackView) isNested() bool { return s.rounds > 1 || s.calls > 0 }

// at counts the marks of an address.
func (s *stackView) marksAt(addr uintptr) (n int) {
	for _, m := range s.marks {
		if m.stackMark[0] == addr {
			n++
		}
	}
	return n
}

var programCounters = sync.Pool{New: func() any { b := make([]uintptr, 256); return &b }}

// lookAtStack looks at the calling goroutine.
func lookAtStack() (s stackView) {
	frameNames.learnNames()
	buf := programCounters.Get().(*[]uintptr)
	defer programCounters.Put(buf)
	n := runtime.Callers(2, *buf)
	for n == len(*buf) && n < 1<<20 {
		*buf = make([]uintptr, 4*n)
		n = runtime.Callers(2, *buf)
	}
	adopted := false
	for _, pc := range (*buf)[:n] {
		switch frameNames.kindAt(pc) {
		case adoptFrame:
			adopted = true
		case roundFrame:
			s.rounds++
		case workFrame:
			s.calls++
		case turnFrame:
			s.turns++
		}
	}
	if adopted {
		s.addWaitingStacks()
	}
	return s
}

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

// forgetInnermost forgets the mark of the innermost round, if that has let go of
// its table.
func (s *stackView) forgetInnermost(rounds int) {
	for i, m := range s.marks {
		if rounds > 0 && m.kind == roundFrame {
			s.marks = append(s.marks[:i:i], s.marks[i+1:]...)
			return
		}
	}
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

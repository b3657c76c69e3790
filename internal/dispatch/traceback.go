package dispatch

import (
	"bytes"
	"runtime"
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

// readTraceback reads the marks, and says so if some are missing: a traceback
// leaves out the middle of a deep stack.
func (s *stackView) readTraceback() {
	s.marksRead = true
	if !frameNames.isReadable {
		s.marksMissing = true
		return
	}
	buf := tracebackTexts.Get().(*[]byte)
	defer tracebackTexts.Put(buf)
	n := printStack(*buf, false)
	for n == len(*buf) && n < 4<<20 {
		*buf = make([]byte, 2*n)
		n = printStack(*buf, false)
	}
	s.parseMarks((*buf)[:n])
	s.marksMissing = s.marksOfKind(roundFrame) < s.rounds || s.marksOfKind(workFrame) < s.calls || s.marksOfKind(turnFrame) < s.turns
}

// parseMarks collects the marks of a traceback, and counts those before the first
// gap.
func (s *stackView) parseMarks(text []byte) {
	whole := true
	for line := range bytes.Lines(text) {
		if m, ok := parseMark(line); ok {
			s.marks = append(s.marks, m)
		}
		if whole = whole && !stackscan.IsElision(line); whole {
			s.innermost = len(s.marks)
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

package dispatch

import (
	"runtime"
	"sync"
	"unsafe"
)

// A stackMark is the first argument of the functions whose frames tell what a
// goroutine is doing: the address of the table, queue, listener or turnstile that
// it works on, and for a worker of several the address of its seat. It is an
// array because an array is passed in memory, where a traceback reads it exactly;
// of an argument in a register a traceback may print only "0x…?". A mark costs a
// running emit two stores. Only the code that reads marks pays for more.
type stackMark [2]uintptr

// addrOf is the address of an object as a mark has it. The object must be on the
// heap: a stack that grows moves what is on it.
func addrOf[T any](p *T) uintptr { return uintptr(unsafe.Pointer(p)) }

// A frameKind says what a marked frame is.
type frameKind uint8

const (
	noFrame         frameKind = iota // not marked
	roundFrame                       // an emit: deliverFast, deliverUniform, deliverSlow
	callFrame                        // the call of one listener in a round
	workFrame                        // a worker of an asynchronous listener, or the loop over a stream
	turnFrame                        // the call of a serial listener
	adoptFrame                       // a function that another goroutine waits for: see Adopt
	firstFrameOfAll                  // where every goroutine begins: runtime.goexit
)

// A stackView is what one look at a goroutine's stack has found.
//
// On most processors the look (lookAtStack) walks the frames, which takes 5 ns a
// frame and finds everything. If that can't be done, it reads program counters,
// which fills rounds, calls and turns, exactly for any depth; and readMarks fills
// the marks from a printed traceback, which takes some 20 µs and shows the 100
// outermost and innermost frames alone. It is called only if there is a marked
// frame and the caller must know whose.
//
// A view belongs to the goroutine that made it. Once its waiter is in
// insideWaiters.all, other goroutines read it under insideWaiters.mu and nothing writes
// it any more.
type stackView struct {
	rounds int // emits, with the caller's own one if its frame is there
	calls  int // workers, and loops over streams
	turns  int // calls of serial listeners

	marksRead    bool
	marks        []foundMark // innermost first
	marksMissing bool        // some of the marks can't be read: see cannotTellWhere
	innermost    int         // so many of marks come before the first gap
}

type foundMark struct {
	mark stackMark
	kind frameKind
}

// isInside reports whether the goroutine works for a listener, for a caller
// without a round of its own on the stack.
func (s *stackView) isInside() bool { return s.rounds+s.calls > 0 }

// isNested reports the same for a caller with one round of its own.
func (s *stackView) isNested() bool { return s.rounds > 1 || s.calls > 0 }

// marksAt counts the marks of an address.
func (s *stackView) marksAt(addr uintptr) (n int) {
	for _, m := range s.marks {
		if m.mark[0] == addr {
			n++
		}
	}
	return n
}

// marksOfKind counts the marks of a kind.
func (s *stackView) marksOfKind(kind frameKind) int { return countKind(s.marks, kind) }

func countKind(marks []foundMark, kind frameKind) (n int) {
	for _, m := range marks {
		if m.kind == kind {
			n++
		}
	}
	return n
}

// innermostMark returns the address of the innermost mark of a kind, or 0.
func (s *stackView) innermostMark(kind frameKind) uintptr {
	for _, m := range s.marks {
		if m.kind == kind {
			return m.mark[0]
		}
	}
	return 0
}

// forgetInnermost removes the mark of the innermost round, if the caller says
// that this round has left its table already.
func (s *stackView) forgetInnermost(rounds int) {
	for i, m := range s.marks {
		if rounds > 0 && m.kind == roundFrame {
			s.marks = append(s.marks[:i:i], s.marks[i+1:]...)
			return
		}
	}
}

// lookAtStack finds the marked frames of the calling goroutine.
func lookAtStack() (s stackView) {
	frameNames.learn()
	if !frameNames.canWalk || !s.walk() {
		s.countFrames()
	}
	return s
}

// count counts a marked frame.
func (s *stackView) count(kind frameKind) {
	switch kind {
	case roundFrame:
		s.rounds++
	case workFrame:
		s.calls++
	case turnFrame:
		s.turns++
	}
}

// A walkedFrame is one frame of a walk, and what lies where its mark would be.
type walkedFrame struct {
	pc   uintptr
	mark stackMark
}

var walkedFrames = sync.Pool{New: func() any { b := make([]walkedFrame, 256); return &b }}

// walk fills the view from the frames. It returns false, and nothing is changed, if
// the walk does not end where goroutines begin: C code is in between, say.
func (s *stackView) walk() bool {
	buf := walkedFrames.Get().(*[]walkedFrame)
	defer walkedFrames.Put(buf)
	n := walkFrames(stackMark{}, *buf)
	for n == len(*buf) && n < 1<<20 {
		*buf = make([]walkedFrame, 4*n)
		n = walkFrames(stackMark{}, *buf)
	}
	frames := (*buf)[:n]
	if frameNames.kindAt(frames[n-1].pc) != firstFrameOfAll {
		return false
	}
	s.marksRead = true
	for _, f := range frames {
		if kind := frameNames.kindAt(f.pc); kind != noFrame && kind != firstFrameOfAll {
			s.count(kind)
			s.marks = append(s.marks, foundMark{f.mark, kind})
		}
	}
	s.innermost = len(s.marks)
	s.addWaitingStacks()
	return true
}

var programCounters = sync.Pool{New: func() any { b := make([]uintptr, 256); return &b }}

// countFrames is walk without the marks.
func (s *stackView) countFrames() {
	buf := programCounters.Get().(*[]uintptr)
	defer programCounters.Put(buf)
	n := runtime.Callers(3, *buf)
	for n == len(*buf) && n < 1<<20 {
		*buf = make([]uintptr, 4*n)
		n = runtime.Callers(3, *buf)
	}
	adopted := false
	for _, pc := range (*buf)[:n] {
		kind := frameNames.kindAtLogical(pc)
		adopted = adopted || kind == adoptFrame
		s.count(kind)
	}
	if adopted {
		s.readTraceback()
		s.addWaitingStacks()
	}
}

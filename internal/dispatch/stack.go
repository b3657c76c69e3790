package dispatch

import (
	"runtime"
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

// marked counts the marks of a kind.
func (s *stackView) marksOfKind(kind frameKind) int { return s.markedIn(s.marks, kind) }

func (s *stackView) markedIn(marks []foundMark, kind frameKind) (n int) {
	for _, m := range marks {
		if m.kind == kind {
			n++
		}
	}
	return n
}

func (s *stackView) innermostMark(kind frameKind) uintptr {
	for _, m := range s.marks {
		if m.kind == kind {
			return m.stackMark[0]
		}
	}
	return 0
}

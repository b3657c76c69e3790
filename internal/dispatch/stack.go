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
	noFrame    frameKind = iota // not marked
	roundFrame                  // an emit: deliverFast, deliverUniform, deliverSlow
	callFrame                   // the call of one listener in a round
	workFrame                   // a worker of an asynchronous listener, or the loop over a stream
	turnFrame                   // the call of a serial listener
	adoptFrame                  // a function that another goroutine waits for: see Adopt
)

// A stackView is what one look at a goroutine's stack has found.
//
// The look itself (lookAtStack) reads program counters. That takes about a
// microsecond and fills rounds, calls and turns, which are exact for any depth.
// readMarks fills the rest from a printed traceback, which takes some 20 µs. It
// is called only if there is a marked frame and the caller must know whose.
//
// A view belongs to the goroutine that made it. Once its waiter is in
// insideWaiters.all, other goroutines read it under insideWaiters.mu and nothing writes
// it any more.
type stackView struct {
	rounds int // emits, with the caller's own one if its frame is there
	calls  int // workers, and loops over streams
	turns  int // calls of serial listeners

	marksRead      bool
	marks          []foundMark  // innermost first
	innermostCount int          // this many of marks are the innermost ones: no frame between them was left out
	hidden         []calledFrom // rounds whose marks the traceback leaves out, since the stack is deep
}

// A foundMark is a mark that was read off a traceback.
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

var programCounters = sync.Pool{New: func() any { b := make([]uintptr, 256); return &b }}

// lookAtStack counts the marked frames of the calling goroutine.
func lookAtStack() (s stackView) {
	frameNames.learn()
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

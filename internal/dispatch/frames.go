package dispatch

import (
	"context"
	"iter"
	"reflect"
	"runtime"
	"strings"
	"sync"
	"sync/atomic"
)

// frameNames are the names of the marked functions in this program.
var frameNames frameTable

// A frameTable tells marked frames from others. Functions are known by their
// names, and the names come from the functions themselves: build flags, obfuscation
// or another release of Go may change them. For the same reason learn checks once
// that this program's tracebacks can be read.
type frameTable struct {
	once  sync.Once
	kinds map[string]frameKind
	// waitFunctions are the functions in which a round waits for other calls: for
	// room in a queue, and for its turn.
	waitFunctions []string
	cache         [1024]atomic.Uint64 // see cached

	// canWalk says that the walk over frames finds marks: see stackView.walk.
	canWalk bool

	// isReadable says that marks can be read off a traceback. If not, the bus
	// does not know what a goroutine inside a listener holds. Then it assumes
	// the worst: nothing inside a listener waits, it gets ErrWouldDeadlock; a bus
	// that closes accepts what any listener emits; reports of slow calls have no
	// stack. See also Core.warnIfUnreadable.
	isReadable bool
}

// learn fills the table at the first call.
func (f *frameTable) learn() {
	f.once.Do(func() {
		f.kinds = map[string]frameKind{
			nameOf(deliverSlow):    roundFrame,
			nameOf(deliverUniform): roundFrame,
			nameOf(callListener):   callFrame,
			nameOf(callUniform):    callFrame,
			nameOf(callPredicate):  callFrame,
			nameOf(callKeyFunc):    callFrame,
			nameOf(runWorker):      workFrame,
			nameOf(runStream):      workFrame,
			nameOf(runTurn):        turnFrame,
			nameOf(runAdopted):     adoptFrame,
			"runtime.goexit":       firstFrameOfAll, // it is not to be had as a value
		}
		f.waitFunctions = []string{nameOf((*queue).awaitRoom), nameOf((*turnstile).enter)}
		f.checkTraceback()
	})
}

// nameOf returns the name of a function that is not generic, as tracebacks print
// it.
func nameOf(f any) string { return runtime.FuncForPC(reflect.ValueOf(f).Pointer()).Name() }

// checkTraceback emits on a bus of its own, inside a marked function that is not
// generic, and looks from the handler whether both marks can be found. The name of
// deliverFast, which is generic, is learned there: a generic function has no value
// to ask for its name.
func (f *frameTable) checkTraceback() {
	b, t := New(), &table{}
	b.core.anySlot.table.Store(t) // so it is on the heap: a stack that grows moves what is on it
	handlers := []func(context.Context, int) error{func(context.Context, int) error {
		var pc [1]uintptr
		runtime.Callers(2, pc[:])
		caller, _ := runtime.CallersFrames(pc[:]).Next()
		f.kinds[caller.Function] = roundFrame
		f.isReadable = f.kindAtLogical(pc[0]) == roundFrame && showsMarks(addrOf(t), addrOf(f))
		f.canWalk = mayWalk && walksMarks(addrOf(t), addrOf(f))
		return nil
	}}
	t.gate.setLimit(limitCalm)
	payload := 0
	runAdopted(stackMark{addrOf(f)}, func() {
		_ = deliverFast(stackMark{addrOf(t)}, t, &t.gate.narrow, context.Background(), b, &Kind[int]{}, noescape(&payload), &payload, &handlers)
	})
}

// showsMarks reports whether a traceback of the calling goroutine begins with a
// round over that table, inside an adopted function with that mark.
func showsMarks(table, adopted uintptr) bool {
	buf := make([]byte, 16<<10)
	var s stackView
	s.parseMarks(buf[:printStack(buf, false)])
	return s.beginsWith(table, adopted)
}

// mayWalk is for tests of what is done if frames can't be walked.
var mayWalk = canWalkHere

// walksMarks is showsMarks of the walk over frames.
func walksMarks(table, adopted uintptr) bool {
	var s stackView
	return s.walk() && s.beginsWith(table, adopted)
}

// beginsWith reports whether the innermost marks are a round over that table, and
// the adopted function around it.
func (s *stackView) beginsWith(table, adopted uintptr) bool {
	return len(s.marks) > 1 &&
		s.marks[0] == foundMark{stackMark{table}, roundFrame} &&
		s.marks[1] == foundMark{stackMark{adopted}, adoptFrame}
}

// warnIfUnreadable reports once for each bus that tracebacks can't be read.
func (c *Core) warnIfUnreadable() {
	if frameNames.learn(); !frameNames.isReadable && c.hooks.Unreadable != nil && !c.warnedUnreadable.Swap(true) {
		c.hooks.Unreadable()
	}
}

// kindAt returns the kind of the frame with that return address.
func (f *frameTable) kindAt(pc uintptr) frameKind { return f.cached(pc, pc<<1, functionAround) }

// kindAtLogical returns the kind of the frame of a program counter that
// runtime.Callers has returned: one for each call, inlined or not.
func (f *frameTable) kindAtLogical(pc uintptr) frameKind { return f.cached(pc, pc<<1|1, functionAt) }

func (f *frameTable) cached(pc, key uintptr, nameAt func(pc uintptr) string) frameKind {
	place := &f.cache[(key^key>>10)%uintptr(len(f.cache))]
	if had := place.Load(); had>>8 == uint64(key) {
		return frameKind(had&0xff - 1)
	}
	kind := f.kindOf(nameAt(pc))
	place.Store(uint64(key)<<8 | uint64(kind+1))
	return kind
}

// functionAround returns the function whose frame it is, not one inlined into it.
func functionAround(pc uintptr) string {
	f := runtime.FuncForPC(pc - 1)
	if f == nil {
		return ""
	}
	return runtime.FuncForPC(f.Entry()).Name()
}

func functionAt(pc uintptr) string {
	frame, _ := runtime.CallersFrames([]uintptr{pc}).Next()
	return frame.Function
}

// kindOf returns the kind of a function. Of a generic one, all instantiations
// have the same.
func (f *frameTable) kindOf(function string) frameKind {
	if kind := f.kinds[function]; kind != noFrame {
		return kind
	}
	if base, generic := cutTypeArgs(function); generic {
		return f.kinds[base+"[...]"]
	}
	return noFrame
}

// cutTypeArgs returns a function's name up to its type arguments, which are
// printed as "[...]" or as the instantiation's own.
func cutTypeArgs(function string) (base string, generic bool) {
	base, _, generic = strings.Cut(function, "[")
	return base, generic
}

// pullNames are the names of iter.Pull and iter.Pull2, without type arguments, as
// the goroutines that they start show them: each calls its sequence from there.
var pullNames = sync.OnceValue(func() (names [2]string) {
	callerName := func() string {
		var pc [1]uintptr
		runtime.Callers(3, pc[:])
		caller, _ := runtime.CallersFrames(pc[:]).Next()
		base, _ := cutTypeArgs(caller.Function)
		return base
	}
	next, stop := iter.Pull(func(func(int) bool) { names[0] = callerName() })
	next()
	stop()
	next2, stop2 := iter.Pull2(func(func(int, int) bool) { names[1] = callerName() })
	next2()
	stop2()
	return names
})

// hasListenerOn reports whether the goroutine works for a listener of c. If that
// can't be seen the answer is yes.
func (c *Core) hasListenerOn(s stackView) bool {
	if !s.isInside() {
		return false
	}
	if s.readMarks(); s.marksMissing {
		return true
	}
	c.mu.Lock()
	defer c.mu.Unlock()
	for _, m := range s.marks {
		if m.kind == workFrame && c.busyQueues.findByAddress(m.mark[0]) != nil || m.kind == roundFrame && c.tableAt(m.mark[0]) != nil {
			return true
		}
	}
	return false
}

// roundNamesOn returns the names of the rounds on the stack, outermost first, as
// far as a traceback shows the innermost ones without a gap.
func (c *Core) roundNamesOn(s stackView) (names []string) {
	s.readMarks()
	c.mu.Lock()
	defer c.mu.Unlock()
	for i := s.innermost - 1; i >= 0; i-- {
		if t := c.tableAt(s.marks[i].mark[0]); t != nil && s.marks[i].kind == roundFrame {
			names = append(names, t.eventPattern())
		}
	}
	return names
}

// tableAt returns the table at an address, if it has rounds inside. The caller
// holds core.mu.
func (c *Core) tableAt(addr uintptr) *table {
	for _, t := range c.tablesAwake {
		if addrOf(t) == addr {
			return t
		}
	}
	for t := range c.tablesLeaving {
		if addrOf(t) == addr {
			return t
		}
	}
	return nil
}

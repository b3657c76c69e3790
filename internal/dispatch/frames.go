package dispatch

import (
	"context"
	"reflect"
	"runtime"
	"strings"
	"sync"
	"sync/atomic"
)

// frameNames are the names of the marked functions, as this program's own
// tracebacks have them.
var frameNames frameTable

type frameTable struct {
	once          sync.Once
	kinds         map[string]frameKind
	waitFunctions []string            // where an emit waits for room in a queue, or for its turn
	cache         [1024]atomic.Uint64 // program counter and frameKind + 1
	// readable is whether the marks of this program can be read off a traceback,
	// which build flags or another release of Go might change. If not, nobody
	// waits inside a listener for anything that could wait for it.
	readable bool
}

// learn reads the functions' names off the functions, and that of the generic one
// off the stack of an emit; there it also looks whether its mark can be read.
func (f *frameTable) learnNames() {
	f.once.Do(func() {
		f.kinds = map[string]frameKind{
			functionName(deliverSlow): roundFrame, functionName(deliverUniform): roundFrame, functionName(callListener): callFrame, functionName(callUniform): callFrame, functionName(callPredicate): callFrame, functionName(callKeyFunc): callFrame,
			functionName(runWorker): workFrame, functionName(runStream): workFrame, functionName(runTurn): turnFrame, functionName(runAdopted): adoptFrame,
		}
		f.waitFunctions = []string{functionName((*queue).awaitRoom), functionName((*turnstile).enter)}
		f.checkTraceback()
	})
}

func functionName(f any) string { return runtime.FuncForPC(reflect.ValueOf(f).Pointer()).Name() }

func (f *frameTable) checkTraceback() {
	t := &table{}
	b := New()
	calls := []func(context.Context, int) error{func(context.Context, int) error {
		var pcs [1]uintptr
		runtime.Callers(2, pcs[:])
		caller, _ := runtime.CallersFrames(pcs[:]).Next()
		f.kinds[caller.Function] = roundFrame
		buf := make([]byte, 16<<10)
		var s stackView
		s.parseMarks(buf[:runtime.Stack(buf, false)])
		f.readable = len(s.marks) > 0 && s.marks[0].stackMark[0] == addrOf(t)
		return nil
	}}
	t.gate.setLimit(limitCalm)
	one := 1
	_ = deliverFast(stackMark{addrOf(t)}, t, &t.gate.narrow, context.Background(), b, &Kind[int]{}, &one, &calls)
}

// kindAt returns what the frame of a program counter is.
func (f *frameTable) kindAt(pc uintptr) frameKind {
	place := &f.cache[(pc^pc>>10)%uintptr(len(f.cache))]
	if had := place.Load(); had>>8 == uint64(pc) {
		return frameKind(had&0xff - 1)
	}
	frame, _ := runtime.CallersFrames([]uintptr{pc}).Next()
	kind := f.kindOf(frame.Function)
	place.Store(uint64(pc)<<8 | uint64(kind+1))
	return kind
}

func (f *frameTable) kindOf(function string) frameKind {
	if kind := f.kinds[function]; kind != noFrame {
		return kind
	}
	if i := strings.IndexByte(function, '['); i > 0 { // one instantiation, or all
		return f.kinds[function[:i]+"[...]"]
	}
	return noFrame
}

// hasOn reports whether the goroutine works for a listener of c. What can't be
// seen counts as yes.
func (c *Core) hasListenerOn(s stackView) bool {
	if !s.isInside() {
		return false
	}
	if s.readMarks(); s.hidden != nil || !frameNames.readable {
		return true
	}
	c.mu.Lock()
	defer c.mu.Unlock()
	for _, m := range s.marks {
		if m.kind == workFrame && c.busyQueues.findByAddress(m.stackMark[0]) != nil || m.kind == roundFrame && c.tableAt(m.stackMark[0]) != nil {
			return true
		}
	}
	return false
}

// namesOn returns the names of the rounds on the stack, outermost first: those of
// the innermost that a traceback shows.
func (c *Core) roundNamesOn(s stackView) (names []string) {
	s.readMarks()
	c.mu.Lock()
	defer c.mu.Unlock()
	for i := s.innermostCount - 1; i >= 0; i-- {
		if t := c.tableAt(s.marks[i].stackMark[0]); t != nil && s.marks[i].kind == roundFrame {
			names = append(names, t.eventPattern())
		}
	}
	return names
}

// tableAt returns the table that has rounds inside and that address; the caller
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

package dispatch

import (
	"bytes"
	"reflect"
	"runtime"
	"strconv"
	"strings"
	"sync"
	"unsafe"
)

// frames are the rounds and calls of this package that are on a goroutine's
// stack: the addresses of their tables and queues, which a traceback prints as
// the first argument. It is exact and costs a running emit nothing; reading it
// takes some microseconds, so only calls that are about to wait do.
type frames struct {
	at      []uintptr // tables and queues, innermost first
	in      []uintptr // pairs and seats
	top     int       // how many of them are innermost for certain
	queued  bool      // one of them is the call of an asynchronous listener
	unknown bool      // the stack was too deep to be read whole
	bubble  string
}

// A mark is the first argument of the functions below: the address of the
// table or queue that they work on, and that of the pair that counts the round,
// or of the worker's seat. An array is passed in memory, where a traceback
// reads it for certain; of what is passed in a register it may print "0x…?"
// only.
type mark [2]uintptr

func addrOf[T any](p *T) uintptr { return uintptr(unsafe.Pointer(p)) }

// The functions whose mark tells on what a goroutine works, and whether it is
// an asynchronous listener's.
var frameNames = func() map[string]bool {
	pkg := reflect.TypeFor[Bus]().PkgPath()
	return map[string]bool{
		pkg + ".quick[...]": false, pkg + ".mixed[...]": false, pkg + ".run[...]": false, pkg + ".stumbled[...]": false, pkg + ".work[...]": true, pkg + ".pull[...]": true,
	}
}()

var stackBuffers = sync.Pool{New: func() any { b := make([]byte, 32<<10); return &b }}

// ownFrames reads the calling goroutine's stack.
func ownFrames() frames {
	buf := stackBuffers.Get().(*[]byte)
	defer stackBuffers.Put(buf)
	n := runtime.Stack(*buf, false)
	for n == len(*buf) && n < 4<<20 {
		*buf = make([]byte, 2*n)
		n = runtime.Stack(*buf, false)
	}
	f := parseFrames((*buf)[:n])
	if f.unknown { // a traceback leaves out the middle of a deep stack
		rounds, queued := ownDepth()
		f.queued = queued > 0
		f.unknown = len(f.at) < rounds+queued
	}
	return f
}

func parseFrames(stack []byte) frames {
	f := frames{bubble: bubbleOf(stack)}
	for line := range bytes.Lines(stack) {
		if line[0] == '.' { // "...additional frames elided..."
			f.unknown = true
			continue
		}
		f.add(string(bytes.TrimSpace(line)))
		if !f.unknown {
			f.top = len(f.at)
		}
	}
	return f
}

// bubbleOf finds the testing/synctest bubble in "goroutine 7 [running,
// synctest bubble 3]:". It is empty outside of tests.
func bubbleOf(stack []byte) string {
	header, _, _ := bytes.Cut(stack, []byte("]:"))
	_, bubble, _ := bytes.Cut(header, []byte(", synctest bubble "))
	bubble, _, _ = bytes.Cut(bubble, []byte(" ")) // labels may follow
	return string(bubble)
}

// add takes a line such as "…/dispatch.run[...](0xc000012345, …)".
func (f *frames) add(line string) {
	name, args, ok := strings.Cut(line, "](")
	queued, ours := frameNames[name+"]"]
	if !ok || !ours {
		return
	}
	f.queued = f.queued || queued
	text, _, _ := strings.Cut(strings.TrimPrefix(args, "{"), "}")
	first, second, _ := strings.Cut(text, ", ")
	at, err := strconv.ParseUint(first, 0, 64)
	in, err2 := strconv.ParseUint(second, 0, 64)
	if at == 0 && err == nil {
		return // the rest of a round whose own mark is further out
	}
	if err != nil || err2 != nil { // not even a mark is there for certain
		f.unknown = true
		return
	}
	f.at = append(f.at, uintptr(at))
	f.in = append(f.in, uintptr(in))
}

// inside reports whether the goroutine works for a listener.
func (f frames) inside() bool { return len(f.at) > 0 || f.unknown }

// parked holds, for all buses, the rounds and calls whose goroutine is itself
// waiting in EmitWait, OffWait, Drain or Close: nobody else waits for those.
var parked = struct {
	sync.Mutex
	at map[uintptr]int
}{at: map[uintptr]int{}}

func (f frames) park() {
	parked.Lock()
	defer parked.Unlock()
	for _, at := range f.at {
		parked.at[at]++
	}
}

func (f frames) unpark() {
	parked.Lock()
	defer parked.Unlock()
	for _, at := range f.at {
		if parked.at[at]--; parked.at[at] == 0 {
			delete(parked.at, at)
		}
	}
}

func parkedAt(at uintptr) int {
	parked.Lock()
	defer parked.Unlock()
	return parked.at[at]
}

package stackscan

import (
	"bytes"
	"fmt"
	"reflect"
	"runtime"
	"slices"
	"testing"
)

func TestParseCall(t *testing.T) {
	for line, want := range map[string]struct {
		function string
		first    [2]uintptr
		ok       bool
	}{
		"bus.work({0xc0012345, 0x0}, 0x1)":          {"bus.work", [2]uintptr{0xc0012345, 0}, true},
		"a.b/bus.fast[...]({0x10, 0x20}, {0x3?})":   {"a.b/bus.fast[...]", [2]uintptr{0x10, 0x20}, true},
		"bus.(*queue).wait({0x1, 0x2})":             {"bus.(*queue).wait", [2]uintptr{1, 2}, true},
		"bus.work({0xc0012345?, 0x0}, 0x1)":         {}, // from a register: not exact
		"bus.work({0xc0012345})":                    {},
		"bus.work({0x1, 0x2":                        {}, // cut off
		"bus.work(0x1, 0x2)":                        {},
		"\t/src/bus/work.go:12 +0x1d":               {},
		"bus.work({{0x1, 0x2}, 0x3})":               {},
		"":                                          {},
		"goroutine 1 [running]:":                    {},
		"bus.work({0x1, 0xffffffffffffffffffffff})": {},
	} {
		function, first, ok := ParseCall([]byte(line))
		if function != want.function || ok != want.ok || ok && first != want.first {
			t.Errorf("%q: %q, %x, %v", line, function, first, ok)
		}
	}
}

//go:noinline
func marked(_ [2]uintptr, depth int, f func()) {
	if depth == 0 {
		f()
		return
	}
	marked([2]uintptr{uintptr(depth), 7}, depth-1, f)
}

// The traceback of this very program can be read, whatever flags built it.
func TestParseCallReadsATraceback(t *testing.T) {
	var found []uintptr
	name := runtime.FuncForPC(reflect.ValueOf(marked).Pointer()).Name()
	marked([2]uintptr{3, 7}, 2, func() {
		buf := make([]byte, 16<<10)
		for line := range bytes.Lines(buf[:runtime.Stack(buf, false)]) {
			if function, first, ok := ParseCall(line); ok && function == name && first[1] == 7 {
				found = append(found, first[0])
			}
		}
	})
	if !slices.Equal(found, []uintptr{1, 2, 3}) {
		t.Errorf("found %v", found)
	}
}

func TestIsElisionFindsTheGapInADeepStack(t *testing.T) {
	gaps := 0
	marked([2]uintptr{1000, 7}, 200, func() {
		buf := make([]byte, 256<<10)
		for line := range bytes.Lines(buf[:runtime.Stack(buf, false)]) {
			if IsElision(line) {
				gaps++
			}
		}
	})
	if gaps != 1 {
		t.Errorf("%d gaps in a stack of 200 calls", gaps)
	}
}

func TestFunction(t *testing.T) {
	for line, want := range map[string]string{
		"main.main()":                        "main.main",
		"bus.(*queue).wait(0x1, {0x2, 0x3})": "bus.(*queue).wait",
		"bus.fast[...](0x1)":                 "bus.fast[...]",
		"panic":                              "panic",
	} {
		if got := Function([]byte(line)); got != want {
			t.Errorf("%q is of %q, want %q", line, got, want)
		}
	}
}

func TestGoroutinesSplitsADump(t *testing.T) {
	stop := make(chan struct{})
	defer close(stop)
	for range 3 {
		go func() { <-stop }()
	}
	buf := make([]byte, 1<<20)
	n := 0
	for block := range Goroutines(buf[:runtime.Stack(buf, true)]) {
		var id int
		if _, err := fmt.Sscanf(string(block), "goroutine %d ", &id); err != nil {
			t.Errorf("a block begins with %.30q", block)
		}
		n++
	}
	if n < 4 {
		t.Errorf("%d blocks, though four goroutines are sure to be there", n)
	}
}

// Package stackscan takes goroutine tracebacks apart, as runtime.Stack prints
// them. It knows the format only; which functions matter is the caller's affair.
//
// A traceback names each call from the innermost outwards, with the words of its
// arguments, and on the next line the place:
//
//	example.com/bus.deliver[...]({0xc000012345, 0x0}, 0xc000045678, 0x2)
//		/src/bus/deliver.go:12 +0x1d
package stackscan

import (
	"bytes"
	"iter"
	"strconv"
	"strings"
)

// ParseCall takes the line of a call whose first argument is an array of two
// words. An array is passed in memory, so the traceback shows it exactly; of an
// argument that was passed in a register it may print only "0x…?".
func ParseCall(line []byte) (function string, first [2]uintptr, ok bool) {
	name, args, ok := bytes.Cut(line, []byte("({"))
	if !ok {
		return "", first, false
	}
	words, _, closed := strings.Cut(string(args), "}")
	a, b, two := strings.Cut(words, ", ")
	if !closed || !two {
		return "", first, false
	}
	for i, word := range []string{a, b} {
		n, err := strconv.ParseUint(word, 0, 64)
		if err != nil {
			return "", first, false
		}
		first[i] = uintptr(n)
	}
	return string(name), first, true
}

// Function returns the name of the function that a call's line is of, without
// the arguments. Of any other line it returns the part before the last bracket.
func Function(line []byte) string {
	if i := bytes.LastIndexByte(line, '('); i > 0 {
		return string(line[:i])
	}
	return string(line)
}

// IsElision reports whether a line stands for calls that were left out:
// "...additional frames elided...". A traceback has at most the 50 innermost and
// the 50 outermost calls.
func IsElision(line []byte) bool { return bytes.HasPrefix(line, []byte("...")) }

// Goroutines splits a traceback of all goroutines.
func Goroutines(dump []byte) iter.Seq[[]byte] { return bytes.SplitSeq(dump, []byte("\n\n")) }

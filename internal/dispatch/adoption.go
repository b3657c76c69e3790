package dispatch

import "sync"

// adoptions are the stacks of goroutines that wait for others, by their
// addresses.
var adoptions sync.Map // uintptr → *stackView

// Adopt is for a goroutine that starts another one and waits for it, such as one
// that calls a plugin and gives it up if it hangs. A function that the other one
// passes to run counts as if it ran here: it is inside the listeners that this
// goroutine is inside, and so does not wait for them.
func Adopt() (run func(f func())) {
	s := lookAtStack()
	if !s.isInside() {
		return func(f func()) { f() }
	}
	s.readMarks()
	return func(f func()) {
		adoptions.Store(addrOf(&s), &s)
		defer adoptions.Delete(addrOf(&s))
		runAdopted(stackMark{addrOf(&s)}, f)
	}
}

// runAdopted runs f under a mark with the address of the stack that waits for it.
//
//go:noinline
func runAdopted(_ stackMark, f func()) { f() }

// addWaitingStacks adds the stacks of the goroutines that wait for this one. If
// their marks can't be read, the goroutine still counts as inside a listener, or
// it would wait for the one that waits for it.
func (s *stackView) addWaitingStacks() {
	if s.marksMissing {
		s.calls++
	}
	for _, m := range s.marks {
		if m.kind != adoptFrame {
			continue
		}
		if waiting, ok := adoptions.Load(m.mark[0]); ok {
			w := waiting.(*stackView)
			s.rounds, s.calls, s.turns = s.rounds+w.rounds, s.calls+w.calls, s.turns+w.turns
			s.marks, s.marksMissing = append(s.marks, w.marks...), s.marksMissing || w.marksMissing
		}
	}
}

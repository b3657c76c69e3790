package dispatch

import (
	"sync"
)

// adoptions are the stacks of goroutines that wait for others, by their
// addresses.
var adoptions sync.Map // uintptr → *stack

// Adopt is for a goroutine that starts another and waits for it, such as one that
// calls a plugin and gives it up if it hangs. What the other one runs with run
// counts as if it ran here: it is inside the listeners that this goroutine is
// inside, and so does not wait for them.
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

//go:noinline
func runAdopted(_ stackMark, f func()) { f() }

// addAdopted adds what the goroutines are inside that wait for this one.
func (s *stackView) addWaitingStacks() {
	s.readText()
	for _, m := range s.marks {
		if m.kind != adoptFrame {
			continue
		}
		if waiting, ok := adoptions.Load(m.stackMark[0]); ok {
			w := waiting.(*stackView)
			s.rounds, s.calls, s.turns = s.rounds+w.rounds, s.calls+w.calls, s.turns+w.turns
			s.marks, s.hidden = append(s.marks, w.marks...), append(s.hidden, w.hidden...)
		}
	}
}

package events_test

import (
	"fmt"
	"slices"
	"strings"

	"github.com/anishathalye/porcupine"
)

// The model of a history: the listeners of one bus as a sequence of atomic
// steps. What one goroutine calls is an operation with a begin and an end; the
// checker looks for an order of all operations that the model could have gone
// through, each within its own time.

// A lineCall is one operation of a history.
type lineCall struct {
	kind     string // on, off, offwait, emit
	id       int    // of the listener; of the emit
	name     string // emitted, or listened to: a name, or a prefix that ends with .*
	priority int
	once     bool
	async    bool
}

// A lineResult is what the operation returned, or who heard the emit.
type lineResult struct {
	was   bool  // off, offwait: it was on
	heard []int // emit: the listeners, in the order of their calls
}

// A lineListener is a listener that is on, or leaving: Off has returned, and a
// call that another goroutine was just making may still start (B12).
type lineListener struct {
	call    lineCall
	leaving bool
}

// A lineState is the listeners by number.
type lineState []lineListener

// lineModel is what porcupine checks histories against. An emit is one step:
// it hears exactly the listeners that are on, in order, and perhaps such as are
// leaving. They leave for ever when OffWait returns.
var lineModel = porcupine.Model{
	Init: func() any { return lineState(nil) },
	Step: func(state, in, out any) (bool, any) {
		return state.(lineState).step(in.(lineCall), out.(lineResult))
	},
	Equal: func(a, b any) bool { return slices.Equal(a.(lineState), b.(lineState)) },
	DescribeOperation: func(in, out any) string {
		return fmt.Sprintf("%+v → %+v", in, out)
	},
}

func (s lineState) step(c lineCall, r lineResult) (bool, any) {
	switch c.kind {
	case "on":
		return true, append(slices.Clone(s), lineListener{call: c})
	case "off", "offwait":
		return s.takeOff(c, r)
	}
	return s.emit(c, r)
}

func (s lineState) takeOff(c lineCall, r lineResult) (bool, any) {
	i := slices.IndexFunc(s, func(l lineListener) bool { return l.call.id == c.id })
	was := i >= 0 && !s[i].leaving
	if was != r.was {
		return false, s
	}
	next := slices.Clone(s)
	switch {
	case i < 0:
	case c.kind == "offwait":
		next = slices.Delete(next, i, i+1)
	default:
		next[i].leaving = true
	}
	return true, next
}

// emit holds if those that heard are in order, all that had to hear are among
// them, and no other.
func (s lineState) emit(c lineCall, r lineResult) (bool, any) {
	next, at := slices.Clone(s), 0
	for _, l := range s.inOrder() {
		if !l.call.hears(c.name) {
			continue
		}
		called := at < len(r.heard) && r.heard[at] == l.call.id
		switch {
		case called:
			at++
			if l.call.once {
				next = slices.DeleteFunc(next, func(o lineListener) bool { return o.call.id == l.call.id })
			}
		case !l.leaving:
			return false, s
		}
	}
	return at == len(r.heard), next
}

func (s lineState) inOrder() lineState {
	sorted := slices.Clone(s)
	slices.SortStableFunc(sorted, func(a, b lineListener) int { return b.call.priority - a.call.priority })
	return sorted
}

func (c lineCall) hears(name string) bool {
	if prefix, ok := strings.CutSuffix(c.name, "*"); ok {
		return strings.HasPrefix(name, prefix)
	}
	return c.name == name
}

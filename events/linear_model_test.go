package events_test

import (
	"fmt"
	"slices"
	"strings"

	"github.com/anishathalye/porcupine"
)

// The model of a history: the listeners of one bus, and what atomic steps do
// to them. The checker looks for an order of all steps that the model could
// have gone through, each within the time that its call took.
//
// An emit is not an atomic step: it calls the listeners as they stood when it
// began, less those that were taken off since. So it is a step "begin", which notes
// who is on, one step "fire" for each Once that it uses up, and a step "end", at
// which all that it was to call and did not call must be off.

// A lineStep is what a step is asked for and what it said.
type lineStep struct {
	kind     string // on, off, offwait, begin, fire, end
	listener lineListener
	emit     int
	name     string // of the emit
	waited   bool   // it waited for asynchronous listeners, too
	was      bool   // off: it was on
	heard    []int  // end: whom it called, in order; those with a queue after the others
}

// A lineListener is what a listener is.
type lineListener struct {
	id, priority int
	scope        string // a name, a prefix that ends with a dot, or nothing for all
	once, async  bool
}

// hears reports whether the listener hears a name.
func (l lineListener) hears(name string) bool {
	return l.scope == "" || l.scope == name || strings.HasSuffix(l.scope, ".") && strings.HasPrefix(name, l.scope)
}

// A lineState is the listeners in the order of their registration, who of them
// is off, and whom each emit under way has found.
type lineState struct {
	all   []lineListener
	off   map[int]bool
	found map[int][]int
}

func (s lineState) clone() lineState {
	c := lineState{all: slices.Clone(s.all), off: map[int]bool{}, found: map[int][]int{}}
	for id := range s.off {
		c.off[id] = true
	}
	for e, ids := range s.found {
		c.found[e] = ids
	}
	return c
}

// lineModel is the model in the checker's terms.
var lineModel = porcupine.Model{
	Init:  func() any { return lineState{} },
	Step:  func(state, in, _ any) (bool, any) { return state.(lineState).step(in.(lineStep)) },
	Equal: func(a, b any) bool { return fmt.Sprint(a) == fmt.Sprint(b) },
}

func (s lineState) step(p lineStep) (bool, any) {
	next := s.clone()
	switch p.kind {
	case "on":
		next.all = append(next.all, p.listener)
	case "off":
		if known := slices.Contains(s.all, p.listener); !known || s.off[p.listener.id] == p.was {
			return false, s
		}
		next.off[p.listener.id] = true
	case "offwait":
		if !slices.Contains(s.all, p.listener) {
			return false, s
		}
		next.off[p.listener.id] = true
	case "begin":
		next.found[p.emit] = s.listeners(p)
	case "fire":
		id := p.listener.id
		if s.off[id] || !slices.Contains(s.found[p.emit], id) {
			return false, s
		}
		next.off[id] = true
	case "end":
		found, begun := s.found[p.emit]
		return begun && s.explains(found, p), next
	}
	return true, next
}

// listeners returns whom an emit finds, in the order of their calls: those with a
// queue after the others, since their calls are in no order with these.
func (s lineState) listeners(p lineStep) []int {
	var found []lineListener
	for _, l := range s.all {
		if !s.off[l.id] && l.hears(p.name) {
			found = append(found, l)
		}
	}
	slices.SortStableFunc(found, func(a, b lineListener) int {
		switch {
		case a.async && b.async:
			return a.id - b.id
		case a.async:
			return 1
		case b.async:
			return -1
		}
		return b.priority - a.priority
	})
	ids := []int{}
	for _, l := range found {
		ids = append(ids, l.id)
	}
	return ids
}

// explains reports whether an emit that found these may have called those: in
// this order, and all of them but such as are off by now.
func (s lineState) explains(found []int, p lineStep) bool {
	at := 0
	for _, id := range found {
		async := slices.ContainsFunc(s.all, func(l lineListener) bool { return l.id == id && l.async })
		switch {
		case async && !p.waited: // it may get it later
		case at < len(p.heard) && p.heard[at] == id:
			at++
		case !s.off[id]:
			return false
		}
	}
	return at == len(p.heard)
}

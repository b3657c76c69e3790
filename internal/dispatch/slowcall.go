package dispatch

import (
	"runtime"
	"sync/atomic"
	"time"
)

// A suspect is a table or queue with calls that last too long.
type slowSuspect struct {
	table   *table
	queue   *queue
	workers []uintptr // of the workers that last; 0: the only one
	event   string
	since   time.Time
}

const (
	// biggest is how much of all goroutines' stacks is read at the most.
	maxDumpSize = 64 << 20
	// many goroutines make a dump expensive: the world stops for some 10 µs for
	// each. If there are more than that, at most one dump a minute is made.
	manyGoroutines = 1000
)

var lastDump atomic.Int64

// blame reports the slow calls of suspects, each once, with the listener that it
// is a call of and with its goroutine's stack.
func (c *Core) reportSlowCalls(suspects []slowSuspect) {
	var all []goroutineTrace
	if mayDump() {
		all = listenerGoroutines()
	}
	for _, s := range suspects {
		for _, call := range s.slowCalls(all) {
			call.Event, call.Since = s.event, s.since
			c.hooks.Slow(call)
		}
		if s.table != nil {
			c.noteCalls(s.table, s.table.knownListenersIn(all))
		}
	}
}

func mayDump() bool {
	if runtime.NumGoroutine() <= manyGoroutines {
		return true
	}
	now, last := time.Now().UnixNano(), lastDump.Load()
	return now-last >= int64(time.Minute) && lastDump.CompareAndSwap(last, now)
}

// calls returns the slow calls of a suspect. Without a dump, that is one whose
// stack is not known.
func (s slowSuspect) slowCalls(all []goroutineTrace) (calls []SlowCall) {
	for _, g := range all {
		switch {
		case s.queue != nil:
			if g.worksFor(s.queue, s.workers) {
				calls = append(calls, SlowCall{Listener: s.queue.l, Stack: g.stack})
			}
		default:
			if l, maybe, in := g.listenerIn(s.table); in {
				calls = append(calls, SlowCall{Listener: l, Candidates: maybe, Stack: g.stack})
			}
		}
	}
	if all == nil {
		call := SlowCall{}
		if s.queue != nil {
			call.Listener = s.queue.l
		} else if call.Candidates = s.table.entries; len(call.Candidates) == 1 {
			call.Listener = call.Candidates[0]
		}
		calls = append(calls, call)
	}
	return calls
}

// noteCalls notes who the rounds over a retired table are in, for introspection.
func (c *Core) noteCalls(t *table, in []*Listener) {
	c.mu.Lock()
	defer c.mu.Unlock()
	t.lasting.calls = map[*Listener]int{}
	for _, l := range in {
		t.lasting.calls[l]++
	}
}

func (t *table) knownListenersIn(all []goroutineTrace) (in []*Listener) {
	for _, g := range all {
		if l, _, ok := g.listenerIn(t); ok && l != nil {
			in = append(in, l)
		}
	}
	return in
}

// callsIn is listenersIn; if one can't be told, all that it may be.
func (t *table) possibleListenersIn(all []goroutineTrace) (in []*Listener) {
	for _, g := range all {
		switch l, maybe, ok := g.listenerIn(t); {
		case !ok:
		case l != nil:
			in = append(in, l)
		default:
			in = append(in, maybe...)
		}
	}
	if in == nil {
		return t.entries
	}
	return in
}

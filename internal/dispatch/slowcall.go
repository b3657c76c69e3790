package dispatch

import (
	"runtime"
	"sync/atomic"
	"time"
)

// A slowSuspect is a table or a queue with calls that last too long.
type slowSuspect struct {
	table *table
	queue *queue
	seats []uintptr // of the slow workers; 0: the only one
	event string
	since time.Time
}

// manyGoroutines make a dump expensive: the world stops for some 10 µs for each
// goroutine. If there are more than this, at most one dump a minute is made.
const manyGoroutines = 1000

// lastDump is when the last dump was made with many goroutines: unix nanoseconds.
var lastDump atomic.Int64 // unix nanoseconds

// reportSlowCalls reports the slow calls of suspects, each once, with its listener
// and the stack of its goroutine.
func (c *Core) reportSlowCalls(suspects []slowSuspect) {
	var dump []goroutineTrace
	if frameNames.learn(); frameNames.isReadable && mayDump() {
		dump = listenerGoroutines()
	}
	for _, s := range suspects {
		for _, call := range s.slowCalls(dump) {
			call.Event, call.Since = s.event, s.since
			c.hooks.Slow(call)
		}
		if s.table != nil {
			c.noteCalls(s.table, s.table.knownListenersIn(dump))
		}
	}
}

// mayDump reports whether a dump is cheap enough now.
func mayDump() bool {
	if runtime.NumGoroutine() <= manyGoroutines {
		return true
	}
	now, last := time.Now().UnixNano(), lastDump.Load()
	return now-last >= int64(time.Minute) && lastDump.CompareAndSwap(last, now)
}

// slowCalls returns the slow calls of a suspect. Without a dump that is one whose
// stack is not known.
func (s slowSuspect) slowCalls(dump []goroutineTrace) (calls []SlowCall) {
	if dump == nil {
		return []SlowCall{s.withoutStack()}
	}
	for _, g := range dump {
		switch {
		case s.queue != nil:
			if g.worksFor(s.queue, s.seats) {
				calls = append(calls, SlowCall{Listener: s.queue.l, Stack: g.stack})
			}
		default:
			if l, maybe, in := g.listenerIn(s.table); in {
				calls = append(calls, SlowCall{Listener: l, Candidates: maybe, Stack: g.stack})
			}
		}
	}
	return calls
}

// withoutStack is the report of a call whose goroutine was not looked for.
func (s slowSuspect) withoutStack() SlowCall {
	if s.queue != nil {
		return SlowCall{Listener: s.queue.l}
	}
	if entries := s.table.entries; len(entries) == 1 {
		return SlowCall{Listener: entries[0], Candidates: entries}
	}
	return SlowCall{Candidates: s.table.entries}
}

// noteCalls notes which listeners the rounds over a retired table are calling, for
// introspection.
func (c *Core) noteCalls(t *table, in []*Listener) {
	c.mu.Lock()
	defer c.mu.Unlock()
	t.lasting.calls = map[*Listener]int{}
	for _, l := range in {
		t.lasting.calls[l]++
	}
}

// knownListenersIn returns the listeners that rounds over t are calling, as far as
// they can be told.
func (t *table) knownListenersIn(dump []goroutineTrace) (in []*Listener) {
	for _, g := range dump {
		if l, _, ok := g.listenerIn(t); ok && l != nil {
			in = append(in, l)
		}
	}
	return in
}

// possibleListenersIn is knownListenersIn; of a round whose listener can't be told
// it has all that it may be.
func (t *table) possibleListenersIn(dump []goroutineTrace) (in []*Listener) {
	for _, g := range dump {
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

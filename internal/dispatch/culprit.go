package dispatch

import (
	"bytes"
	"reflect"
	"runtime"
	"slices"
	"strings"
)

// biggest is how much of all goroutines' stacks is read at the most.
const biggest = 16 << 20

// expose finds the goroutines of slow calls and reports each once. Stopping the
// world for it takes about 10 µs a goroutine, and happens when a call has
// lasted for seconds.
func (c *Core) expose(suspects []suspect) {
	all := goroutines()
	for _, s := range suspects {
		c.report(s, all)
	}
}

// A goroutine is one in a traceback of all.
type goroutine struct {
	id    string
	stack []byte
	works []place
}

// A place is where a goroutine works on a table or queue.
type place struct {
	at, in uintptr
	line   int // of its stack; what is called from there stands above
}

// goroutines returns those that work for a listener.
func goroutines() (ours []goroutine) {
	buf := make([]byte, 1<<20)
	n := runtime.Stack(buf, true)
	for n == len(buf) && n < biggest {
		buf = make([]byte, 4*n)
		n = runtime.Stack(buf, true)
	}
	for block := range bytes.SplitSeq(buf[:n], []byte("\n\n")) {
		if g := parseGoroutine(block); len(g.works) > 0 {
			ours = append(ours, g)
		}
	}
	return ours
}

func parseGoroutine(block []byte) (g goroutine) {
	header, _, _ := bytes.Cut(block, []byte(" ["))
	g.id, g.stack = string(header), block
	line := 0
	for text := range bytes.Lines(block) {
		var f frames
		if f.add(string(bytes.TrimSpace(text))); len(f.at) > 0 {
			g.works = append(g.works, place{f.at[0], f.in[0], line})
		}
		line++
	}
	return g
}

// report reports the slow calls of one suspect.
func (c *Core) report(s suspect, all []goroutine) {
	for _, g := range all {
		i := slices.IndexFunc(g.works, func(p place) bool { return p.at == s.addr && (s.in == nil || s.in[p.in]) })
		if i < 0 || !c.first(s.told, g.id) {
			continue
		}
		if l := s.culprit(g, g.works[i].line); l != nil {
			c.hooks.Slow(SlowCall{l, s.event, s.since, g.stack})
		}
	}
}

// first reports whether a goroutine is told for the first time.
func (c *Core) first(told map[string]bool, id string) bool {
	c.mu.Lock()
	defer c.mu.Unlock()
	had := told[id]
	told[id] = true
	return !had
}

// waiting is where an emit waits for room in a full queue: the listener to
// blame is the one that the queue is of, and has a report of its own.
var waiting = []byte(reflect.TypeFor[Bus]().PkgPath() + ".(*Queue[...]).await(")

// culprit returns whose handler stands next above the line where the table or
// queue is worked on, or nil.
func (s *suspect) culprit(g goroutine, line int) *Listener {
	above := bytes.Split(g.stack, []byte("\n"))[:line]
	for _, text := range slices.Backward(above) {
		if bytes.HasPrefix(text, waiting) {
			return nil
		}
		name := string(text)
		if i := strings.LastIndexByte(name, '('); i > 0 {
			name = name[:i]
		}
		for _, l := range s.listeners {
			if f := runtime.FuncForPC(l.fn); f != nil && f.Name() == name {
				return l
			}
		}
	}
	return s.listeners[0]
}

// culprits returns the listeners that rounds over t are in, as far as that is to
// be seen; else entries.
func (t *table) culprits(all []goroutine, entries []*Listener) (guilty []*Listener) {
	s := suspect{addr: t.addr(), listeners: t.entries}
	for _, g := range all {
		i := slices.IndexFunc(g.works, func(p place) bool { return p.at == s.addr })
		if i < 0 {
			continue
		}
		if l := s.culprit(g, g.works[i].line); l != nil {
			guilty = append(guilty, l)
		}
	}
	if guilty == nil {
		return entries
	}
	return guilty
}

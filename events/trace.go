package events

import (
	"context"
	"fmt"
	"io"
	"strings"
	"sync"

	"github.com/fastpluggy/eventbus/internal/dispatch"
)

// WithTrace writes one line for each emit to w: which listeners got it, which
// predicates rejected it, which listeners failed, whether and why it was refused,
// and a similar name if there is no listener. An emit of a string that is not a
// name has no line. It is for development.
//
// Lines are written one at a time: by the emitter, or, if another line is being
// written, on a goroutine that ends with the last of them. Up to 1,000 lines wait;
// a line says how many more were left out. The writer may emit: of the lines that
// result from one line, the first 16 are written after it. It panics on nil.
func WithTrace(w io.Writer) BusOption {
	if w == nil {
		panic("events: WithTrace(nil): leave the option out for no trace")
	}
	return func(s *busState) { s.trace = &tracer{w: w} }
}

const (
	maxLines  = 1000 // that wait for a slow writer
	maxNested = 16   // that are written for what the writer emits while it writes one
)

// A tracer writes one line at a time, and holds no lock while it writes: the writer
// is user code, and may emit. The goroutine that has set writing is the one that
// writes.
type tracer struct {
	w      io.Writer
	failed func(error)

	mu      sync.Mutex
	writing bool
	lines   []string
	nested  []string // of emits of the writer
	room    int      // for nested lines
	lost    int
}

func (t *tracer) write(line string) {
	if !t.startWriting(line) {
		return
	}
	defer t.handOver() // also if the writer ends the goroutine
	t.writeLine(line)
	for nested, more := t.nextNested(); more; nested, more = t.nextNested() {
		t.writeLine(nested)
	}
}

// nextNested returns the next line of what the writer itself has emitted.
func (t *tracer) nextNested() (line string, more bool) {
	t.mu.Lock()
	defer t.mu.Unlock()
	if len(t.nested) == 0 {
		t.nested = nil
		return "", false
	}
	line, t.nested = t.nested[0], t.nested[1:]
	return line, true
}

// startWriting reports whether the caller is the one to write now. Otherwise the
// line waits for its turn, unless the writer itself has emitted it: that would
// never end.
func (t *tracer) startWriting(line string) bool {
	t.mu.Lock()
	defer t.mu.Unlock()
	switch {
	case !t.writing:
		t.writing, t.room = true, maxNested
		return true
	case isBelow(traceWriterFrame):
		if t.room > 0 {
			t.room--
			t.nested = append(t.nested, line)
		}
	case len(t.lines) == maxLines:
		t.lost++
	default:
		t.lines = append(t.lines, line)
	}
	return false
}

// handOver leaves the waiting lines to a goroutine of their own: an emitter writes
// its own line, and not those of others.
func (t *tracer) handOver() {
	if next, more := t.nextLine(); more {
		go t.writeAll(next)
	}
}

func (t *tracer) writeAll(line string) {
	defer t.handOver() // if the writer ends the goroutine
	for more := true; more; line, more = t.nextLine() {
		t.writeLine(line)
	}
}

// nextLine returns the next line, or ends the writing.
func (t *tracer) nextLine() (line string, more bool) {
	t.mu.Lock()
	defer t.mu.Unlock()
	switch {
	case !t.writing:
		return "", false
	case len(t.nested) > 0: // the writer ended the goroutine
		line, t.nested = t.nested[0], t.nested[1:]
		return line, true
	case len(t.lines) > 0:
		line, t.lines, t.room = t.lines[0], t.lines[1:], maxNested
		return line, true
	case t.lost > 0:
		line, t.lost = fmt.Sprintf("events: %d lines left out: the writer is too slow\n", t.lost), 0
		return line, true
	}
	t.writing, t.lines = false, nil
	return "", false
}

var traceWriterFrame = frameOf((*tracer).writeLine)

// writeLine writes one line, and treats a panic of the writer like an error: the
// emitter must not suffer from either.
//
//go:noinline
func (t *tracer) writeLine(line string) {
	var err error
	defer func() {
		if v := recover(); v != nil {
			err = fmt.Errorf("the writer panicked: %v", v)
		}
		if err != nil {
			t.failed(err)
		}
	}()
	_, err = io.WriteString(t.w, line)
}

func (b *Bus) traceFailed(err error) {
	b.logError(context.Background(), "events: cannot write the trace", "error", err)
}

// traceEmit writes the line of one emit.
func (b *Bus) traceEmit(t dispatch.Trace) {
	var out strings.Builder
	fmt.Fprintf(&out, "events: %s", clip(t.Meta.Name))
	if t.Meta.Source != "" {
		fmt.Fprintf(&out, " from %s", t.Meta.Source)
	}
	if t.Refused {
		out.WriteString(": refused")
	} else if len(t.Entries) == 0 {
		fmt.Fprintf(&out, ": %s", b.noListenerText(t.Meta.Name))
	}
	for i, e := range t.Entries {
		sep := "; "
		if i == 0 {
			sep = ": "
		}
		what := e.What
		if what == "" {
			what = "ok"
		}
		fmt.Fprintf(&out, "%s%s %s", sep, e.Listener.Name(), what)
	}
	if also := b.suggestName(t.Meta.Name, listenersIn(t.Entries)); also != "" && !t.Refused {
		fmt.Fprintf(&out, "; %s", also)
	}
	if t.Err != nil {
		fmt.Fprintf(&out, " (%v)", t.Err)
	}
	line := strings.ReplaceAll(out.String(), "\n", " | ")
	b.state().trace.write(line + "\n")
}

func listenersIn(entries []dispatch.TraceEntry) (by []*dispatch.Listener) {
	for _, e := range entries {
		by = append(by, e.Listener)
	}
	return by
}

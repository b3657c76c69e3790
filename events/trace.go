package events

import (
	"errors"
	"fmt"
	"io"
	"sync"
)

// WithTrace writes a line an emit to w: who heard it, which predicates said
// no, who failed, and a name like it where nobody listens. It is for
// development: lines are written one at a time, in the goroutine of an emitter,
// which may write those of others, too. The writer may emit.
func WithTrace(w io.Writer) BusOption {
	if w == nil {
		panic("events: WithTrace(nil): leave the option out for no trace")
	}
	return func(s *state) { s.trace = &tracer{w: w} }
}

// A tracer writes one line at a time, and holds no lock meanwhile: the writer is
// user code, and may emit. Who comes while another is writing leaves its lines
// to that one.
type tracer struct {
	w io.Writer

	mu      sync.Mutex
	lines   []string
	writing bool
}

func (t *tracer) write(line string) error {
	t.mu.Lock()
	defer t.mu.Unlock()
	t.lines = append(t.lines, line)
	if t.writing {
		return nil
	}
	t.writing = true
	defer func() { t.writing = false }()
	var errs []error
	for len(t.lines) > 0 {
		next := t.lines[0]
		t.lines = t.lines[1:]
		errs = append(errs, t.one(next))
	}
	t.lines = nil
	return errors.Join(errs...)
}

// one writes a line without the lock. A writer that panics is like one that
// fails: the emitter must not suffer from either.
func (t *tracer) one(line string) (err error) {
	t.mu.Unlock()
	defer t.mu.Lock()
	defer func() {
		if v := recover(); v != nil {
			err = fmt.Errorf("the writer panicked: %v", v)
		}
	}()
	_, err = io.WriteString(t.w, line)
	return err
}

package dispatch

import (
	"fmt"
	"time"
)

// A Trace is what became of one emit.
type Trace struct {
	Meta     Meta
	Body     Body          // of an observed emit
	Entries  []TraceEntry  // for the hook Traced alone
	Reached  int           // how many listeners got the event
	Took     time.Duration // of an observed emit
	Failures []error       // as the hook Failed returned them
	Err      error
}

// A TraceEntry is what one listener made of an emit.
type TraceEntry struct {
	Listener *Listener
	What     string
}

// remark is for the hook Traced; an observed emit alone does not pay for it.
func (r *delivery[T]) remark(l *Listener, what string) {
	if r.trace != nil && r.bus.core.hooks.Traced != nil {
		r.trace.Entries = append(r.trace.Entries, TraceEntry{l, what})
	}
}

// missed says why a listener did not get the event.
func (r *delivery[T]) missed(l *Listener, why string) {
	if r.trace != nil {
		r.trace.Reached--
		r.remark(l, why)
	}
}

func (r *delivery[T]) noted(l *Listener, failure error, cause error) {
	if r.trace != nil {
		r.trace.Failures = append(r.trace.Failures, failure)
		if r.bus.core.hooks.Traced != nil { // else nobody reads it, and an Error method may be slow
			r.remark(l, "failed: "+fmt.Sprint(cause)) // which survives one that panics
		}
	}
}

// open begins the trace of an emit.
func (r *delivery[T]) open() {
	if r.table.traced {
		r.trace = &Trace{Reached: len(r.table.entries)}
		if r.bus.core.observed.Load() {
			r.began = time.Now()
			if r.meta.Time.IsZero() { // it has not been forwarded
				r.meta.Time = r.began
			}
		}
	}
}

// traced tells of the emit.
func (r *delivery[T]) traced(err error) {
	t := r.trace
	t.Meta, t.Err = r.meta, err
	if tell := r.bus.core.hooks.Traced; tell != nil {
		r.fill()
		tell(*t)
	}
	if !r.began.IsZero() {
		t.Took = time.Since(r.began)
		t.Meta, t.Body = r.general()
		r.bus.core.hooks.Observed(*t)
	}
}

// fill adds those of whom there was nothing to say.
func (r *delivery[T]) fill() {
	told := map[*Listener]string{}
	for _, e := range r.trace.Entries {
		told[e.Listener] = e.What
	}
	r.trace.Entries = r.trace.Entries[:0]
	for _, l := range r.table.entries {
		r.trace.Entries = append(r.trace.Entries, TraceEntry{l, told[l]})
	}
}

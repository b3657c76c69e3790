package dispatch

import (
	"fmt"
	"time"
)

// A Trace is what became of one emit.
type Trace struct {
	Meta     Meta
	Body     Body // of an observed emit
	Entries  []TraceEntry
	Took     time.Duration // of an observed emit
	Failures []error       // as the hook Failed returned them
	Err      error
}

// A TraceEntry is what one listener made of an emit.
type TraceEntry struct {
	Listener *Listener
	What     string
	Missed   bool // it did not get the event
}

func (r *delivery[T]) remark(l *Listener, what string) {
	if r.trace != nil {
		r.trace.Entries = append(r.trace.Entries, TraceEntry{Listener: l, What: what})
	}
}

// missed says why a listener did not get the event.
func (r *delivery[T]) missed(l *Listener, why string) {
	if r.trace != nil {
		r.trace.Entries = append(r.trace.Entries, TraceEntry{l, why, true})
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
		r.trace = new(Trace)
		if r.bus.core.observed.Load() {
			r.began = time.Now()
			if r.meta.Time.IsZero() { // it has not been forwarded
				r.meta.Time = r.began
			}
		}
	}
}

// traced fills in those of whom there was nothing to say, and tells.
func (r *delivery[T]) traced(err error) {
	t := r.trace
	told := map[*Listener]TraceEntry{}
	for _, e := range t.Entries {
		told[e.Listener] = e
	}
	t.Entries = t.Entries[:0]
	for _, l := range r.table.entries {
		e := told[l]
		e.Listener = l
		t.Entries = append(t.Entries, e)
	}
	t.Meta, t.Err = r.meta, err
	if tell := r.bus.core.hooks.Traced; tell != nil {
		tell(*t)
	}
	if !r.began.IsZero() {
		t.Took = time.Since(r.began)
		t.Meta, t.Body = r.general()
		r.bus.core.hooks.Observed(*t)
	}
}

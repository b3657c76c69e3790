package dispatch

import (
	"fmt"
	"time"
)

// A trace is made only if the table says traced: there is a hook Traced, or the
// bus is observed. Both make all emits of the table take the slow path.

// A Trace is the result of one emit.
type Trace struct {
	Meta     Meta
	Body     Body          // of an observed emit
	Entries  []TraceEntry  // only for the hook Traced
	Reached  int           // how many listeners got the event
	Took     time.Duration // of an observed emit
	Failures []error       // as the hook Failed returned them
	Err      error
	Refused  bool // the event was not accepted, and no listener was called
}

// A TraceEntry is what became of an event at one listener.
type TraceEntry struct {
	Listener *Listener
	What     string
}

// addRemark is for the hook Traced. An emit that is only observed does not pay
// for it.
func (r *round) addRemark(l *Listener, what string) {
	if r.trace != nil && r.bus.core.hooks.Traced != nil {
		r.trace.Entries = append(r.trace.Entries, TraceEntry{l, what})
	}
}

// traceMissed records why a listener did not get the event.
func (r *round) traceMissed(l *Listener, why string) {
	if r.trace != nil {
		r.trace.Reached--
		r.addRemark(l, why)
	}
}

// traceFailure records a failure in the trace: failure as the hook Failed
// returned it, and cause as it was.
func (r *round) traceFailure(l *Listener, failure error, cause error) {
	if r.trace != nil {
		r.trace.Failures = append(r.trace.Failures, failure)
		if r.bus.core.hooks.Traced != nil { // otherwise it is not read, and an Error method may be slow
			r.addRemark(l, "failed: "+fmt.Sprint(cause)) // Sprint survives an Error method that panics
		}
	}
}

// openTrace begins the trace of an emit.
func (r *round) openTrace() {
	if !r.table.traced {
		return
	}
	r.trace = &Trace{Reached: len(r.table.entries)}
	if r.bus.core.observed.Load() {
		r.observedSince = time.Now()
		if r.meta.Time.IsZero() { // it was not relayed
			r.meta.Time = r.observedSince
		}
	}
}

// reportTrace calls the hooks that trace or observe the bus.
func (r *round) reportTrace(err error) {
	t := r.trace
	t.Meta, t.Err = r.meta, err
	if tell := r.bus.core.hooks.Traced; tell != nil {
		r.fillEntries()
		tell(*t)
	}
	if !r.observedSince.IsZero() {
		t.Took = time.Since(r.observedSince)
		t.Body = r.generalBody()
		t.Meta = r.meta
		r.bus.core.hooks.Observed(*t)
	}
}

// fillEntries adds the listeners without a remark.
func (r *round) fillEntries() {
	remarks := map[*Listener]string{}
	for _, e := range r.trace.Entries {
		remarks[e.Listener] = e.What
	}
	r.trace.Entries = r.trace.Entries[:0]
	for _, l := range r.table.entries {
		r.trace.Entries = append(r.trace.Entries, TraceEntry{l, remarks[l]})
	}
}

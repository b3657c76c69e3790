package dispatch

// A Trace is what became of one emit.
type Trace struct {
	Meta    Meta
	Entries []TraceEntry
	Err     error
}

// A TraceEntry is what one listener made of an emit.
type TraceEntry struct {
	Listener *Listener
	What     string
}

func (r *delivery[T]) remark(l *Listener, what string) {
	if r.trace != nil {
		r.trace.Entries = append(r.trace.Entries, TraceEntry{l, what})
	}
}

// traced fills in those of whom there was nothing to say, and tells.
func (r *delivery[T]) traced(err error) {
	t := r.trace
	told := map[*Listener]string{}
	for _, e := range t.Entries {
		told[e.Listener] = e.What
	}
	t.Entries = t.Entries[:0]
	for _, l := range r.table.entries {
		t.Entries = append(t.Entries, TraceEntry{l, told[l]})
	}
	t.Err = err
	r.bus.core.hooks.Traced(*t)
}

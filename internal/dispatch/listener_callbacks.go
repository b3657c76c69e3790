package dispatch

// Besides its handler, a listener may have a predicate and a key function. Both are
// user code: the mark tells reports of slow calls whose it is, and the stage says
// what has panicked.

// askPredicate calls the predicate. If it panics, the stage tells reportFailure
// that it was the predicate.
func (r *round) askPredicate(l *Listener, x *listenerOptions, body Body) bool {
	r.stage = StagePredicate
	yes := callPredicate(stackMark{addrOf(l)}, x, r.meta, body)
	r.stage = ""
	return yes
}

// callPredicate has a mark for reports of slow calls.
//
//go:noinline
func callPredicate(_ stackMark, x *listenerOptions, m Meta, body Body) bool {
	return x.Predicate(m, body)
}

// keyOf asks for the key of the event. If the key function panics, the stage
// tells reportFailure that it was the key.
func (r *round) keyOf(l *Listener, x *listenerOptions) string {
	r.stage = StageKey
	key := callKeyFunc(stackMark{addrOf(l)}, x, r.meta, r.generalBody())
	r.stage = ""
	return key
}

// callKeyFunc has a mark for reports of slow calls.
//
//go:noinline
func callKeyFunc(_ stackMark, x *listenerOptions, m Meta, body Body) string { return x.Key(m, body) }

package dispatch

// checkStack is called by a round that finds its cell's limit passed, or its view
// not open. It returns ErrClosed or a RecursionError if the emit must be refused.
// It looks at the round's own stack (stack.go), which takes 5 ns a frame. That happens
// while a table is new or asleep, while more than a few rounds are inside at once,
// and during a Drain.
//
// So a recursion is refused at exactly the depth of Limits, for recursions
// through up to 16 names: by then as many rounds are in one of their tables, and
// from there on each round looks. (If two cores emit a name at once it is up to 7
// names, since the rounds are spread over eight cells.) An emit that is not
// nested is never refused, however many are under way.
//
//go:noinline
func (c *Core) checkStack(o *Owner, t *table, inside, limit int64, name string) error {
	s := lookAtStack()
	switch state := o.state.Load(); {
	case state == viewClosed, state == viewClosing && !c.hasListenerOn(s):
		return ErrClosed
	}
	if s.rounds >= c.limits.Depth {
		return c.hooks.Recursed(name, s.rounds, append(c.roundNamesOn(s), name))
	}
	if limit == limitLook || s.rounds >= deepRecursion {
		c.awakenTable(t, s.rounds)
	}
	if s.isInside() && c.draining.Load() > 0 {
		c.consequences.Add(1)
	}
	return nil
}

// deepRecursion is the depth from which on every round over a table looks at its
// stack, until one finds that it is less deep.
const deepRecursion = 8

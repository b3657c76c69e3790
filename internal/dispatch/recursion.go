package dispatch

// checkStack is called by a round that finds its cell's limit passed, or its view
// not open. It returns ErrClosed or a RecursionError if the emit must be refused.
// It looks at the round's own stack, which takes about a microsecond. That happens
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

// awakenTable has the watch look at t, and sets its limit. That is calmLimit,
// except that all rounds go on looking while the table is new, during a Drain,
// and in a deep recursion. Rounds that are still in retired tables of the same
// name count, too.
func (c *Core) awakenTable(t *table, depth int) {
	if t.isAwake.Load() && c.calmLimit() == limitLook {
		return
	}
	c.mu.Lock()
	defer c.mu.Unlock()
	if t.isRetired() {
		return
	}
	if !t.isAwake.Load() {
		t.awakeIndex = len(c.tablesAwake)
		c.tablesAwake = append(c.tablesAwake, t)
		t.isAwake.Store(true)
		c.watch.armTimer(c)
	}
	const roundsWhileNew = 4 // a recursion may change its listeners on the way, and so begin a table at each level
	out, inside := t.gate.roundCounts()
	switch {
	case depth >= deepRecursion: // the next round may be in an empty cell
		t.gate.setLimit(limitLook)
	case out+inside >= roundsWhileNew && c.draining.Load() == 0:
		t.gate.setLimit(max(limitLook, c.calmLimit()-c.roundsInRetired(t.slot)))
	}
}

// roundsInRetired counts the rounds in retired tables of s. The caller holds
// core.mu.
func (c *Core) roundsInRetired(s *slot) (n int64) {
	if s.retiredTables == 0 {
		return 0
	}
	for t := range c.tablesLeaving {
		if t.slot == s {
			n += int64(t.gate.roundsInside())
		}
	}
	return n
}

// putToSleep takes t off the list of tables that the watch looks at. The caller
// holds core.mu.
func (c *Core) putToSleep(t *table) {
	if !t.isAwake.Load() {
		return
	}
	t.isAwake.Store(false)
	last := len(c.tablesAwake) - 1
	c.tablesAwake[t.awakeIndex] = c.tablesAwake[last]
	c.tablesAwake[t.awakeIndex].awakeIndex = t.awakeIndex
	c.tablesAwake[last] = nil
	c.tablesAwake = shrinkSlice(c.tablesAwake[:last])
}

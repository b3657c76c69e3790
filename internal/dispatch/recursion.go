package dispatch

// checkStack is where a round goes that found its cell's limit passed, or its view
// closed: it looks at its own stack, which takes about a microsecond. That is
// so while a table is new or asleep, while more than a few rounds are inside at
// once, and while somebody drains.
//
// So a recursion is refused at the very depth that Limits say, for circles of up
// to 16 names: as many rounds pile up in one of their tables before it is that
// deep, and from then on each looks. (On a name that two cores emit at once it is
// up to 7 names, since the rounds are spread over eight cells.) No emit that is
// not nested is ever refused, however many are under way.
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

// deepRecursion is the depth from which on every round over a table looks, until one finds
// that it is less deep.
const deepRecursion = 8

// awakenTable makes the watch look at t, and sets its limit: to calm, unless it must
// go on looking since it is new, since somebody drains, or since rounds go on in
// tables that it has succeeded.
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
	const young = 4 // rounds: a recursion may change its listeners as it goes, and begin a table at each level
	out, inside := t.gate.roundCounts()
	switch {
	case depth >= deepRecursion: // the next round may be in a cell that nobody is in
		t.gate.setLimit(limitLook)
	case out+inside >= young && c.draining.Load() == 0:
		t.gate.setLimit(max(limitLook, c.calmLimit()-c.roundsInRetired(t.slot)))
	}
}

// roundsInRetired counts the rounds in retired tables of s; the caller holds
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

// putToSleep takes t off the list of those that the watch looks at; the caller
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

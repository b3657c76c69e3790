package dispatch

// The watch looks at a table as long as it is awake: from its first rounds until it
// has had none for a while.

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

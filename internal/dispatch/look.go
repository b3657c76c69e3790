package dispatch

// look is where a round goes that found its cell's limit passed, or its view
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
func (c *Core) look(o *Owner, t *table, inside, limit int64, name string) error {
	s := lookAtStack()
	switch state := o.state.Load(); {
	case state == closed, state == closing && !c.hasOn(s):
		return ErrClosed
	}
	if s.rounds >= c.limits.Depth {
		return c.hooks.Recursed(name, s.rounds, append(c.namesOn(s), name))
	}
	if limit == limitLook || s.rounds >= deep {
		c.awaken(t, s.rounds)
	}
	if s.inside() && c.draining.Load() > 0 {
		c.consequences.Add(1)
	}
	return nil
}

// deep is the depth from which on every round over a table looks, until one finds
// that it is less deep.
const deep = 8

// awaken makes the watch look at t, and sets its limit: to calm, unless it must
// go on looking since it is new, since somebody drains, or since rounds go on in
// tables that it has succeeded.
func (c *Core) awaken(t *table, depth int) {
	if t.awake.Load() && c.calm() == limitLook {
		return
	}
	c.mu.Lock()
	defer c.mu.Unlock()
	if t.retired() {
		return
	}
	if !t.awake.Load() {
		t.awakeAt = len(c.awake)
		c.awake = append(c.awake, t)
		t.awake.Store(true)
		c.watch.stir(c)
	}
	const young = 4 // rounds: a recursion may change its listeners as it goes, and begin a table at each level
	out, inside := t.gate.counts()
	switch {
	case depth >= deep: // the next round may be in a cell that nobody is in
		t.gate.setLimit(limitLook)
	case out+inside >= young && c.draining.Load() == 0:
		t.gate.setLimit(max(limitLook, c.calm()-c.roundsLeaving(t.slot)))
	}
}

// roundsLeaving counts the rounds in retired tables of s; the caller holds
// core.mu.
func (c *Core) roundsLeaving(s *slot) (n int64) {
	if s.leaving == 0 {
		return 0
	}
	for t := range c.leaving {
		if t.slot == s {
			n += int64(t.gate.inside())
		}
	}
	return n
}

// putToSleep takes t off the list of those that the watch looks at; the caller
// holds core.mu.
func (c *Core) putToSleep(t *table) {
	if !t.awake.Load() {
		return
	}
	t.awake.Store(false)
	last := len(c.awake) - 1
	c.awake[t.awakeAt] = c.awake[last]
	c.awake[t.awakeAt].awakeAt = t.awakeAt
	c.awake[last] = nil
	c.awake = shrunk(c.awake[:last])
}

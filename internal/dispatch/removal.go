package dispatch

import (
	"context"
	"slices"
)

// A listener that is taken off is marked at once, and its tables are retired. A
// round that is inside one of them sees that after each call, and from then on
// looks at the mark before it calls a listener. The functions of the listener are
// dropped when no such round is left (forgetHandler).

// Off takes l off. It reports whether it was on.
func (l *Listener) Off() bool {
	if !l.owner.core.takeOff(l) {
		return false
	}
	l.endListener()
	return true
}

// OffWait takes l off and waits until nothing of it runs.
func (l *Listener) OffWait(ctx context.Context) error {
	if ctx == nil {
		ctx = context.Background()
	}
	l.Off()
	targets := l.owner.core.callTargets(l)
	if len(targets) == 0 {
		return nil
	}
	return newWaiter(l.owner.core, 0).waitForAll(ctx, targets)
}

// callTargets returns the rounds that may call l, which is off, and its queue, if
// it has work. All tables that l was in are retired.
func (c *Core) callTargets(l *Listener) (targets []waitTarget) {
	c.mu.Lock()
	defer c.mu.Unlock()
	for t := range c.tablesOf(l) {
		if t.isRetired() && t.gate.roundsInside() > 0 && t.contains(l) {
			targets = append(targets, waitTarget{table: t})
		}
	}
	if l.queue != nil && !l.queue.isAtRest() {
		targets = append(targets, waitTarget{queue: l.queue, atRest: true})
	}
	return targets
}

// OffAll takes an owner's listeners off in one step.
func (b *Bus) OffAll() int {
	c := b.core
	c.mu.Lock()
	gone := slices.Clone(b.owner.listeners)
	for _, l := range gone {
		c.takeOffLocked(l)
	}
	c.mu.Unlock()
	for _, l := range gone {
		l.endListener()
	}
	return len(gone)
}

// takeOff takes l out of all tables. It reports whether l was on. A round that
// began before sees that its table is retired, and then the flag off.
func (c *Core) takeOff(l *Listener) bool {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.takeOffLocked(l)
}

// takeOffLocked is takeOff for a caller that holds core.mu.
func (c *Core) takeOffLocked(l *Listener) bool {
	if l.off.Swap(true) {
		return false
	}
	c.unlinkListener(l)
	o := l.owner
	last := len(o.listeners) - 1
	o.listeners[l.ownerIndex] = o.listeners[last]
	o.listeners[l.ownerIndex].ownerIndex = l.ownerIndex
	o.listeners[last] = nil
	o.listeners = shrinkSlice(o.listeners[:last])
	c.releaseOwner(o)
	if l.queue == nil {
		l.forgetHandler()
	}
	return true
}

// endListener ends what a listener that is off still holds. It returns how many
// events were lost with its queue.
func (l *Listener) endListener() (lost int) {
	l.stopWatching()
	if l.queue == nil {
		return 0
	}
	lost = l.queue.discardAll()
	l.queue.noteRest()
	return lost
}

// claimOnce takes a once-listener off for the only event that it gets. It reports
// whether it was on: of all emits and calls of Off, one is the first. Its queue
// stays, since the event goes into it.
func (l *Listener) claimOnce() bool {
	c := l.owner.core
	c.mu.Lock()
	first := !l.off.Load()
	if first {
		l.options().onceClaimed.Store(true) // before it is off: a stream waits for the event that is on its way
		c.takeOffLocked(l)
	}
	c.mu.Unlock()
	if first {
		l.stopWatching()
	}
	return first
}

// onceQueued is called when the only event of an asynchronous once-listener is in
// its queue, or was not taken.
func (l *Listener) onceQueued(failed bool) {
	if failed {
		l.endListener()
		return
	}
	l.queue.noteRest()
}

package dispatch

import (
	"context"
	"slices"
)

// Off takes l off. It reports whether it was on.
func (l *Listener) Off() bool {
	if !l.owner.core.off(l) {
		return false
	}
	l.release()
	return true
}

// OffWait takes l off and waits until nothing of it runs.
func (l *Listener) OffWait(ctx context.Context) error {
	l.Off()
	c, q := l.owner.core, l.queue()
	return c.until(ctx, func() bool { return (q == nil || q.idle()) && c.roundsOver(l) }, func() {})
}

// roundsOver reports whether no round that may call l is inside. All tables
// that l was in are retired, since it is off.
func (c *Core) roundsOver(l *Listener) bool {
	c.mu.Lock()
	defer c.mu.Unlock()
	for t := range c.leaving {
		if !c.idle(t) && slices.Contains(t.entries, l) {
			return false
		}
	}
	return true
}

// OffAll takes an owner's listeners off in one step.
func (b *Bus) OffAll() int {
	n, _ := b.offAll()
	return n
}

func (b *Bus) offAll() (n, lost int) {
	c := b.core
	c.mu.Lock()
	gone := slices.Clone(b.owner.listeners)
	for _, l := range gone {
		c.offLocked(l)
	}
	c.mu.Unlock()
	for _, l := range gone {
		lost += l.release()
	}
	c.wake()
	return len(gone), lost
}

// off takes l out of all tables. It reports whether l was in. A round that
// began earlier sees that its table is out of use, and then the flag.
func (c *Core) off(l *Listener) bool {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.offLocked(l)
}

func (c *Core) offLocked(l *Listener) bool {
	if l.off.Swap(true) {
		return false
	}
	c.unlink(l)
	c.ends(l)
	o := l.owner
	last := len(o.listeners) - 1
	o.listeners[l.owned] = o.listeners[last]
	o.listeners[l.owned].owned = l.owned
	o.listeners[last] = nil
	o.listeners = shrunk(o.listeners[:last])
	return true
}

// ends keeps a listener that is off in mind for as long as its queue works:
// Drain and Close wait for that too. The caller holds core.mu.
func (c *Core) ends(l *Listener) {
	q := l.queue()
	if q == nil {
		return
	}
	if q.resting() {
		delete(c.ending, l)
		delete(c.watch.pace, l)
	} else {
		c.ending[l] = struct{}{}
	}
}

// rested is called where the queue of l may have come to rest.
func (l *Listener) rested() {
	c := l.owner.core
	if l.off.Load() {
		c.mu.Lock()
		c.ends(l)
		c.mu.Unlock()
	}
	c.wake()
}

// spent takes a once-listener off that has fired. Its queue stays: the event
// is in it.
func (l *Listener) spent() {
	l.owner.core.off(l)
	l.unwatch()
}

// once says what became of the one event of an asynchronous once-listener.
func (l *Listener) once(err error) {
	if err != nil {
		l.release()
		return
	}
	l.rested()
}

func (l *Listener) unwatch() {
	if stop := l.seldom().stop; stop != nil {
		stop()
	}
}

// release ends what a listener that is off still holds. It returns how many
// events were lost with its queue.
func (l *Listener) release() (lost int) {
	l.unwatch()
	q := l.queue()
	if q == nil {
		return 0
	}
	lost = q.discard()
	l.rested()
	return lost
}

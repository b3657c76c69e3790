package dispatch

import (
	"context"
)

// A Contract is what payloads under one name are held against. Untyped emits to
// a name without one pay for a test of a pointer, typed ones for nothing.
type Contract struct {
	// Check judges an untyped emit. Its error refuses the event.
	Check func(ctx context.Context, b *Bus, name string, p Body, how Emission) error
	// Fits reports whether a form is as the contract wants it. It is called
	// under core.mu, too.
	Fits func(f *Form) bool
	// Refuse makes the error of a typed emit that does not fit.
	Refuse func(ctx context.Context, b *Bus, name string, f *Form, how Emission) error
}

// A Form is what a payload type looks like from outside.
type Form struct{ Fields []FormField }

// A FormField is one field with the canonical hint of its type.
type FormField struct{ Name, Type string }

// Hold makes k the contract of a declared name.
func (c *Core) Hold(name string, k *Contract) {
	c.mu.Lock()
	defer c.mu.Unlock()
	s := c.exactSlot(name)
	s.kept = true
	s.contract.Store(k)
	c.retireTablesOf(s) // its table may be one that is not judged
}

// Strict makes k the contract of all names without one of their own, and has
// typed emits judged as well. It is for before the first use.
func (c *Core) Strict(k *Contract) { c.anySlot.contract.Store(k) }

func (c *Core) isStrict() bool { return c.anySlot.contract.Load() != nil }

// judgeTable keeps typed emits off the fast path of a strict bus, except those of the
// type that all listeners have, if that fits: so they are judged once a table.
// The others are judged one by one, and so are those that nobody hears.
func (c *Core) judgeTable(t *table) {
	switch {
	case !c.isStrict():
	case len(t.entries) == 0:
		t.traced = t.traced || t.slot.number != 0
	case t.entries[0].kind.form() == nil: // only untyped emits go quickly through it, and those are judged before
	case !t.slot.contract.Load().Fits(t.entries[0].kind.form()):
		t.fastCalls, t.uniform = nil, false
	}
}

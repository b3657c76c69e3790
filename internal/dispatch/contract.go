package dispatch

import (
	"context"
	"reflect"
)

// A Contract checks the payloads under one name. For a name without one, an
// untyped emit pays for a test of a pointer, and a typed emit for nothing.
type Contract struct {
	// Check checks an untyped emit. Its error refuses the event.
	Check func(ctx context.Context, b *Bus, name string, p Body, how Emission) error
	// Fits reports whether a form fits the contract. It is also called under
	// core.mu.
	Fits func(f *Form) bool
	// Refuse makes the error of a typed emit that does not fit.
	Refuse func(ctx context.Context, b *Bus, name string, f *Form, how Emission) error
}

// A Form is a payload type as others see it.
type Form struct {
	Fields []FormField
	Struct reflect.Type
}

// A FormField is one field with the canonical hint of its type.
type FormField struct{ Name, Type string }

// Hold makes k the contract of a declared name.
func (c *Core) Hold(name string, k *Contract) {
	c.mu.Lock()
	defer c.mu.Unlock()
	s := c.exactSlot(name)
	s.kept = true
	s.contract.Store(k)
	c.retireTablesOf(s) // its table was built without the contract
}

// Strict makes k the contract of all names without one of their own, and has
// typed emits checked as well. Call it before the first use.
func (c *Core) Strict(k *Contract) { c.anySlot.contract.Store(k) }

// isStrict reports whether typed emits are checked, too.
func (c *Core) isStrict() bool { return c.anySlot.contract.Load() != nil }

// judgeTable keeps typed emits to a strict bus off the fast path. The exception
// is a table whose listeners have all one type that fits the contract: it is
// checked once, here. All others are checked one by one, also those without
// listeners.
func (c *Core) judgeTable(t *table) {
	switch {
	case !c.isStrict():
	case len(t.entries) == 0:
		t.traced = t.traced || t.slot.number != 0
	case t.entries[0].kind.form() == nil: // only untyped emits use its fast path, and those are checked before
	case !t.slot.contract.Load().Fits(t.entries[0].kind.form()):
		t.fastCalls, t.uniform = nil, false
	}
}

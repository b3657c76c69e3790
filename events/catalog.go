package events

import (
	"cmp"
	"errors"
	"maps"
	"slices"
	"sync"

	"github.com/fastpluggy/eventbus/internal/dispatch"
	"github.com/fastpluggy/eventbus/internal/registry"
)

// An EventSpec declares one event that a plugin emits.
type EventSpec struct {
	Name        string // "user.login"
	Description string
	Payload     Schema
	GoName      string // for evgen, where the name's own casing won't do
}

// Schema is the payload of a declared event: field → type hint, as in
// {"user_id": "int64"}. A hint that begins with * is an optional field.
type Schema map[string]string

// FieldInfo is one field of a declared event. Type is the hint in canonical
// form, Doc the comment on the entry where generated code is linked in.
type FieldInfo struct {
	Name string `json:"name"`
	Type string `json:"type"`
	Doc  string `json:"doc,omitempty"`
}

// A Declaration is an event that an owner has declared.
type Declaration struct {
	EventSpec
	Owner  string
	Fields []FieldInfo // in source order where generated code is linked in, else by name
	Emits  uint64      // how often it was emitted, heard or not
}

// catalog holds the declarations of one bus, and what disagrees with them.
type catalog struct {
	mode   ContractMode
	strict *dispatch.Contract // of names that nobody has declared; nil unless the mode is Enforce
	faults faults

	mu      sync.Mutex
	of      map[string][]declared // by name
	expects map[string][]declared // by name: what listeners need
}

type declared struct {
	Declaration
	fingerprint string
}

// A holder makes the declarations of a name its contract; none take it away.
type holder func(name string, all []declared)

// put takes in all declarations of a batch, or none. It is one step: whoever
// declares at the same time comes before it or after it, and finds the contracts
// of the names as the catalog has them, since hold is called inside.
func (c *catalog) put(batch []declared, sound bool, hold holder) error {
	c.mu.Lock()
	defer c.mu.Unlock()
	if err := c.conflicts(batch); err != nil || !sound {
		return err
	}
	if c.of == nil {
		c.of = map[string][]declared{}
	}
	for _, d := range batch {
		c.add(d, hold)
	}
	return nil
}

// conflicts returns which of a batch another declaration stands against, one in
// the catalog or one before it in the batch.
func (c *catalog) conflicts(batch []declared) error {
	var errs []error
	for i, d := range batch {
		errs = append(errs, cmp.Or(conflict(d, c.of[d.Name]), conflict(d, batch[:i])))
	}
	return tidy(errors.Join(errs...))
}

// conflict refuses another payload under a name that is taken, unless one is an
// older version of the other.
func conflict(d declared, with []declared) error {
	for _, other := range with {
		if other.Name == d.Name && other.fingerprint != d.fingerprint && (other.Owner == d.Owner || !registry.Versions(d.Name, other.fingerprint, d.fingerprint)) {
			return &ConflictError{d.Name, d.Owner, other.Owner}
		}
	}
	return nil
}

// add puts in one declaration, in place of an earlier one of its owner.
func (c *catalog) add(d declared, hold holder) {
	all := c.of[d.Name]
	known := slices.ContainsFunc(all, d.alike)
	all = slices.DeleteFunc(all, func(o declared) bool { return o.Owner == d.Owner })
	c.of[d.Name] = append(all, d)
	if !known {
		hold(d.Name, c.of[d.Name])
	}
}

// alike reports whether two declarations of one name have the same payload.
func (d declared) alike(o declared) bool { return o.fingerprint == d.fingerprint }

// Catalog returns the declared events, by name, then owner. It is a copy.
func (b *Bus) Catalog() []Declaration {
	c := &b.state().catalog
	c.mu.Lock()
	defer c.mu.Unlock()
	out := []Declaration{}
	for _, ds := range c.of {
		for _, d := range ds {
			d.Payload = maps.Clone(d.Payload)
			d.Fields = slices.Clone(d.Fields)
			d.Emits = b.core().Emits(d.Name)
			out = append(out, d.Declaration)
		}
	}
	slices.SortFunc(out, func(x, y Declaration) int {
		return cmp.Or(cmp.Compare(x.Name, y.Name), cmp.Compare(x.Owner, y.Owner))
	})
	return out
}

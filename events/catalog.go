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

// An EventSpec declares one event that a plugin emits, or that it listens to.
type EventSpec struct {
	Name        string // "user.login"
	Description string
	Payload     Schema
	GoName      string // for evgen, if the Go name made of Name is not suitable
}

// Schema is the payload of a declared event: field → type hint, as in
// {"user_id": "int64"}. A hint that begins with * is an optional field. A key may be the
// path of a field inside a struct that has no Go type of its own: "address.city",
// "address?.city" if the struct is optional, "lines[].sku" in a list of structs,
// "prices{}.cents" in a map of them. evgen writes these structs.
type Schema map[string]string

// FieldInfo is one field of a declared event, or of a struct in a payload. Type is the
// hint in canonical form, or of a struct's field the Go type; Doc is the comment on
// the entry if generated code is linked in.
type FieldInfo struct {
	Name string `json:"name"`
	Type string `json:"type"`
	Doc  string `json:"doc,omitempty"`
}

// A Declaration is an event that an owner has declared.
type Declaration struct {
	EventSpec
	Owner  string
	Fields []FieldInfo // in source order if generated code is linked in, otherwise by name
	Emits  uint64      // how often it was emitted, with or without listeners
	Shapes Shapes      `json:",omitempty"` // of the named types in the payload
}

// catalog holds the declarations of one bus, and the faults found against them.
type catalog struct {
	mode   ContractMode
	strict *dispatch.Contract // of undeclared names; nil unless the mode is Enforce
	faults faultList

	mu           sync.Mutex
	declarations map[string][]declaredSpec // by name
	expectations map[string][]declaredSpec // by name: the fields that listeners listen for
}

// A declaredSpec is a spec with its owner and its fingerprint, of an emitter or of
// a listener.
type declaredSpec struct {
	Declaration
	fingerprint string
	known       *knownShapes
	paths       Schema // declared fields inside structs, such as "lines[].sku"; nil if there are none
}

// A contractSetter makes the declarations of a name its contract; with none it
// removes the contract.
type contractSetter func(name string, all []declaredSpec)

// addBatch adds all declarations of a batch, or none. It is one step: a concurrent
// Declare comes before it or after it, and finds the contracts of the names as the
// catalog has them, since setContract is called inside.
func (c *catalog) addBatch(batch []declaredSpec, sound bool, setContract contractSetter) error {
	c.mu.Lock()
	defer c.mu.Unlock()
	if err := c.findConflicts(batch); err != nil || !sound {
		return err
	}
	if c.declarations == nil {
		c.declarations = map[string][]declaredSpec{}
	}
	for _, d := range batch {
		c.addDeclaration(d, setContract)
	}
	return nil
}

// findConflicts returns the conflicts of a batch with the catalog, and among its
// own declarations.
func (c *catalog) findConflicts(batch []declaredSpec) error {
	var errs []error
	for i, d := range batch {
		errs = append(errs, cmp.Or(conflictWith(d, c.declarations[d.Name]), conflictWith(d, batch[:i])))
	}
	return tidyError(errors.Join(errs...))
}

// conflictWith refuses another payload under a name that is taken, unless one is an
// older version of the other.
func conflictWith(d declaredSpec, with []declaredSpec) error {
	for _, other := range with {
		if other.Name == d.Name && !other.samePayload(d) && (other.Owner == d.Owner || !registry.Versions(d.Name, other.fingerprint, d.fingerprint)) {
			return &ConflictError{d.Name, d.Owner, other.Owner}
		}
	}
	return nil
}

// addDeclaration adds one declaration, in place of an earlier one of its owner.
func (c *catalog) addDeclaration(d declaredSpec, setContract contractSetter) {
	all := c.declarations[d.Name]
	known := slices.ContainsFunc(all, d.samePayload)
	all = slices.DeleteFunc(all, func(o declaredSpec) bool { return o.Owner == d.Owner })
	c.declarations[d.Name] = append(all, d)
	if !known {
		setContract(d.Name, c.declarations[d.Name])
	}
}

// samePayload reports whether two declarations of one name have the same payload.
func (d declaredSpec) samePayload(o declaredSpec) bool {
	if o.fingerprint != d.fingerprint {
		return false
	}
	return o.paths == nil || d.paths == nil || maps.Equal(o.paths, d.paths) // the catalog has none
}

// Catalog returns the declared events, by name, then owner. It is a copy.
func (b *Bus) Catalog() []Declaration {
	c := &b.state().catalog
	out := []Declaration{}
	for _, d := range c.sorted(&c.declarations) {
		d.Payload = maps.Clone(d.Payload)
		d.Fields, d.Shapes = slices.Clone(d.Fields), d.catalogShapes()
		d.Emits = b.core().Emits(d.Name)
		out = append(out, d.Declaration)
	}
	return out
}

// sorted returns the declarations or the expectations, by name, then owner.
func (c *catalog) sorted(of *map[string][]declaredSpec) (all []declaredSpec) {
	c.mu.Lock()
	defer c.mu.Unlock()
	for _, ds := range *of {
		all = append(all, ds...)
	}
	slices.SortFunc(all, func(x, y declaredSpec) int {
		return cmp.Or(cmp.Compare(x.Name, y.Name), cmp.Compare(x.Owner, y.Owner))
	})
	return all
}

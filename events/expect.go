package events

import (
	"maps"
	"slices"
)

// An Expectation is an event that an owner listens to, with the fields that it
// reads.
type Expectation struct {
	EventSpec
	Owner  string
	Fields []FieldInfo // in source order if generated code is linked in, otherwise by name
	Shapes Shapes      `json:",omitempty"` // of the named types in the payload
}

// Expect puts the events that this view's owner listens to into the catalog: of
// each event the fields that it reads, which may be fewer than the emitter
// declares. It returns an error only for specs that Declare would refuse for
// themselves (*NameError, *SpecError, joined); the others are in. A later call for
// the same name and owner replaces the earlier one.
//
// If an emitter has declared the event, or does so later, the two are compared. A
// field that is not declared, one of a type that does not always convert, and one
// that the emitter may leave out though the listener requires it, is passed to the
// error handler as a [*ContractError], once, and is listed by [Bus.ContractFaults].
// Structs inside of payloads are compared field by field, if code of both sides is
// linked in: a listener's []Position takes the emitter's []Line if its fields do, and
// otherwise the fault is about "lines[].qty".
// An optional field that is not declared is not a fault. Nor is an event that is
// not declared: its emitter may be loaded later, or never.
func (b *Bus) Expect(specs ...EventSpec) error {
	b.engine() // panics on a nil bus, even without specs
	return forEachSpec(specs, b.expectOne)
}

func (b *Bus) expectOne(spec EventSpec) error {
	d, stale, err := b.checkSpec(spec, true)
	if err != nil {
		return err
	}
	c := &b.state().catalog
	c.addExpectation(d)
	if stale {
		b.reportStale(d)
	}
	b.comparePairs(c.pairsWith(nil, &d))
	return nil
}

func (c *catalog) addExpectation(d declaredSpec) {
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.expectations == nil {
		c.expectations = map[string][]declaredSpec{}
	}
	same := func(o declaredSpec) bool { return o.Owner == d.Owner }
	c.expectations[d.Name] = append(slices.DeleteFunc(c.expectations[d.Name], same), d)
}

// Expectations returns the events that owners listen to, sorted by name, then
// owner. It is a copy.
func (b *Bus) Expectations() []Expectation {
	c := &b.state().catalog
	out := []Expectation{}
	for _, d := range c.sorted(&c.expectations) {
		spec := d.EventSpec
		spec.Payload = maps.Clone(spec.Payload)
		out = append(out, Expectation{spec, d.Owner, slices.Clone(d.Fields), d.catalogShapes()})
	}
	return out
}

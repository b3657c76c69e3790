package events

import (
	"cmp"
	"maps"
	"slices"

	"github.com/fastpluggy/eventbus/internal/convert"
	"github.com/fastpluggy/eventbus/internal/eventname"
	"github.com/fastpluggy/eventbus/internal/registry"
)

// An Expectation is an event that an owner listens to, with the fields that it
// reads.
type Expectation struct {
	EventSpec
	Owner  string
	Fields []FieldInfo // in source order if generated code is linked in, otherwise by name
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
	c.mu.Lock()
	defer c.mu.Unlock()
	out := []Expectation{}
	for _, ds := range c.expectations {
		for _, d := range ds {
			spec := d.EventSpec
			spec.Payload = maps.Clone(spec.Payload)
			out = append(out, Expectation{spec, d.Owner, slices.Clone(d.Fields)})
		}
	}
	slices.SortFunc(out, func(x, y Expectation) int {
		return cmp.Or(cmp.Compare(x.Name, y.Name), cmp.Compare(x.Owner, y.Owner))
	})
	return out
}

// A specPair is the declarations of one event by an emitter and by a listener.
type specPair struct{ emitter, listener declaredSpec }

// pairsWith returns a new declaration with all listeners of the event, or a new
// expectation with all its declarations.
func (c *catalog) pairsWith(emits, listens *declaredSpec) (all []specPair) {
	c.mu.Lock()
	defer c.mu.Unlock()
	if emits != nil {
		for _, d := range c.expectations[emits.Name] {
			all = append(all, specPair{*emits, d})
		}
		return all
	}
	for _, d := range c.declarations[listens.Name] {
		all = append(all, specPair{d, *listens})
	}
	return all
}

// comparePairs reports the faults between emitters and listeners.
func (b *Bus) comparePairs(pairs []specPair) {
	for _, p := range pairs {
		found := p.fieldFaults(p.listener.Fields)
		if len(found) > 0 && !p.hasUpcast() {
			b.recordWiringFaults(found)
		}
	}
}

// fieldFaults returns the fields that the listener wants and the emitter does not
// declare, or not as wanted.
func (p *specPair) fieldFaults(wanted []FieldInfo) (found []pendingFault) {
	types := map[string]string{}
	for _, f := range p.emitter.Fields {
		types[f.Name] = f.Type
	}
	for _, f := range wanted {
		have := cmp.Or(types[f.Name], nothingType)
		optional := len(f.Type) > 0 && f.Type[0] == '*'
		if have == nothingType && optional || have != nothingType && p.readsField(f, have) {
			continue
		}
		one := fieldFault(f.Name, f.Type, have)
		one.Topic, one.Source, one.Listener = p.emitter.Name, p.emitter.Owner, p.listener.Owner
		if have == nothingType {
			one.Near, _ = eventname.Near(f.Name, slices.Sorted(maps.Keys(types)))
		}
		one.File, one.Line = p.emitter.generatedPlace(false)
		one.ListenerFile, one.ListenerLine = p.listener.generatedPlace(true)
		found = append(found, one)
	}
	return found
}

// readsField compares the hints, and named types by the Go types themselves if code
// of both sides is linked in.
func (p *specPair) readsField(f FieldInfo, have string) bool {
	if !convert.AlwaysConverts(f.Type, have) {
		return false
	}
	w := registry.Types(p.listener.Name, p.listener.fingerprint)[f.Name]
	h := registry.Types(p.emitter.Name, p.emitter.fingerprint)[f.Name]
	return w == nil || h == nil || convert.MayConvert(w, h)
}

// hasUpcast reports whether the listener has an older version that matches what the
// emitter declares, or reads the newest version of that: see typed.Upcast.
func (p *specPair) hasUpcast() bool {
	for _, newest := range registry.Newest(p.emitter.Name, p.emitter.fingerprint) {
		e, ok := registry.WithFingerprint(p.emitter.Name, newest)
		if !ok {
			continue
		}
		upcast := specPair{p.emitter, p.listener}
		upcast.emitter.fingerprint, upcast.emitter.Fields = newest, fieldInfos(e)
		if len(upcast.fieldFaults(p.listener.Fields)) == 0 {
			return true
		}
	}
	for _, older := range registry.Older(p.listener.Name, p.listener.fingerprint) {
		if wanted, ok := registry.WithFingerprint(p.listener.Name, older); ok && len(p.fieldFaults(fieldInfos(wanted))) == 0 {
			return true
		}
	}
	return false
}

func fieldInfos(e *registry.Entry) []FieldInfo {
	all := make([]FieldInfo, 0, len(e.Fields))
	for _, f := range e.Fields {
		all = append(all, FieldInfo{Name: f.Name, Type: f.Type, Doc: f.Doc})
	}
	return all
}

// generatedPlace returns where the generated code of a declaration is.
func (d *declaredSpec) generatedPlace(listens bool) (file string, line int) {
	if match, _ := registry.Find(d.Name, d.fingerprint, listens); match != nil {
		return match.Place()
	}
	return "", 0
}

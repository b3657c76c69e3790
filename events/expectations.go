package events

import (
	"cmp"
	"maps"
	"slices"

	"github.com/fastpluggy/eventbus/internal/convert"
	"github.com/fastpluggy/eventbus/internal/eventname"
	"github.com/fastpluggy/eventbus/internal/registry"
)

// An Expectation is an event that an owner listens to, with the fields of it
// that the owner needs.
type Expectation struct {
	EventSpec
	Owner  string
	Fields []FieldInfo // in source order where generated code is linked in, else by name
}

// Expect puts what this view's owner listens to into the catalog: of each event
// the fields that it reads, which may be fewer than the emitter declares. It
// returns an error only for specs that Declare would refuse for themselves
// (*NameError, *SpecError, joined); the others are in. An owner that expects a
// name again replaces what it expected before.
//
// Where an emitter has declared the event, or does so later, the two are
// compared: a field that is not declared, one of a type that does not always
// convert, and one that the emitter may leave out though the listener requires
// it, are told to the error handler as a [*ContractError], once, and stand in
// [Bus.ContractFaults]. An optional field that nobody declares is none. An
// event that nobody declares is no fault: its emitter may come later, or never.
func (b *Bus) Expect(specs ...EventSpec) error {
	b.engine() // or it panics, though there may be no specs
	return each(specs, b.expect)
}

func (b *Bus) expect(spec EventSpec) error {
	d, stale, err := b.checked(spec, true)
	if err != nil {
		return err
	}
	c := &b.state().catalog
	c.expect(d)
	if stale {
		b.outOfDate(d)
	}
	b.compare(c.pairs(nil, &d))
	return nil
}

func (c *catalog) expect(d declared) {
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.expects == nil {
		c.expects = map[string][]declared{}
	}
	same := func(o declared) bool { return o.Owner == d.Owner }
	c.expects[d.Name] = append(slices.DeleteFunc(c.expects[d.Name], same), d)
}

// Expectations returns what listeners said they need, by name, then owner. It
// is a copy.
func (b *Bus) Expectations() []Expectation {
	c := &b.state().catalog
	c.mu.Lock()
	defer c.mu.Unlock()
	out := []Expectation{}
	for _, ds := range c.expects {
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

// A pair is an emitter and a listener of one event.
type pair struct{ emits, hears declared }

// pairs returns a new declaration with all who listen to it, or a new
// expectation with all who declare it.
func (c *catalog) pairs(emits, hears *declared) (all []pair) {
	c.mu.Lock()
	defer c.mu.Unlock()
	if emits != nil {
		for _, d := range c.expects[emits.Name] {
			all = append(all, pair{*emits, d})
		}
		return all
	}
	for _, d := range c.of[hears.Name] {
		all = append(all, pair{d, *hears})
	}
	return all
}

// compare reports where emitters and listeners disagree.
func (b *Bus) compare(pairs []pair) {
	for _, p := range pairs {
		found := p.disagree(p.hears.Fields)
		if len(found) > 0 && !p.bridged() {
			b.noteAll(found)
		}
	}
}

// disagree returns where what the listener needs is not what the emitter
// declares.
func (p *pair) disagree(needs []FieldInfo) (found []breach) {
	types := map[string]string{}
	for _, f := range p.emits.Fields {
		types[f.Name] = f.Type
	}
	for _, f := range needs {
		have := cmp.Or(types[f.Name], nothing)
		optional := len(f.Type) > 0 && f.Type[0] == '*'
		if have == nothing && optional || have != nothing && p.reads(f, have) {
			continue
		}
		one := misfit(f.Name, f.Type, have)
		one.Topic, one.Source, one.Listener = p.emits.Name, p.emits.Owner, p.hears.Owner
		if have == nothing {
			one.Near, _ = eventname.Near(f.Name, slices.Sorted(maps.Keys(types)))
		}
		one.File, one.Line = p.emits.place(false)
		one.ListenerFile, one.ListenerLine = p.hears.place(true)
		found = append(found, one)
	}
	return found
}

// reads judges by the hints, and of types with a name by the types themselves,
// where code of both sides is linked in.
func (p *pair) reads(f FieldInfo, have string) bool {
	if !convert.AlwaysConverts(f.Type, have) {
		return false
	}
	w := registry.Types(p.hears.Name, p.hears.fingerprint)[f.Name]
	h := registry.Types(p.emits.Name, p.emits.fingerprint)[f.Name]
	return w == nil || h == nil || convert.MayConvert(w, h)
}

// bridged reports whether the listener knows an older version that is what the
// emitter declares: see typed.Upcast.
func (p *pair) bridged() bool {
	for _, older := range registry.Older(p.hears.Name, p.hears.fingerprint) {
		if needs, ok := registry.WithFingerprint(p.hears.Name, older); ok && len(p.disagree(infos(needs))) == 0 {
			return true
		}
	}
	return false
}

func infos(e *registry.Entry) []FieldInfo {
	all := make([]FieldInfo, 0, len(e.Fields))
	for _, f := range e.Fields {
		all = append(all, FieldInfo{Name: f.Name, Type: f.Type, Doc: f.Doc})
	}
	return all
}

// place returns where the generated code of a declaration is.
func (d *declared) place(listens bool) (file string, line int) {
	if match, _ := registry.Find(d.Name, d.fingerprint, listens); match != nil {
		return match.Place()
	}
	return "", 0
}

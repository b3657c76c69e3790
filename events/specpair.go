package events

import (
	"slices"
	"strings"

	"github.com/fastpluggy/eventbus/internal/contract"
	"github.com/fastpluggy/eventbus/internal/eventname"
	"github.com/fastpluggy/eventbus/internal/registry"
)

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
		if found := p.faults(); len(found) > 0 && !p.hasUpcast() {
			b.recordWiringFaults(found)
		}
	}
}

// faults compares the listener's declaration with the emitter's. If packages of this
// program share a declaration and mean other types by it, each of the listener's is
// compared with the emitter's that fits it best.
func (p *specPair) faults() (found []pendingFault) {
	return p.faultsWith(p.emitter.shapes())
}

func (p *specPair) faultsWith(emitted []knownShape) (found []pendingFault) {
	for _, want := range p.listener.shapes() {
		found = append(found, p.faultsOf(want, emitted)...)
	}
	return found
}

// faultsOf returns the fields that the listener wants and the emitter does not declare,
// or not as wanted.
func (p *specPair) faultsOf(want knownShape, emitted []knownShape) (least []pendingFault) {
	for i, have := range emitted {
		var found []pendingFault
		for _, m := range misfits(want.Event, have.Event) {
			one := fieldFault(m.Path, hintAt(want, m.Path, m.Want), hintAt(have, m.Path, m.Have))
			one.Topic, one.Source, one.Listener = p.emitter.Name, p.emitter.Owner, p.listener.Owner
			if m.Have == "" {
				one.Have, one.Near = nothingType, nearField(m.Path, have.Event)
			}
			one.File, one.Line = have.place()
			one.ListenerFile, one.ListenerLine = want.place()
			found = append(found, one)
		}
		if i == 0 || len(found) < len(least) {
			least = found
		}
	}
	return least
}

// misfits compares a listener with an emitter at every depth. Named types that this
// program does not know are compared by their names, if both have an import path.
func misfits(want, have *contract.Event) []contract.Misfit {
	found := contract.Misfits(want, have)
	for _, w := range want.Fields {
		h := have.Field(w.Name)
		if h == nil || slices.ContainsFunc(found, func(m contract.Misfit) bool { return m.Path == w.Name }) {
			continue
		}
		if c := (nameCheck{want.Shapes, have.Shapes}); c.differ(w.ValueType(), h.ValueType()) {
			found = append(found, contract.Misfit{Path: w.Name, Want: w.Type, Have: h.Type})
		}
	}
	return found
}

// A nameCheck compares named types without shapes.
type nameCheck struct{ want, have contract.Shapes }

func (c *nameCheck) differ(want, have string) bool {
	w, _ := contract.ParseType(want)
	h, _ := contract.ParseType(have)
	for w != nil && h != nil && w.Kind == h.Kind {
		if w.Kind == contract.Named {
			return w.Name != h.Name && !isOwnType(w.Name) && !isOwnType(h.Name) && c.want.Of(w.Name) == nil && c.have.Of(h.Name) == nil
		}
		w, h = w.Elem, h.Elem
	}
	return false
}

// hasUpcast reports whether the listener has an older version that matches what the
// emitter declares, or reads the newest version of that: see typed.Upcast.
func (p *specPair) hasUpcast() bool {
	for _, newest := range registry.Newest(p.emitter.Name, p.emitter.fingerprint) {
		if e, ok := registry.WithFingerprint(p.emitter.Name, newest); ok && len(p.faultsWith([]knownShape{shapeOfEntry(e)})) == 0 {
			return true
		}
	}
	for _, older := range registry.Older(p.listener.Name, p.listener.fingerprint) {
		if e, ok := registry.WithFingerprint(p.listener.Name, older); ok && len(p.faultsOf(shapeOfEntry(e), p.emitter.shapes())) == 0 {
			return true
		}
	}
	return false
}

// nearField returns the field that was probably meant by the last name of a path.
func nearField(path string, have *contract.Event) string {
	fields := have.Fields
	name := path
	if i := strings.LastIndexByte(path, '.'); i >= 0 {
		fields, name = have.FieldsAt(path[:i]), path[i+1:]
	}
	var names []string
	for _, f := range fields {
		names = append(names, f.Name)
	}
	near, _ := eventname.Near(name, slices.Sorted(slices.Values(names)))
	return near
}

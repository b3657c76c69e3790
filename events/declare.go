package events

import (
	"context"
	"errors"
	"maps"
	"slices"
	"strings"

	"github.com/fastpluggy/eventbus/internal/eventname"
	"github.com/fastpluggy/eventbus/internal/registry"
	"github.com/fastpluggy/eventbus/internal/typehint"
)

// Declare puts the events that this view's owner emits into the catalog; Catalog
// shows it. It takes all specs or none: if some are refused, it returns all faults
// as joined errors (*NameError, *SpecError, *ConflictError), and none of the specs
// is in. If several owners declare one name differently at the same time, exactly
// one of them wins, and the error of the others names it. If a spec has changed since
// evgen ran, or a type inside its payload, it is accepted, and the error handler gets a
// [*ContractError] that says to run go generate. When Declare returns, emits are
// compared with the specs: see WithContracts. [Bus.Undeclare] takes them back.
func (b *Bus) Declare(specs ...EventSpec) error {
	b.engine() // panics on a nil bus, even without specs
	batch, stale, err := b.readSpecs(specs)
	err = tidyError(errors.Join(err, b.state().catalog.addBatch(batch, err == nil, b.setContract)))
	if err != nil {
		return err
	}
	for _, d := range stale {
		b.reportStale(d)
	}
	for _, d := range batch {
		b.comparePairs(b.state().catalog.pairsWith(&d, nil))
	}
	return nil
}

// readSpecs checks the specs of one Declare. It returns those that are sound in
// themselves, and those among them whose generated code is out of date.
func (b *Bus) readSpecs(specs []EventSpec) (sound, stale []declaredSpec, err error) {
	err = forEachSpec(specs, func(spec EventSpec) error {
		d, old, err := b.checkSpec(spec, false)
		if err != nil {
			return err
		}
		sound = append(sound, d)
		if old {
			stale = append(stale, d)
		}
		return nil
	})
	return sound, stale, err
}

// forEachSpec calls f for every spec, and joins the errors.
func forEachSpec(specs []EventSpec, f func(EventSpec) error) error {
	var errs []error
	for _, spec := range specs {
		errs = append(errs, f(spec))
	}
	return tidyError(errors.Join(errs...))
}

// checkSpec checks a spec, of an emitter or of a listener, and reports whether its
// generated code is out of date.
func (b *Bus) checkSpec(spec EventSpec, listens bool) (d declaredSpec, stale bool, err error) {
	if err := ValidateName(spec.Name); err != nil {
		return d, false, err
	}
	spec, paths, err := withoutPaths(spec)
	if err != nil {
		return d, false, err
	}
	fields, err := fieldsOf(spec)
	if err != nil {
		return d, false, err
	}
	d = declaredSpec{
		Declaration: Declaration{EventSpec: spec, Owner: b.Owner(), Fields: fields},
		fingerprint: typehint.Fingerprint(spec.Name, spec.Payload),
		known:       &knownShapes{listens: listens}, paths: paths,
	}
	return d, d.adoptGeneratedFields(listens), nil
}

// reportStale reports that evgen has to run again.
func (b *Bus) reportStale(d declaredSpec) {
	stale := pendingFault{ContractError: ContractError{Topic: d.Name, Source: d.Owner, Stale: true}}
	stale.File, stale.Line = d.generatedPlace()
	b.recordWiringFaults([]pendingFault{stale})
}

// recordWiringFaults keeps faults that were found while declaring, and reports the
// new ones.
func (b *Bus) recordWiringFaults(found []pendingFault) {
	c := &b.state().catalog
	if c.mode == Ignore {
		return
	}
	for _, f := range found {
		if err, first := c.faults.recordFault(f, func(*ContractError) {}); first {
			b.reportFault(context.Background(), nil, err)
		}
	}
}

// fieldsOf checks a spec's fields and returns them sorted by name.
func fieldsOf(spec EventSpec) ([]FieldInfo, error) {
	fields := []FieldInfo{}
	var errs []error
	for _, name := range slices.Sorted(maps.Keys(spec.Payload)) {
		// A handwritten struct's field without a json tag has its Go name.
		if reason := eventname.FieldFault(lowerFirst(name)); reason != "" {
			errs = append(errs, &SpecError{spec.Name, clip(name), errors.New(reason)})
			continue
		}
		typ, err := typehint.Canonical(spec.Payload[name])
		if err != nil {
			errs = append(errs, &SpecError{spec.Name, name, err})
		}
		fields = append(fields, FieldInfo{Name: name, Type: typ})
	}
	return fields, tidyError(errors.Join(errs...))
}

func lowerFirst(s string) string {
	if s != "" && 'A' <= s[0] && s[0] <= 'Z' {
		return strings.ToLower(s[:1]) + s[1:]
	}
	return s
}

// adoptGeneratedFields takes the fields' order and comments from generated code. It
// reports whether there is such code, but of another declaration, or of other types
// inside of the payload.
func (d *declaredSpec) adoptGeneratedFields(listens bool) (stale bool) {
	match, any := registry.Find(d.Name, d.fingerprint, listens)
	if match == nil || len(match.Fields) != len(d.Fields) {
		return any && match == nil
	}
	d.Fields = append([]FieldInfo{}, infosOf(match.Fields)...)
	return match.HasDrifted()
}

// generatedPlace returns where the generated code of a declaration is.
func (d *declaredSpec) generatedPlace() (file string, line int) {
	if match, _ := registry.Find(d.Name, d.fingerprint, d.known.listens); match != nil {
		return match.Place()
	}
	return "", 0
}

// Undeclare takes back what this view's owner has declared under the names, or
// without names everything that it has declared, in one step, and returns the
// number of these declarations. Names that it has not declared are ignored, and
// declarations of others stay. Once a name is not declared any more, any owner may
// declare it differently; under [Enforce] it is refused until then. The faults in
// [Bus.ContractFaults] about the declaration go with it. Listeners, expectations
// and the count of emits stay, also when it is declared again.
func (b *Bus) Undeclare(names ...string) int {
	c := &b.state().catalog
	gone, free := c.takeBack(b.Owner(), names, b.setContract)
	c.faults.forgetFaults(b.Owner(), gone, free)
	return len(gone)
}

// takeBack returns the names of which the owner's declaration was removed, and
// those among them that have no declaration left.
func (c *catalog) takeBack(owner string, names []string, setContract contractSetter) (gone, free []string) {
	c.mu.Lock()
	defer c.mu.Unlock()
	if len(names) == 0 {
		names = slices.Collect(maps.Keys(c.declarations))
	}
	for _, name := range names {
		if !c.removeDeclaration(owner, name, setContract) {
			continue
		}
		gone = append(gone, name)
		if len(c.declarations[name]) == 0 {
			free = append(free, name)
		}
	}
	return gone, free
}

// removeDeclaration undoes addDeclaration. It reports whether there was something
// to remove.
func (c *catalog) removeDeclaration(owner, name string, setContract contractSetter) bool {
	all := c.declarations[name]
	i := slices.IndexFunc(all, func(d declaredSpec) bool { return d.Owner == owner })
	if i < 0 {
		return false
	}
	d := all[i]
	all = slices.Delete(all, i, i+1)
	c.declarations[name] = all
	if len(all) == 0 {
		delete(c.declarations, name)
	}
	if !slices.ContainsFunc(all, d.samePayload) {
		setContract(name, all)
	}
	return true
}

// forgetFaults drops the faults about declarations that were removed: of listeners,
// of generated code, and, if no declaration of the name is left, of emits.
func (s *faultList) forgetFaults(owner string, gone, free []string) {
	s.mu.Lock()
	defer s.mu.Unlock()
	maps.DeleteFunc(s.kept, func(k faultKey, _ *ContractFault) bool {
		if k.listener != "" || k.stale {
			return k.source == owner && slices.Contains(gone, k.topic)
		}
		return !k.undeclared && slices.Contains(free, k.topic)
	})
}

package events

import (
	"cmp"
	"context"
	"errors"
	"maps"
	"slices"
	"strings"
	"sync"

	"github.com/fastpluggy/eventbus/internal/hint"
	"github.com/fastpluggy/eventbus/internal/linked"
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
	faults faults

	mu      sync.Mutex
	of      map[string][]declared // by name
	expects map[string][]declared // by name: what listeners need
}

type declared struct {
	Declaration
	fingerprint string
}

// Declare puts what this view's owner emits into the catalog; Catalog shows
// it. Specs that are refused come back as joined errors (*NameError,
// *SpecError, *ConflictError), the others are in. A spec that has changed
// since evgen ran is in too, and the error handler is told to run go generate.
// From then on emits are held against it: see WithContracts.
func (b *Bus) Declare(specs ...EventSpec) error {
	return each(specs, b.declare)
}

// each calls f for every spec, and joins what is refused.
func each(specs []EventSpec, f func(EventSpec) error) error {
	var errs []error
	for _, spec := range specs {
		errs = append(errs, f(spec))
	}
	return tidy(errors.Join(errs...))
}

func (b *Bus) declare(spec EventSpec) error {
	d, stale, err := b.checked(spec, false)
	if err != nil {
		return err
	}
	c := &b.state().catalog
	held, fresh, err := c.add(d)
	if err != nil {
		return err
	}
	if fresh {
		b.hold(spec.Name, held)
	}
	if stale {
		b.outOfDate(d)
	}
	b.compare(c.pairs(&d, nil))
	return nil
}

// checked reads a spec, of an emitter or of a listener, and reports whether its
// generated code is of another one.
func (b *Bus) checked(spec EventSpec, listens bool) (d declared, stale bool, err error) {
	if err := ValidateName(spec.Name); err != nil {
		return d, false, err
	}
	fields, err := fieldsOf(spec)
	if err != nil {
		return d, false, err
	}
	spec.Payload = maps.Clone(spec.Payload)
	d = declared{Declaration{EventSpec: spec, Owner: b.Owner(), Fields: fields}, hint.Fingerprint(spec.Name, spec.Payload)}
	return d, d.order(listens), nil
}

// outOfDate says that evgen has to run again.
func (b *Bus) outOfDate(d declared) {
	stale := breach{ContractError: ContractError{Topic: d.Name, Source: d.Owner, Stale: true}}
	b.noteAll([]breach{stale})
}

// noteAll keeps what was found while wiring, and tells of what is new.
func (b *Bus) noteAll(found []breach) {
	c := &b.state().catalog
	if c.mode == Ignore {
		return
	}
	for _, f := range found {
		if err, first := c.faults.note(f, func(*ContractError) {}); first {
			b.tell(context.Background(), nil, err)
		}
	}
}

// fieldsOf checks a spec's fields and returns them by name.
func fieldsOf(spec EventSpec) ([]FieldInfo, error) {
	fields := []FieldInfo{}
	var errs []error
	for _, name := range slices.Sorted(maps.Keys(spec.Payload)) {
		// A handwritten struct's field without a json tag has its Go name.
		if reason := hint.FieldFault(lowerFirst(name)); reason != "" {
			errs = append(errs, &SpecError{spec.Name, clip(name), errors.New(reason)})
			continue
		}
		typ, err := hint.Canonical(spec.Payload[name])
		if err != nil {
			errs = append(errs, &SpecError{spec.Name, name, err})
		}
		fields = append(fields, FieldInfo{Name: name, Type: typ})
	}
	return fields, tidy(errors.Join(errs...))
}

func lowerFirst(s string) string {
	if s != "" && 'A' <= s[0] && s[0] <= 'Z' {
		return strings.ToLower(s[:1]) + s[1:]
	}
	return s
}

// order takes the fields' order and comments from generated code. It reports
// whether there is such code, but of another declaration.
func (d *declared) order(listens bool) (stale bool) {
	match, any := linked.Find(d.Name, d.fingerprint, listens)
	if match == nil || len(match.Fields) != len(d.Fields) {
		return any && match == nil
	}
	d.Fields = d.Fields[:0]
	for _, f := range match.Fields {
		d.Fields = append(d.Fields, FieldInfo(f))
	}
	return false
}

// add refuses another payload under a name that is taken, unless one is an
// older version of the other. It returns the contract of the name, and whether
// that is another one now.
func (c *catalog) add(d declared) (held *contract, fresh bool, err error) {
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.of == nil {
		c.of = map[string][]declared{}
	}
	if err := c.conflict(d); err != nil {
		return nil, false, err
	}
	all := c.of[d.Name]
	fresh = !slices.ContainsFunc(all, func(o declared) bool { return o.fingerprint == d.fingerprint })
	all = slices.DeleteFunc(all, func(o declared) bool { return o.Owner == d.Owner })
	all = append(all, d)
	c.of[d.Name] = all
	return contractOf(all), fresh, nil
}

func (c *catalog) conflict(d declared) error {
	for _, other := range c.of[d.Name] {
		if other.fingerprint != d.fingerprint && (other.Owner == d.Owner || !linked.Versions(d.Name, other.fingerprint, d.fingerprint)) {
			return &ConflictError{d.Name, d.Owner, other.Owner}
		}
	}
	return nil
}

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

package events

import (
	"context"
	"errors"
	"fmt"
	"maps"
	"slices"

	"github.com/fastpluggy/eventbus/internal/dispatch"
	"github.com/fastpluggy/eventbus/internal/eventname"
)

// A ContractMode says what a bus does with emits that do not match their
// declaration: [Report], the default, [Ignore] or [Enforce].
type ContractMode uint8

const (
	// Report calls the error handler once for each fault, and delivers the event.
	Report ContractMode = iota
	// Ignore compares nothing.
	Ignore
	// Enforce refuses the event, also one whose name is not declared.
	Enforce
)

// WithContracts sets what a bus does with emits that do not match their
// declaration. The default is Report: the payload of an untyped emit ([Bus.Emit],
// [Bus.EmitWait]) under a declared name is compared with the declaration, by the
// rules of [Field]; an older version of it is declared as well (package typed,
// Upcast). A field that is missing, of the wrong type or not declared is a
// [*ContractError]. The error handler gets it, with an empty ListenerInfo and
// before the event is delivered, once for each name, source, field, type wanted and
// type found; at most 1,000 are kept for [Bus.ContractFaults]. Comparing four
// fields costs about 60 ns, and no allocation if they match; structs inside cost
// nothing more if their types always fit, and maps in place of structs a look at each
// value. An undeclared name costs one nil check. Emits of package typed are checked by the compiler, and cost
// nothing.
//
// With Enforce the emit returns the faults, joined, and the event reaches no
// listener. Undeclared names are refused too, and so are emits of a topic whose
// struct does not match the declaration, at any depth: each emit is refused, but the
// fields are compared once. Typed emits of the struct that all listeners of the topic have
// keep their speed; others, and those without a listener, take the slower path.
//
// With Ignore nothing is compared, not even what listeners listen for. It panics on
// any other mode.
func WithContracts(m ContractMode) BusOption {
	if m > Enforce {
		panic(fmt.Sprintf("events: WithContracts(%d): choose Report, Ignore or Enforce", m))
	}
	return func(s *busState) { s.catalog.mode = m }
}

// enforceContracts makes the engine check every emit if the mode is Enforce.
func (b *Bus) enforceContracts() {
	if b.state().catalog.mode == Enforce {
		strict := &dispatch.Contract{
			Check: func(ctx context.Context, from *dispatch.Bus, name string, p dispatch.Body, how dispatch.Emission) error {
				return (*Bus)(from).refuseUndeclared(ctx, name, p, how)
			},
			Fits: func(*dispatch.Form) bool { return false },
			Refuse: func(ctx context.Context, from *dispatch.Bus, name string, _ *dispatch.Form, how dispatch.Emission) error {
				return (*Bus)(from).refuseUndeclared(ctx, name, nil, how)
			},
		}
		b.state().catalog.strict = strict
		b.core().Strict(strict)
	}
}

// setContract makes the declarations of a name its contract. The caller holds the
// lock of the catalog, so that of two concurrent changes the last one stays.
func (b *Bus) setContract(name string, all []declaredSpec) {
	switch c := &b.state().catalog; {
	case c.mode == Ignore:
		b.core().Keep(name)
	case len(all) == 0:
		b.core().Hold(name, c.strict)
	default:
		b.core().Hold(name, engineContract(&payloadContract{declared: slices.Clone(all)}))
	}
}

// engineContract returns a contract in the form that the engine uses.
func engineContract(c *payloadContract) *dispatch.Contract {
	return &dispatch.Contract{
		Check: func(ctx context.Context, from *dispatch.Bus, name string, p dispatch.Body, how dispatch.Emission) error {
			if m := p.(mapBody); !c.fitsMap(m) {
				return (*Bus)(from).reportMapFaults(ctx, c, name, m, how)
			}
			return nil
		},
		Fits: c.fitsForm,
		Refuse: func(ctx context.Context, from *dispatch.Bus, name string, f *dispatch.Form, how dispatch.Emission) error {
			return (*Bus)(from).recordFaults(ctx, name, nil, how, c.formFaults(f))
		},
	}
}

// reportMapFaults reports an untyped emit that does not match its declaration, and
// refuses it if contracts are enforced.
func (b *Bus) reportMapFaults(ctx context.Context, c *payloadContract, name string, m mapBody, how dispatch.Emission) error {
	err := b.recordFaults(ctx, name, m, how, c.mapFaults(m))
	if b.state().catalog.mode != Enforce {
		return nil
	}
	return err
}

// refuseUndeclared refuses an emit of a name that is not declared.
func (b *Bus) refuseUndeclared(ctx context.Context, name string, p dispatch.Body, how dispatch.Emission) error {
	m, _ := p.(mapBody)
	return b.recordFaults(ctx, name, m, how, []pendingFault{{ContractError: ContractError{Undeclared: true}}})
}

// recordFaults keeps the faults of an emit, passes those that are new to the error
// handler, and returns all of them.
func (b *Bus) recordFaults(ctx context.Context, name string, m mapBody, how dispatch.Emission, faults []pendingFault) error {
	source := how.Source
	if source == "" {
		source = b.Owner()
	}
	var errs []error
	for _, f := range faults {
		f.Topic, f.Source = name, source
		err, first := b.state().catalog.faults.recordFault(f, func(f *ContractError) {
			f.File, f.Line = emitPlace()
			if f.Undeclared {
				f.Near, _ = eventname.Near(name, b.declaredNames())
			}
		})
		if first {
			b.reportFault(ctx, m, err)
		}
		errs = append(errs, err)
	}
	return tidyError(errors.Join(errs...))
}

func (b *Bus) declaredNames() []string {
	c := &b.state().catalog
	c.mu.Lock()
	defer c.mu.Unlock()
	return slices.Collect(maps.Keys(c.declarations))
}

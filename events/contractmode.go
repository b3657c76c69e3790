package events

import (
	"context"
	"errors"
	"fmt"
	"maps"
	"slices"

	"github.com/fastpluggy/eventbus/internal/dispatch"
	"github.com/fastpluggy/eventbus/internal/hint"
)

// A ContractMode says what a bus does with emits that are not as declared.
type ContractMode uint8

const (
	// Report tells the error handler, once of each fault, and delivers the event.
	Report ContractMode = iota
	// Ignore compares nothing.
	Ignore
	// Enforce refuses the event, also one that nobody has declared.
	Enforce
)

// WithContracts sets what becomes of emits that are not as declared. The
// default is Report: what [Bus.Emit] and [Bus.EmitWait] carry under a declared
// name is held against the declaration, by the rules of [Field]. A field that
// is missing, of the wrong type or not declared is a [*ContractError]. The
// error handler gets it, with an empty ListenerInfo and before the event is
// delivered, once for each name, source, field, type wanted and type found; at
// most 1,000 are kept for [Bus.ContractFaults]. Four fields cost about 60 ns,
// and no allocation where they fit; a name that nobody has declared costs the
// test of a pointer. What topics of package typed emit is checked by the
// compiler, and costs nothing.
//
// With Enforce the emit returns the faults, joined, and nobody hears the event.
// Names that nobody has declared are refused too, and so are emits of a topic
// whose struct is not as declared: each emit is refused, but the fields are
// compared once. Typed emits of the struct that all listeners of the topic have
// keep their speed, others and those that nobody hears take the slower way.
//
// With Ignore nothing is compared, expectations neither.
func WithContracts(m ContractMode) BusOption {
	if m > Enforce {
		panic(fmt.Sprintf("events: WithContracts(%d): choose Report, Ignore or Enforce", m))
	}
	return func(s *busState) { s.catalog.mode = m }
}

// enforceContracts has the engine judge every emit.
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

// setContract makes the declarations of a name its contract. The caller holds the lock
// of the catalog, so that of two changes at once the last one stays.
func (b *Bus) setContract(name string, all []declaredSpec) {
	switch c := &b.state().catalog; {
	case c.mode == Ignore:
		b.core().Keep(name)
	case len(all) == 0:
		b.core().Hold(name, c.strict)
	default:
		b.core().Hold(name, engineContract(contractOf(all)))
	}
}

// engineContract is a contract as the engine asks for it.
func engineContract(c *contract) *dispatch.Contract {
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

// reportMapFaults reports an untyped emit that is not as declared, and refuses it where
// contracts are enforced.
func (b *Bus) reportMapFaults(ctx context.Context, c *contract, name string, m mapBody, how dispatch.Emission) error {
	err := b.recordFaults(ctx, name, m, how, c.mapFaults(m))
	if b.state().catalog.mode != Enforce {
		return nil
	}
	return err
}

func (b *Bus) refuseUndeclared(ctx context.Context, name string, p dispatch.Body, how dispatch.Emission) error {
	m, _ := p.(mapBody)
	return b.recordFaults(ctx, name, m, how, []pendingFault{{ContractError: ContractError{Undeclared: true}}})
}

// recordFaults keeps the faults of an emit, tells the error handler of those that are
// new, and returns all.
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
				f.Near, _ = hint.Near(name, b.declaredNames())
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

package events_test

import (
	"errors"
	"fmt"
	"strings"
	"sync"
	"testing"

	"github.com/fastpluggy/eventbus/events"
	"github.com/fastpluggy/eventbus/internal/registry"
	"github.com/fastpluggy/eventbus/internal/typehint"
)

// allAtOnce calls all functions at once, and returns when all have returned.
func allAtOnce(calls ...func()) {
	start := make(chan struct{})
	var wg sync.WaitGroup
	for _, call := range calls {
		wg.Go(func() { <-start; call() })
	}
	close(start)
	wg.Wait()
}

func declared(b *events.Bus) string {
	var out []string
	for _, d := range b.Catalog() {
		out = append(out, d.Owner+" "+d.Name)
	}
	return strings.Join(out, ", ")
}

// Declare is all or nothing: a batch with a spec that is refused leaves nothing
// behind, and every fault of it is told.
func TestDeclareIsAllOrNothing(t *testing.T) {
	b := events.New()
	mustDeclare(t, b.As("first"), events.EventSpec{Name: "taken", Payload: events.Schema{"n": "int"}})
	second := b.As("second")
	err := second.Declare(
		events.EventSpec{Name: "good.one"},
		events.EventSpec{Name: "bad name"},
		events.EventSpec{Name: "bad.hints", Payload: events.Schema{"f": "func()", "g": "chan int"}},
		events.EventSpec{Name: "taken", Payload: events.Schema{"n": "string"}},
		events.EventSpec{Name: "good.two", Payload: events.Schema{"Name": "string"}}, // a handwritten struct's
	)
	if _, ok := errors.AsType[*events.NameError](err); !ok {
		t.Errorf("Declare: %v; want a *NameError", err)
	}
	s, ok := errors.AsType[*events.SpecError](err)
	if !ok || s.Name != "bad.hints" || s.Field != "f" || errors.Unwrap(s) == nil {
		t.Errorf("Declare: %v; want a *SpecError", err)
	}
	c, ok := errors.AsType[*events.ConflictError](err)
	if !ok || *c != (events.ConflictError{Name: "taken", Owner: "second", Other: "first"}) {
		t.Errorf("Declare: %v; want a *ConflictError with the owner that won", err)
	}
	wantText(t, err.Error(), `"bad name"`, `field "f"`, `field "g"`)
	if got := declared(b); got != "first taken" {
		t.Errorf("the catalog has %s; want the first declaration alone", got)
	}
	mustDeclare(t, second, events.EventSpec{Name: "good.one"}, events.EventSpec{Name: "taken", Payload: events.Schema{"n": "int"}})
	if got := declared(b); got != "second good.one, first taken, second taken" {
		t.Errorf("the catalog has %s", got)
	}
}

// One batch that declares one name in two ways contradicts itself.
func TestDeclareRefusesABatchThatContradictsItself(t *testing.T) {
	b := events.New()
	one, two := events.EventSpec{Name: "a", Payload: events.Schema{"n": "int"}}, events.EventSpec{Name: "a"}
	err := b.As("x").Declare(one, events.EventSpec{Name: "b"}, two)
	c, ok := errors.AsType[*events.ConflictError](err)
	if !ok || *c != (events.ConflictError{Name: "a", Owner: "x", Other: "x"}) || len(b.Catalog()) != 0 {
		t.Errorf("Declare: %v; the catalog has %s", err, declared(b))
	}
	mustDeclare(t, b.As("x"), one, one)
	if got := declared(b); got != "x a" {
		t.Errorf("the catalog has %s; want x a, once", got)
	}
}

// Of owners that declare one name differently at once, exactly one wins; the
// others are told which, and nothing of their batches is in.
func TestOfConflictingDeclarationsAtOnceOneWins(t *testing.T) {
	for range 200 {
		b := events.New()
		errs := make([]error, 4)
		var calls []func()
		for i := range errs {
			calls = append(calls, func() {
				own := events.EventSpec{Name: fmt.Sprintf("own.n%d", i)}
				errs[i] = b.As(fmt.Sprint(i)).Declare(own, events.EventSpec{Name: "a", Payload: events.Schema{fmt.Sprintf("f%d", i): "int"}}, own)
			})
		}
		allAtOnce(calls...)
		winner := ""
		for i, err := range errs {
			if err == nil {
				winner += fmt.Sprint(i)
			}
		}
		for i, err := range errs {
			if c, ok := errors.AsType[*events.ConflictError](err); err != nil && (!ok || c.Other != winner || c.Owner != fmt.Sprint(i)) {
				t.Fatalf("%d lost: %v; the winner is %q", i, err, winner)
			}
		}
		if got, want := declared(b), winner+" a, "+winner+" own.n"+winner; len(winner) != 1 || got != want {
			t.Fatalf("%q won and the catalog has %s", winner, got)
		}
	}
}

// Two versions of one event that are declared at once are both accepted from
// then on, whatever the mode.
func TestVersionsDeclaredAtOnceAreBothAccepted(t *testing.T) {
	old, fresh := events.Schema{"id": "int"}, events.Schema{"id": "int", "name": "string"}
	registry.Upcast("versions.at.once", typehint.Fingerprint("versions.at.once", old), typehint.Fingerprint("versions.at.once", fresh))
	for i := range 5000 {
		b := events.New(events.WithContracts(events.Enforce))
		errs := make([]error, 4)
		declare := func(at int, owner string, payload events.Schema) func() {
			return func() {
				errs[at] = b.As(owner).Declare(events.EventSpec{Name: "versions.at.once", Payload: payload})
			}
		}
		allAtOnce(declare(0, "a", old), declare(1, "b", fresh))
		errs[2] = b.Emit(background, "versions.at.once", events.Payload{"id": 1})
		errs[3] = b.Emit(background, "versions.at.once", events.Payload{"id": 1, "name": "ada"})
		if err := errors.Join(errs...); err != nil {
			t.Fatalf("round %d: %v", i, err)
		}
	}
}

// A declaration holds when Declare has returned, also when another owner is just
// declaring the same.
func TestSameDeclarationAtOnceHoldsAtOnce(t *testing.T) {
	for i := range 5000 {
		b := events.New(events.WithContracts(events.Enforce))
		errs := make([]error, 2)
		use := func(at int) func() {
			return func() {
				view := b.As(fmt.Sprint(at))
				errs[at] = errors.Join(view.Declare(events.EventSpec{Name: "a"}), view.Emit(background, "a", nil))
			}
		}
		allAtOnce(use(0), use(1))
		if err := errors.Join(errs...); err != nil {
			t.Fatalf("round %d: %v", i, err)
		}
	}
}

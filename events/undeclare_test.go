package events_test

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"testing"

	"github.com/fastpluggy/eventbus/events"
)

// An event that was taken back is no longer declared: another owner may declare the
// name differently, and emits are compared with that.
func TestUndeclareFreesTheName(t *testing.T) {
	b := events.New(events.WithContracts(events.Enforce))
	first, second := b.As("first"), b.As("second")
	mustDeclare(t, first, events.EventSpec{Name: "a", Payload: events.Schema{"n": "int"}}, events.EventSpec{Name: "b"})
	mustEmit(t, b, "a", events.Payload{"n": 1})
	spec := events.EventSpec{Name: "a", Payload: events.Schema{"s": "string"}}
	if n := second.Undeclare("a"); n != 0 || second.Declare(spec) == nil {
		t.Errorf("another owner took back %d declarations", n)
	}
	if n := first.Undeclare("a", "a", "never.declared", "bad name", ""); n != 1 {
		t.Errorf("Undeclare: %d; want 1", n)
	}
	if got := declared(b); got != "first b" {
		t.Errorf("the catalog has %s", got)
	}
	var undeclared *events.ContractError
	if err := b.Emit(background, "a", events.Payload{"n": 1}); !errors.As(err, &undeclared) || !undeclared.Undeclared {
		t.Errorf("Emit of what is taken back: %v", err)
	}
	mustDeclare(t, second, spec)
	mustEmit(t, b, "a", events.Payload{"s": "x"})
	if err := b.Emit(background, "a", events.Payload{"n": 1}); err == nil {
		t.Error("the old payload is accepted")
	}
	if c := b.Catalog()[0]; c.Owner != "second" || c.Emits != 2 {
		t.Errorf("%+v; want second's, with the count of emits going on", c)
	}
}

// Without names it takes back all that the view's owner has declared, and
// nothing of others.
func TestUndeclareAll(t *testing.T) {
	b := events.New()
	for _, owner := range []string{"", "x", "y"} {
		mustDeclare(t, b.As(owner), events.EventSpec{Name: "shared"}, events.EventSpec{Name: "own.n" + owner})
	}
	if n := b.As("x").Undeclare(); n != 2 {
		t.Errorf("Undeclare: %d; want 2", n)
	}
	if n := b.As("x").Undeclare(); n != 0 {
		t.Errorf("Undeclare again: %d; want 0", n)
	}
	if got := declared(b); got != " own.n, y own.ny,  shared, y shared" {
		t.Errorf("the catalog has %q", got)
	}
	if n := b.Undeclare(); n != 2 {
		t.Errorf("Undeclare of the bus itself: %d; want 2", n)
	}
}

// While another owner declares the same, it stays declared.
func TestUndeclareLeavesTheOthersDeclaration(t *testing.T) {
	for _, mode := range []events.ContractMode{events.Report, events.Ignore, events.Enforce} {
		b := events.New(events.WithContracts(mode), events.WithErrorHandler(func(_ context.Context, _ events.Event, _ events.ListenerInfo, err error) { t.Error(err) }))
		spec := events.EventSpec{Name: "a", Payload: events.Schema{"n": "int"}}
		mustDeclare(t, b.As("x"), spec)
		mustDeclare(t, b.As("y"), spec)
		b.As("x").Undeclare("a")
		mustEmit(t, b, "a", events.Payload{"n": 1})
		if err := b.As("z").Declare(events.EventSpec{Name: "a"}); err == nil {
			t.Error("the declaration that stays is not an obstacle")
		}
		b.As("y").Undeclare()
		mustDeclare(t, b.As("z"), events.EventSpec{Name: "a"})
		mustEmit(t, b, "a", nil)
	}
}

// Faults against a declaration go with it; the same fault of the next declaration
// is reported again.
func TestUndeclareForgetsWhatWasFoundAgainstIt(t *testing.T) {
	told := 0
	b := events.New(events.WithErrorHandler(func(context.Context, events.Event, events.ListenerInfo, error) { told++ }))
	spec := events.EventSpec{Name: "a", Payload: events.Schema{"n": "int"}}
	if err := b.As("hears").Expect(events.EventSpec{Name: "a", Payload: events.Schema{"m": "int"}}); err != nil {
		t.Fatal(err)
	}
	for range 2 {
		mustDeclare(t, b.As("x"), spec)
		mustEmit(t, b, "a", nil)
		if faults := b.ContractFaults(); len(faults) != 2 {
			t.Errorf("%d faults are kept, want that of the listener and that of the emit: %v", len(faults), faults)
		}
		b.As("x").Undeclare()
		if faults := b.ContractFaults(); len(faults) != 0 {
			t.Errorf("%d faults are left of a declaration that is gone: %v", len(faults), faults)
		}
	}
	if told != 4 {
		t.Errorf("the error handler was told %d times, want 4", told)
	}
}

// If goroutines declare and take back at the same time, the contract is that of the
// catalog.
func TestDeclareAndUndeclareAtOnce(t *testing.T) {
	spec := events.EventSpec{Name: "a", Payload: events.Schema{"n": "int"}}
	for range 2000 {
		b := events.New(events.WithContracts(events.Enforce), events.WithErrorHandler(func(context.Context, events.Event, events.ListenerInfo, error) {}))
		mustDeclare(t, b.As("x"), spec)
		var err error
		allAtOnce(
			func() { b.As("x").Undeclare() },
			func() { err = b.As("y").Declare(spec) },
		)
		if err = errors.Join(err, b.Emit(background, "a", events.Payload{"n": 1})); err != nil || declared(b) != "y a" {
			t.Fatalf("%v; the catalog has %s", err, declared(b))
		}
	}
}

// A plugin that is reloaded may declare its event again, with another payload.
func ExampleBus_Undeclare() {
	b := events.New()
	shop := b.As("shop")
	check := func(err error) { fmt.Println(strings.ReplaceAll(fmt.Sprint(err), ": rename", ":\n  rename")) }
	check(shop.Declare(events.EventSpec{Name: "cart.paid", Payload: events.Schema{"total": "int64"}}))
	newer := events.EventSpec{Name: "cart.paid", Payload: events.Schema{"total": "string"}}
	check(shop.Declare(newer))
	fmt.Println(shop.Undeclare("cart.paid"))
	check(shop.Declare(newer))
	// Output:
	// <nil>
	// events: "cart.paid" is declared by "shop" with another payload than by "shop":
	//   rename one of them, or give both the same fields and types
	// 1
	// <nil>
}

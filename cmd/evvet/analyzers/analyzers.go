package analyzers

import (
	"golang.org/x/tools/go/analysis"

	"github.com/fastpluggy/eventbus/internal/vet"
)

// The checks, in the order of [All]. Each Doc says what the check judges.
var (
	// Undeclared reports event names that nothing declares.
	Undeclared = vet.Undeclared

	// Key reports keys in a payload that the event does not have.
	Key = vet.Key

	// Missing reports required fields that an emit does not set.
	Missing = vet.Missing

	// Type reports values in a payload that are not of the declared type.
	Type = vet.Type

	// Field reports fields that a handler reads under a wrong key or as a wrong
	// type.
	Field = vet.Field

	// Untyped reports untyped emits and handlers for which evgen has made a typed
	// topic. It is a matter of style, and so the first to switch off.
	Untyped = vet.Untyped

	// Unemitted reports events that a package declares and never emits.
	Unemitted = vet.Unemitted

	// Unreturned reports lists of events that the package's plugin does not return
	// to the host.
	Unreturned = vet.Unreturned

	// Goroutine reports go statements in handlers that lose an error.
	Goroutine = vet.Goroutine

	// Listens reports needs in Listens that the emitter of the event does not
	// meet.
	Listens = vet.Listens

	// Lock reports an events.lock.json that is stale or cannot be read.
	Lock = vet.Lock

	// Ignore reports //evvet:ignore comments without a reason or without effect.
	// It requires all the other checks, so they run even if they are switched
	// off, and their reports are then not shown.
	Ignore = vet.Ignore
)

// Bus finds the calls on the bus, and what is declared of their events. The
// checks require it. It reports nothing itself, so a driver need not run it by
// name. Its flag "tests" makes all checks judge _test.go files too:
//
//	analyzers.Bus.Flags.Set("tests", "true")
var Bus = vet.Bus

// All returns all checks, in a new slice.
func All() []*analysis.Analyzer { return vet.Checks() }

package registry

import (
	"reflect"
	"strings"
	"sync"

	"github.com/fastpluggy/eventbus/internal/contract"
)

// drifted keeps what HasDrifted has found.
var drifted sync.Map // driftKey → bool

type driftKey struct {
	fingerprint string
	of          reflect.Type
}

// HasDrifted reports whether a type inside the payload has changed since the code was
// generated: the fields of a struct, perhaps, which no hint shows. It compares the
// struct of this program with the fingerprint, once.
func (e *Entry) HasDrifted() bool {
	if e.Type == nil || e.Hints == "" || e.Fingerprint == e.Hints { // no shapes, or an evgen that did not know them
		return false
	}
	key := driftKey{e.Fingerprint, e.Type}
	if known, ok := drifted.Load(key); ok {
		return known.(bool)
	}
	now := e.Contract()
	changed := !e.hasAlias(now) && contract.Fingerprint(e.Hints, e.Name, now.Fields, now.Shapes) != e.Fingerprint
	drifted.Store(key, changed)
	return changed
}

// hasAlias reports whether a hint names an alias: evgen sees it, and a program sees only
// the type that it stands for, so that the two can't be compared.
func (e *Entry) hasAlias(now *contract.Event) bool {
	for _, f := range e.Fields {
		known := now.Field(f.Name)
		if lastName(f.Type) != lastName(known.Type) {
			return true
		}
	}
	return false
}

// lastName returns what a type ends with, without import path and what is around it.
func lastName(typ string) string { return typ[strings.LastIndexAny(typ, "]*./")+1:] }

package vet

import (
	"slices"

	"github.com/fastpluggy/eventbus/internal/eventname"
)

// Key reports keys of a payload that the event does not have.
var Key = newCheck("key", `a key in a payload that the event does not have

It judges payloads of untyped emits that are written out in the package: at the
emit, in a variable or field, key by key, or by a function that returns them.
Maps and structs inside of them are judged too, with paths such as
"lines[].qty". If the key is close to a field that is not set there, the report
names that field. The fix writes it, if the key can be nothing but a slip.

	bus.Emit(ctx, "user.login", events.Payload{"usr_id": id})
	// event "user.login" has no field "usr_id"; did you mean "user_id"?`,
	func(c *checkRun) {
		for _, e := range c.comparedEmits {
			for _, f := range e.unknownKeys {
				c.reportFinding(f)
			}
		}
	})

// unknownKey is the finding about a key that the declaration does not have, and
// the field that was probably meant, or "".
func (p *busPackage) unknownKey(e *comparedEmit, entry payloadEntry) (*finding, string) {
	free := slices.DeleteFunc(e.declared.FieldNames(), e.payload.hasKey)
	if near, ok := eventname.Near(entry.key, free); ok {
		return newFinding(entry.keyAt, p.slipFix(entry.keyAt, entry.key, near), "event %q has no field %q; did you mean %q?", e.name, entry.key, near), near
	}
	return newFinding(entry.keyAt, nil, "event %q has no field %q%s; remove it, or declare it at %s",
		e.name, entry.key, e.declared.fieldList(), p.placeOf(e.declared)), ""
}

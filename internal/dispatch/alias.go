package dispatch

import (
	"context"
	"reflect"
	"unsafe"
)

// An aliasKind is a kind whose listeners take payloads of another kind without their
// general form: as they are, because both structs have the same layout, or converted in
// one go.
type aliasKind interface {
	takes(have reflect.Type) bool
	converter(have reflect.Type) func(to, from unsafe.Pointer) error
	// deliverAlias is deliverFast for a payload of the other kind, from.
	deliverAlias(t *table, at *roundCell, ctx context.Context, b *Bus, from payloadKind, p unsafe.Pointer) error
	// deliverConverted is deliverAlias with a conversion. If that fails, the payload
	// converts for each listener on its own, and fails for each.
	deliverConverted(t *table, at *roundCell, ctx context.Context, b *Bus, from payloadKind, p unsafe.Pointer, convert func(to, from unsafe.Pointer) error) error
}

// An aliasVerdict says whether the listeners of a table take payloads of a kind. It is
// kept, since an emit has no time to compare structs.
type aliasVerdict struct {
	from    unsafe.Pointer                      // to the kind
	names   *map[string]func(Body) Body         // the names that had versions then
	alias   aliasKind                           // nil: they don't
	convert func(to, from unsafe.Pointer) error // nil: they take it as it is
}

// holds reports whether a verdict is about a kind, and as things are now.
func (v *aliasVerdict) holds(kind unsafe.Pointer) bool {
	return v != nil && v.from == kind && v.names == versionedNames.Load()
}

// judgeAlias returns whether the listeners of t take payloads of another kind, k, as
// they are. A strict bus compares each kind with the contract, and a name that has
// versions converts from one to the other, so there the answer is no.
func (c *Core) judgeAlias(t *table, k payloadKind, kind unsafe.Pointer) *aliasVerdict {
	v := &aliasVerdict{from: kind, names: versionedNames.Load()}
	if !c.isStrict() && versionsOf(t.slot.name) == nil {
		if alias, ok := t.entries[0].kind.(aliasKind); ok && alias.takes(k.payloadType()) {
			v.alias = alias
		} else if ok {
			if v.convert = alias.converter(k.payloadType()); v.convert != nil {
				v.alias = alias
			}
		}
	}
	t.alias.Store(v)
	return v
}

func (k *Kind[T]) emitName() *Name { return k.Name }

func (*Kind[T]) payloadType() reflect.Type { return reflect.TypeFor[T]() }

func (k *Kind[T]) takes(have reflect.Type) bool { return k.Takes != nil && k.Takes(have) }

func (k *Kind[T]) converter(have reflect.Type) func(to, from unsafe.Pointer) error {
	if k.Converter == nil {
		return nil
	}
	return k.Converter(have)
}

//go:noinline
func (*Kind[T]) deliverConverted(t *table, at *roundCell, ctx context.Context, b *Bus, from payloadKind, p unsafe.Pointer, convert func(to, from unsafe.Pointer) error) error {
	var v T
	if convert(noescape(&v), p) != nil {
		b.core.undoRound(t, at)
		return emitTyped(ctx, b, from.emitName(), from, p, Emission{})
	}
	return deliverFast(stackMark{addrOf(t)}, t, at, ctx, b, from, p, (*T)(noescape(&v)), t.fastCalls.(*[]func(context.Context, T) error))
}

//go:noinline
func (*Kind[T]) deliverAlias(t *table, at *roundCell, ctx context.Context, b *Bus, from payloadKind, p unsafe.Pointer) error {
	return deliverFast(stackMark{addrOf(t)}, t, at, ctx, b, from, p, (*T)(p), t.fastCalls.(*[]func(context.Context, T) error))
}

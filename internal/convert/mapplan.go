package convert

import (
	"cmp"
	"errors"
	"fmt"
	"reflect"
	"slices"
	"unsafe"

	"github.com/fastpluggy/eventbus/internal/errtext"
)

// runMap converts a map entry by entry.
func (p *plan) runMap(dst unsafe.Pointer, from reflect.Value, depth int) error {
	switch {
	case depth > maxNesting:
		return tooDeep(p.want)
	case from.IsNil():
		return nil
	}
	s := p.newEntry()
	out := reflect.MakeMapWithSize(p.want, from.Len())
	for it := from.MapRange(); it.Next(); {
		s.haveKey.SetIterKey(it)
		s.have.SetIterValue(it)
		if err := s.convert(p, depth); err != nil {
			return p.firstFault(from, s, depth, err)
		}
		out.SetMapIndex(s.wantKey, s.want)
	}
	if out.Len() < from.Len() { // which of them is left depends on chance
		return newTextError(p.want, p.have, errEqualKeys)
	}
	reflect.NewAt(p.want, dst).Elem().Set(out)
	return nil
}

var errEqualKeys = errors.New("several keys have one text")

// An entry is the memory for one key and one value of each of two maps.
type entry struct{ wantKey, want, haveKey, have reflect.Value }

func (p *plan) newEntry() *entry {
	made := func(t reflect.Type) reflect.Value { return reflect.New(t).Elem() }
	return &entry{made(p.want.Key()), made(p.want.Elem()), made(p.have.Key()), made(p.have.Elem())}
}

func (s *entry) convert(p *plan, depth int) error {
	s.want.SetZero()
	s.wantKey.SetZero()
	if err := p.key.run(addressOf(s.wantKey), addressOf(s.haveKey), depth+1); err != nil {
		return err
	}
	return p.elem.run(addressOf(s.want), addressOf(s.have), depth+1)
}

func addressOf(v reflect.Value) unsafe.Pointer { return v.Addr().UnsafePointer() }

// firstFault returns the fault of the first entry that does not convert, in the order of
// the keys, so that the same one of several bad entries is always reported. first is that
// of one entry, which is not converted again: maps may be nested.
func (p *plan) firstFault(from reflect.Value, failed *entry, depth int, first error) error {
	s := p.newEntry()
	for _, key := range sortedKeys(from) {
		if isTooDeep(first) || compareKeys(key, failed.haveKey) >= 0 {
			break
		}
		s.haveKey.Set(key)
		s.have.Set(from.MapIndex(key))
		if err := s.convert(p, depth); err != nil {
			return atPlace(err, "["+keyText(key)+"]")
		}
	}
	return atPlace(first, "["+keyText(failed.haveKey)+"]")
}

func sortedKeys(m reflect.Value) []reflect.Value {
	keys := m.MapKeys()
	slices.SortFunc(keys, compareKeys)
	return keys
}

func compareKeys(a, b reflect.Value) int {
	switch {
	case a.Kind() == reflect.String:
		return cmp.Compare(a.String(), b.String())
	case a.CanInt():
		return cmp.Compare(a.Int(), b.Int())
	case a.CanUint():
		return cmp.Compare(a.Uint(), b.Uint())
	}
	return cmp.Compare(fmt.Sprint(a), fmt.Sprint(b))
}

func keyText(key reflect.Value) string {
	if key.Kind() == reflect.String {
		return errtext.Quote(key.String())
	}
	if isNumber(key.Kind()) {
		return fmt.Sprint(bareNumber(key))
	}
	return errtext.Quote(fmt.Sprint(key))
}

// planMapToStruct makes the steps from a map to a struct: one for each wanted field.
func (b *planner) planMapToStruct(p *plan) {
	fields := b.fieldsOf(p, p.want)
	if p.reason != "" {
		return
	}
	p.op = mapToStruct
	for i := range fields {
		f := &fields[i]
		p.steps = append(p.steps, step{
			name: f.Name, typ: f.Type, dst: f.offset, into: f.hops, mayLack: f.mayLack(),
			key: reflect.ValueOf(f.Name).Convert(p.have.Key()), plan: b.planFor(f.Type, p.have.Elem()),
		})
	}
}

var anyMap = reflect.TypeFor[map[string]any]()

func (p *plan) runMapToStruct(dst unsafe.Pointer, from reflect.Value, depth int) error {
	if depth > maxNesting {
		return tooDeep(p.want)
	}
	quick, isQuick := map[string]any(nil), p.have == anyMap
	if isQuick {
		quick = from.Interface().(map[string]any)
	}
	for i := range p.steps {
		s := &p.steps[i]
		var err error
		if isQuick {
			v, ok := quick[s.name]
			err = s.fillAny(dst, v, ok, depth)
		} else {
			err = s.fillValue(dst, from.MapIndex(s.key), depth)
		}
		if err != nil {
			return atPlace(err, "."+s.name)
		}
	}
	return nil
}

func (s *step) fillAny(dst unsafe.Pointer, v any, isThere bool, depth int) error {
	switch {
	case s.mayLack && v == nil:
		return nil
	case !isThere:
		return newError(s.typ, nothing)
	}
	return targetOf(s.typ).fillAny(unsafe.Add(makeHops(dst, s.into), s.dst), v, depth+1)
}

func (s *step) fillValue(dst unsafe.Pointer, v reflect.Value, depth int) error {
	switch {
	case s.mayLack && (!v.IsValid() || isNilValue(v)):
		return nil
	case !v.IsValid():
		return newError(s.typ, nothing)
	}
	return targetOf(s.typ).fill(unsafe.Add(makeHops(dst, s.into), s.dst), v, depth+1)
}

func isNilValue(v reflect.Value) bool {
	return (v.Kind() == reflect.Pointer || v.Kind() == reflect.Interface) && v.IsNil()
}

// planStructToMap makes the steps from a struct to a map: one for each field.
func (b *planner) planStructToMap(p *plan) {
	fields := b.fieldsOf(p, p.have)
	if p.reason != "" {
		return
	}
	p.op = structToMap
	for i := range fields {
		f := &fields[i]
		p.steps = append(p.steps, step{
			name: f.Name, typ: f.Type, src: f.offset, from: f.hops, mayLack: f.mayLack(),
			key: reflect.ValueOf(f.Name).Convert(p.want.Key()), plan: b.planFor(p.want.Elem(), valueType(f.Type)),
		})
	}
}

// valueType is the type of an optional value that is there.
func valueType(t reflect.Type) reflect.Type {
	if t.Kind() == reflect.Pointer {
		return t.Elem()
	}
	return t
}

// runStructToMap leaves out what is optional and nil.
func (p *plan) runStructToMap(dst, src unsafe.Pointer, depth int) error {
	out := reflect.MakeMapWithSize(p.want, len(p.steps))
	elem := reflect.New(p.want.Elem()).Elem()
	for i := range p.steps {
		s := &p.steps[i]
		from := followHops(src, s.from)
		if from == nil {
			continue
		}
		from = unsafe.Add(from, s.src)
		if s.typ.Kind() == reflect.Pointer {
			if from = *(*unsafe.Pointer)(from); from == nil {
				continue
			}
		}
		elem.SetZero()
		if err := s.plan.run(addressOf(elem), from, depth+1); err != nil {
			return atPlace(err, "."+s.name)
		}
		out.SetMapIndex(s.key, elem)
	}
	reflect.NewAt(p.want, dst).Elem().Set(out)
	return nil
}

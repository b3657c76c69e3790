package events

import (
	"maps"
	"reflect"
	"slices"
	"sync"

	"github.com/fastpluggy/eventbus/internal/convert"
	"github.com/fastpluggy/eventbus/internal/eventname"
	"github.com/fastpluggy/eventbus/internal/registry"
	"github.com/fastpluggy/eventbus/internal/typehint"
)

// A payloadContract is the declarations of one name, compiled for checking payloads. It
// has more than one version if an older one is registered, see typed.Upcast, or if
// packages of this program mean other types by the same hints.
type payloadContract struct {
	declared []declaredSpec
	once     sync.Once // compiles the versions, at the first emit
	compiled []contractVersion
	forms    sync.Map // *dispatch.Form → bool; bounded, since topics are package variables
}

type contractVersion struct {
	fields []contractField
	shape  knownShape
}

type contractField struct {
	name     string
	want     string       // the hint, without the * of an optional field
	typ      reflect.Type // nil if no code in this program has registered it
	hint     *typehint.Type
	optional bool
	inside   *valueShape // nil if the values are not structs, or lists or maps of them
}

// versions compiles the declarations, and the versions that are converted to one of
// them when they are emitted: see typed.Upcast.
func (c *payloadContract) versions() []contractVersion {
	c.once.Do(func() {
		known := map[string]bool{}
		for _, d := range c.declared {
			if known[d.fingerprint] {
				continue
			}
			known[d.fingerprint] = true
			for _, s := range d.shapes() {
				c.compiled = append(c.compiled, versionOf(s))
			}
		}
		for _, d := range c.declared {
			for _, older := range registry.Older(d.Name, d.fingerprint) {
				if e, ok := registry.WithFingerprint(d.Name, older); ok && !known[older] {
					known[older] = true
					c.compiled = append(c.compiled, versionOf(shapeOfEntry(e)))
				}
			}
		}
	})
	return c.compiled
}

// versionOf compiles the fields of a declaration. Named types are those of the
// generated code, if that is linked in.
func versionOf(s knownShape) contractVersion {
	v := contractVersion{shape: s}
	shapes := shapeCompiler{shapes: s.Shapes}
	for _, info := range s.hints {
		h, err := typehint.Parse(info.Type)
		if err != nil { // Declare has refused it
			continue
		}
		f := contractField{name: info.Name, hint: h, optional: h.Kind == typehint.Optional}
		if f.optional {
			f.hint = h.Elem
		}
		f.want = f.hint.String()
		f.inside = shapes.compileText(s.Field(f.name).ValueType())
		f.typ = f.inside.typ
		if !f.inside.nested {
			f.inside = nil
		}
		v.fields = append(v.fields, f)
	}
	return v
}

// fitsMap reports whether a payload matches one of the versions.
func (c *payloadContract) fitsMap(m mapBody) bool {
	versions := c.versions()
	for i := range versions {
		if versions[i].fitsMap(m) {
			return true
		}
	}
	return false
}

// fitsMap reports whether a payload matches. It runs on every untyped emit of a
// declared name, so it does not allocate.
func (v *contractVersion) fitsMap(m mapBody) bool {
	seen := 0
	for i := range v.fields {
		f := &v.fields[i]
		value, ok := m[f.name]
		switch {
		case ok && (value != nil && reflect.TypeOf(value) == f.typ || f.acceptsValue(value)):
			seen++
		case ok || !f.optional:
			return false
		}
	}
	return seen == len(m)
}

// acceptsValue reports whether a value that is not of the exact type is accepted.
func (f *contractField) acceptsValue(v any) bool {
	if f.inside != nil && !f.isAbsent(v) {
		return f.inside.accepts(v)
	}
	return f.valueFault(v) == nil
}

// isAbsent reports whether an optional field has no value, or a pointer to one of the
// exact type.
func (f *contractField) isAbsent(v any) bool {
	if !f.optional {
		return false
	}
	t := reflect.TypeOf(v)
	return v == nil || t.Kind() == reflect.Pointer && (t.Elem() == f.typ || f.typ == nil && f.mayConvert(t.Elem()))
}

// valueFault returns why a value without fields is not accepted, or nil.
func (f *contractField) valueFault(v any) error {
	switch {
	case f.isAbsent(v):
		return nil
	case f.typ != nil && !isPointerForValue(f.typ, v):
		return convert.Check(f.typ, v)
	case f.typ == nil && v != nil && f.mayConvert(reflect.TypeOf(v)):
		return nil
	}
	return &convert.Error{Want: f.want, Have: typeName(v)}
}

// isPointerForValue reports a pointer for a field that is declared as a value. It would
// convert as long as it is not nil, and the declaration says that it never is.
func isPointerForValue(want reflect.Type, v any) bool {
	return v != nil && reflect.TypeOf(v).Kind() == reflect.Pointer && want.Kind() != reflect.Pointer && want.Kind() != reflect.Interface
}

// mayConvert compares a type with a named one that this program does not know, by
// their names. If a conversion is possible, the answer is true.
func (f *contractField) mayConvert(t reflect.Type) bool {
	switch t.Kind() {
	case reflect.Struct:
		return f.hint.Kind == typehint.Named && f.hint.Name == t.Name() && (f.hint.Path == "" || f.hint.Path == t.PkgPath())
	case reflect.Pointer, reflect.Chan, reflect.Func:
		return false
	case reflect.Slice, reflect.Map:
		return f.hint.Kind == typehint.Named || (f.hint.Kind == typehint.List) == (t.Kind() == reflect.Slice)
	}
	return f.hint.Kind == typehint.Named
}

// mapFaults returns the faults of a payload, compared with the version that it is
// most like.
func (c *payloadContract) mapFaults(m mapBody) []pendingFault {
	return c.fewestFaults(func(v *contractVersion) []pendingFault { return v.mapFaults(m) })
}

// fewestFaults returns the faults of the version that has the fewest.
func (c *payloadContract) fewestFaults(of func(*contractVersion) []pendingFault) []pendingFault {
	var least []pendingFault
	versions := c.versions()
	for i := range versions {
		if found := of(&versions[i]); i == 0 || len(found) < len(least) {
			least = found
		}
	}
	return least
}

// mapFaults returns at most one fault for a field, and for each field of each struct
// that it leads to.
func (v *contractVersion) mapFaults(m mapBody) []pendingFault {
	var all []pendingFault
	known := map[string]bool{}
	for i := range v.fields {
		f := &v.fields[i]
		known[f.name] = true
		value, ok := m[f.name]
		if ok {
			all = append(all, f.faults(value)...)
		} else if !f.optional {
			all = append(all, fieldFault(f.name, f.want, nothingType))
		}
	}
	for _, name := range slices.Sorted(maps.Keys(m)) {
		if !known[name] {
			near, _ := eventname.Near(name, slices.Sorted(maps.Keys(known)))
			unknown := fieldFault(clip(name), nothingType, typeName(m[name]))
			unknown.Near = near
			all = append(all, unknown)
		}
	}
	return all
}

// faults returns what is wrong with a value.
func (f *contractField) faults(v any) []pendingFault {
	if f.inside != nil && !f.isAbsent(v) {
		return f.inside.faultsOf(f.name, v)
	}
	err := f.valueFault(v)
	if err == nil {
		return nil
	}
	p := payloadError("", f.name, err).(*PayloadError)
	return []pendingFault{{ContractError{Field: p.Field, Want: p.Want, Have: p.Have}, f.name}}
}

func fieldFault(field, want, have string) (f pendingFault) {
	f.Field, f.Want, f.Have = field, want, have
	return f
}

// nothingType stands for the type of a field that is missing, in ContractError and
// PayloadError.
const nothingType = "nothing"

func typeName(v any) string {
	if v == nil {
		return "nil"
	}
	return typehint.NameOf(reflect.TypeOf(v))
}

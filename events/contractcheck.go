package events

import (
	"maps"
	"reflect"
	"slices"
	"strings"
	"sync"

	"github.com/fastpluggy/eventbus/internal/convert"
	"github.com/fastpluggy/eventbus/internal/dispatch"
	"github.com/fastpluggy/eventbus/internal/eventname"
	"github.com/fastpluggy/eventbus/internal/registry"
	"github.com/fastpluggy/eventbus/internal/typehint"
)

// A contract is the declarations of one name, compiled for checking payloads. It
// has more than one version if an older one is registered: see typed.Upcast.
type contract struct {
	versions []contractVersion
	forms    sync.Map // *dispatch.Form → bool; bounded, since topics are package variables
}

type contractVersion []contractField

type contractField struct {
	name     string
	want     string       // the hint, without the * of an optional field
	typ      reflect.Type // nil if no code in this program has registered it
	hint     *typehint.Type
	optional bool
}

// contractOf compiles the declarations of one name.
func contractOf(all []declaredSpec) *contract {
	c := &contract{}
	known := map[string]bool{}
	for _, d := range all {
		if !known[d.fingerprint] {
			known[d.fingerprint] = true
			c.versions = append(c.versions, versionOf(d))
		}
	}
	for _, d := range all {
		for _, older := range olderVersions(d) {
			if !known[older.fingerprint] {
				known[older.fingerprint] = true
				c.versions = append(c.versions, versionOf(older))
			}
		}
	}
	return c
}

// olderVersions returns the versions that are converted to a declared one when they are
// emitted: see typed.Upcast.
func olderVersions(d declaredSpec) (all []declaredSpec) {
	for _, fingerprint := range registry.Older(d.Name, d.fingerprint) {
		if e, ok := registry.WithFingerprint(d.Name, fingerprint); ok {
			older := declaredSpec{Declaration{EventSpec: EventSpec{Name: d.Name}, Fields: fieldInfos(e)}, fingerprint}
			all = append(all, older)
		}
	}
	return all
}

// versionOf compiles the fields of a declaration. Named types are those of the
// generated code, if that is linked in.
func versionOf(d declaredSpec) (all contractVersion) {
	types := registry.Types(d.Name, d.fingerprint)
	for _, info := range d.Fields {
		h, err := typehint.Parse(info.Type)
		if err != nil { // Declare has refused it
			continue
		}
		f := contractField{name: info.Name, hint: h, optional: h.Kind == typehint.Optional}
		if f.optional {
			f.hint = h.Elem
		}
		f.want, f.typ = f.hint.String(), f.hint.GoType()
		if t := types[f.name]; t != nil {
			f.typ = t
		}
		all = append(all, f)
	}
	return all
}

// fitsMap reports whether a payload matches one of the versions.
func (c *contract) fitsMap(m mapBody) bool {
	for i := range c.versions {
		if c.versions[i].fitsMap(m) {
			return true
		}
	}
	return false
}

// fitsMap reports whether a payload matches. It runs on every untyped emit of a
// declared name, so it does not allocate.
func (c contractVersion) fitsMap(m mapBody) bool {
	seen := 0
	for i := range c {
		f := &c[i]
		v, ok := m[f.name]
		switch {
		case ok && (v != nil && reflect.TypeOf(v) == f.typ || f.acceptsValue(v)):
			seen++
		case ok || !f.optional:
			return false
		}
	}
	return seen == len(m)
}

// acceptsValue reports whether a value that is not of the exact type is accepted.
func (f *contractField) acceptsValue(v any) bool { return f.valueFault(v) == nil }

// valueFault returns why a value is not accepted, or nil.
func (f *contractField) valueFault(v any) error {
	if f.optional {
		t := reflect.TypeOf(v)
		if v == nil || t.Kind() == reflect.Pointer && (t.Elem() == f.typ || f.typ == nil && f.mayConvert(t.Elem())) {
			return nil
		}
	}
	if f.typ != nil && !isPointerForValue(f.typ, v) {
		return convert.Check(f.typ, v)
	}
	if f.typ == nil && v != nil && f.mayConvert(reflect.TypeOf(v)) {
		return nil
	}
	have := "nil"
	if v != nil {
		have = typehint.NameOf(reflect.TypeOf(v))
	}
	return &convert.Error{Want: f.want, Have: have}
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
		return convert.AlwaysConverts(f.want, typehint.NameOf(t))
	case reflect.Pointer, reflect.Chan, reflect.Func:
		return false
	case reflect.Slice, reflect.Map:
		return f.hint.Kind == typehint.Named || (f.hint.Kind == typehint.List) == (t.Kind() == reflect.Slice)
	}
	return f.hint.Kind == typehint.Named
}

// mapFaults returns the faults of a payload, compared with the version that it is
// most like.
func (c *contract) mapFaults(m mapBody) []pendingFault {
	return c.fewestFaults(func(v contractVersion) []pendingFault { return v.mapFaults(m) })
}

// fewestFaults returns the faults of the version that has the fewest.
func (c *contract) fewestFaults(of func(contractVersion) []pendingFault) []pendingFault {
	var least []pendingFault
	for i, v := range c.versions {
		if found := of(v); i == 0 || len(found) < len(least) {
			least = found
		}
	}
	return least
}

// mapFaults returns at most one fault a field.
func (c contractVersion) mapFaults(m mapBody) []pendingFault {
	var all []pendingFault
	known := map[string]bool{}
	for i := range c {
		f := &c[i]
		known[f.name] = true
		v, ok := m[f.name]
		if !ok {
			if !f.optional {
				all = append(all, fieldFault(f.name, f.want, nothingType))
			}
			continue
		}
		if err := f.valueFault(v); err != nil {
			p := payloadError("", f.name, err).(*PayloadError)
			all = append(all, pendingFault{ContractError{Field: p.Field, Want: p.Want, Have: p.Have}, f.name})
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

// fitsForm reports whether a struct matches its declaration. Each topic is compared
// once.
func (c *contract) fitsForm(f *dispatch.Form) bool {
	if f == nil {
		return true
	}
	if ok, known := c.forms.Load(f); known {
		return ok.(bool)
	}
	ok := len(c.formFaults(f)) == 0
	c.forms.Store(f, ok)
	return ok
}

func (c *contract) formFaults(form *dispatch.Form) []pendingFault {
	return c.fewestFaults(func(v contractVersion) []pendingFault { return v.formFaults(form) })
}

func (c contractVersion) formFaults(form *dispatch.Form) []pendingFault {
	var all []pendingFault
	types := map[string]string{}
	for _, f := range form.Fields {
		types[f.Name] = f.Type
	}
	for _, f := range c {
		want, have := f.want, types[f.name]
		if f.optional {
			want = "*" + want
		}
		delete(types, f.name)
		switch {
		case have == "" && !f.optional:
			all = append(all, fieldFault(f.name, want, nothingType))
		case have != "" && !convert.AlwaysConverts(want, have):
			all = append(all, fieldFault(f.name, want, have))
		}
	}
	for _, name := range slices.Sorted(maps.Keys(types)) {
		all = append(all, fieldFault(name, nothingType, strings.TrimPrefix(types[name], "*")))
	}
	return all
}

package events

import (
	"maps"
	"reflect"
	"slices"
	"strings"
	"sync"

	"github.com/fastpluggy/eventbus/internal/dispatch"
	"github.com/fastpluggy/eventbus/internal/hint"
	"github.com/fastpluggy/eventbus/internal/registry"
)

// A contract is what payloads of one name are held against: its declarations,
// made ready for that. They are several where an older version is about: see
// typed.Upcast.
type contract struct {
	versions []contractVersion
	forms    sync.Map // *dispatch.Form → bool: topics are few, and live as long as the program
}

type contractVersion []contractField

type contractField struct {
	name     string
	want     string       // the hint, without the * of an optional field
	typ      reflect.Type // nil where nobody in this program has told it
	hint     *hint.Type
	optional bool
}

// contractOf compiles declarations of one name.
func contractOf(all []declaredSpec) *contract {
	c := &contract{}
	known := map[string]bool{}
	for _, d := range all {
		if !known[d.fingerprint] {
			known[d.fingerprint] = true
			c.versions = append(c.versions, versionOf(d))
		}
	}
	return c
}

// versionOf compiles the fields of a declaration. Types with a name are those
// of the generated code, where that is linked in.
func versionOf(d declaredSpec) (all contractVersion) {
	types := registry.Types(d.Name, d.fingerprint)
	for _, info := range d.Fields {
		h, err := hint.Parse(info.Type)
		if err != nil { // Declare has refused it
			continue
		}
		f := contractField{name: info.Name, hint: h, optional: h.Kind == hint.Optional}
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

// fitsMap reports whether nothing is wrong with a payload.
func (c *contract) fitsMap(m mapBody) bool {
	for i := range c.versions {
		if c.versions[i].fitsMap(m) {
			return true
		}
	}
	return false
}

// fitsMap is what each untyped emit pays for.
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

// acceptsValue reports whether a value that is not of the very type will do.
func (f *contractField) acceptsValue(v any) bool { return f.valueFault(v) == nil }

// valueFault returns why a value will not do, or nil.
func (f *contractField) valueFault(v any) error {
	if f.optional {
		t := reflect.TypeOf(v)
		if v == nil || t.Kind() == reflect.Pointer && (t.Elem() == f.typ || f.typ == nil && f.mayConvert(t.Elem())) {
			return nil
		}
	}
	if f.typ != nil {
		return hint.Fits(f.typ, v)
	}
	if v != nil && f.mayConvert(reflect.TypeOf(v)) {
		return nil
	}
	have := "nil"
	if v != nil {
		have = hint.NameOf(reflect.TypeOf(v))
	}
	return &hint.ConvertError{Want: f.want, Have: have}
}

// mayConvert judges by its name a type beside a named one that this program does not
// know. What might convert counts as yes.
func (f *contractField) mayConvert(t reflect.Type) bool {
	switch t.Kind() {
	case reflect.Struct:
		return hint.Reads(f.want, hint.NameOf(t))
	case reflect.Pointer, reflect.Chan, reflect.Func:
		return false
	case reflect.Slice, reflect.Map:
		return f.hint.Kind == hint.Named || (f.hint.Kind == hint.List) == (t.Kind() == reflect.Slice)
	}
	return f.hint.Kind == hint.Named
}

// mapFaults says what is wrong with a payload: beside the version that it is most
// like.
func (c *contract) mapFaults(m mapBody) []pendingFault {
	return c.fewestFaults(func(v contractVersion) []pendingFault { return v.mapFaults(m) })
}

func (c *contract) fewestFaults(of func(contractVersion) []pendingFault) []pendingFault {
	var least []pendingFault
	for i, v := range c.versions {
		if found := of(v); i == 0 || len(found) < len(least) {
			least = found
		}
	}
	return least
}

// mapFaults reports at most one fault a field.
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
			near, _ := hint.Near(name, slices.Sorted(maps.Keys(known)))
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

// nothingType stands for the type of a field that is missing.
const nothingType = "nothing"

func typeName(v any) string {
	if v == nil {
		return "nil"
	}
	return hint.NameOf(reflect.TypeOf(v))
}

// fitsForm reports whether a struct is as declared. It looks but once a topic.
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
		case have != "" && !hint.Reads(want, have):
			all = append(all, fieldFault(f.name, want, have))
		}
	}
	for _, name := range slices.Sorted(maps.Keys(types)) {
		all = append(all, fieldFault(name, nothingType, strings.TrimPrefix(types[name], "*")))
	}
	return all
}

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

// A contract is what payloads of one name are held against: its declarations,
// made ready for that. They are several where an older version is about: see
// typed.Upcast.
type contract struct {
	versions []version
	forms    sync.Map // *dispatch.Form → bool: topics are few, and live as long as the program
}

type version []contractField

type contractField struct {
	name     string
	want     string       // the hint, without the * of an optional field
	typ      reflect.Type // nil where nobody in this program has told it
	hint     *typehint.Type
	optional bool
}

// contractOf compiles declarations of one name.
func contractOf(all []declared) *contract {
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
func versionOf(d declared) (all version) {
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

// fits reports whether nothing is wrong with a payload.
func (c *contract) fits(m mapBody) bool {
	for i := range c.versions {
		if c.versions[i].fits(m) {
			return true
		}
	}
	return false
}

// fits is what each untyped emit pays for.
func (c version) fits(m mapBody) bool {
	seen := 0
	for i := range c {
		f := &c[i]
		v, ok := m[f.name]
		switch {
		case ok && (v != nil && reflect.TypeOf(v) == f.typ || f.takes(v)):
			seen++
		case ok || !f.optional:
			return false
		}
	}
	return seen == len(m)
}

// takes reports whether a value that is not of the very type will do.
func (f *contractField) takes(v any) bool { return f.refuses(v) == nil }

// refuses returns why a value will not do, or nil.
func (f *contractField) refuses(v any) error {
	if f.optional {
		t := reflect.TypeOf(v)
		if v == nil || t.Kind() == reflect.Pointer && (t.Elem() == f.typ || f.typ == nil && f.mayBe(t.Elem())) {
			return nil
		}
	}
	if f.typ != nil {
		return convert.Check(f.typ, v)
	}
	if v != nil && f.mayBe(reflect.TypeOf(v)) {
		return nil
	}
	have := "nil"
	if v != nil {
		have = typehint.NameOf(reflect.TypeOf(v))
	}
	return &convert.Error{Want: f.want, Have: have}
}

// mayBe judges by its name a type beside a named one that this program does not
// know. What might convert counts as yes.
func (f *contractField) mayBe(t reflect.Type) bool {
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

// faults says what is wrong with a payload: beside the version that it is most
// like.
func (c *contract) faults(m mapBody) []breach {
	return c.least(func(v version) []breach { return v.faults(m) })
}

func (c *contract) least(of func(version) []breach) []breach {
	var least []breach
	for i, v := range c.versions {
		if found := of(v); i == 0 || len(found) < len(least) {
			least = found
		}
	}
	return least
}

// faults reports at most one fault a field.
func (c version) faults(m mapBody) []breach {
	var all []breach
	known := map[string]bool{}
	for i := range c {
		f := &c[i]
		known[f.name] = true
		v, ok := m[f.name]
		if !ok {
			if !f.optional {
				all = append(all, misfit(f.name, f.want, nothing))
			}
			continue
		}
		if err := f.refuses(v); err != nil {
			p := payloadError("", f.name, err).(*PayloadError)
			all = append(all, breach{ContractError{Field: p.Field, Want: p.Want, Have: p.Have}, f.name})
		}
	}
	for _, name := range slices.Sorted(maps.Keys(m)) {
		if !known[name] {
			near, _ := eventname.Near(name, slices.Sorted(maps.Keys(known)))
			unknown := misfit(clip(name), nothing, typeName(m[name]))
			unknown.Near = near
			all = append(all, unknown)
		}
	}
	return all
}

func misfit(field, want, have string) (f breach) {
	f.Field, f.Want, f.Have = field, want, have
	return f
}

// nothing stands for the type of a field that is missing.
const nothing = "nothing"

func typeName(v any) string {
	if v == nil {
		return "nil"
	}
	return typehint.NameOf(reflect.TypeOf(v))
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

func (c *contract) formFaults(form *dispatch.Form) []breach {
	return c.least(func(v version) []breach { return v.formFaults(form) })
}

func (c version) formFaults(form *dispatch.Form) []breach {
	var all []breach
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
			all = append(all, misfit(f.name, want, nothing))
		case have != "" && !convert.AlwaysConverts(want, have):
			all = append(all, misfit(f.name, want, have))
		}
	}
	for _, name := range slices.Sorted(maps.Keys(types)) {
		all = append(all, misfit(name, nothing, strings.TrimPrefix(types[name], "*")))
	}
	return all
}

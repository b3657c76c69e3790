package gotypes

import (
	"cmp"
	"go/types"

	"github.com/fastpluggy/eventbus/internal/contract"
)

// WritesText is [contract.WritesText] of a type that is read from source.
func WritesText(t types.Type) bool {
	form, _ := ownForm(t)
	return form == contract.FormText
}

// ownForm returns the form that the methods of t give it, if they do. JSON comes before
// text, as in encoding/json.
func ownForm(t types.Type) (form string, own bool) {
	if n, ok := types.Unalias(t).(*types.Named); ok && contract.IsStandard(nameOf(n)) {
		form = contract.Shapes{}.Of(nameOf(n)).Form
		return form, types.Universe.Lookup(form) == nil // time.Duration is just an int64
	}
	for _, m := range []struct{ write, read, form string }{
		{"MarshalJSON", "UnmarshalJSON", contract.FormJSON},
		{"MarshalText", "UnmarshalText", contract.FormText},
	} {
		if form := cmp.Or(formByMethod(t, m.write, m.form), formByMethod(t, m.read, m.form)); form != "" {
			return form, true
		}
	}
	return "", false
}

// formByMethod returns the form of the type that t has a method from, which is form
// if the method is its own, or "" if it has none of that name.
func formByMethod(t types.Type, name, form string) string {
	if _, isInterface := t.Underlying().(*types.Interface); isInterface {
		return ""
	}
	obj, way, _ := types.LookupFieldOrMethod(t, true, nil, name)
	f, ok := obj.(*types.Func)
	if !ok || !isMarshaler(f.Signature()) {
		return ""
	}
	at := t
	for _, i := range way[:len(way)-1] { // embedded fields
		s, ok := pointedTo(at).Underlying().(*types.Struct)
		if !ok {
			return form
		}
		at = s.Field(i).Type()
	}
	if n, ok := types.Unalias(pointedTo(at)).(*types.Named); ok && contract.IsStandard(nameOf(n)) {
		return contract.Shapes{}.Of(nameOf(n)).Form
	}
	return form
}

// isMarshaler reports whether a method is func() ([]byte, error) or func([]byte) error.
func isMarshaler(s *types.Signature) bool {
	bytes := s.Results()
	switch {
	case s.Params().Len() == 1 && s.Results().Len() == 1:
		bytes = s.Params()
	case s.Params().Len() != 0 || s.Results().Len() != 2:
		return false
	}
	slice, ok := bytes.At(0).Type().Underlying().(*types.Slice)
	return ok && isByte(slice.Elem())
}

// isByte reports whether JSON writes a slice of t in base64.
func isByte(t types.Type) bool {
	b, ok := t.Underlying().(*types.Basic)
	if !ok || b.Kind() != types.Uint8 {
		return false
	}
	_, own := ownForm(t)
	return !own
}

func pointedTo(t types.Type) types.Type {
	if p, ok := types.Unalias(t).(*types.Pointer); ok {
		return p.Elem()
	}
	return t
}

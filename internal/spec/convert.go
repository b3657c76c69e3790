package spec

import (
	"context"
	"go/token"
	"go/types"
	"slices"

	"github.com/fastpluggy/eventbus/internal/convert"
	"github.com/fastpluggy/eventbus/internal/typehint"
)

// reads applies the rule of the bus: by the hints first, each as its package
// writes it, and of types with a name by the types themselves.
func (p *Package) reads(want, have *typehint.Type, from string) bool {
	if !convert.AlwaysConverts(want.String(), bare(have, from).String()) {
		return false
	}
	if want.Kind == typehint.Optional {
		want = want.Elem
	}
	if have.Kind == typehint.Optional {
		have = have.Elem
	}
	want = within(want, p.Path)
	if p.typeOf == nil || want.String() == have.String() {
		return true
	}
	return converts(p.goType(want), p.goType(have))
}

// within gives the named types of a hint the import path of its package.
func within(t *typehint.Type, own string) *typehint.Type {
	return named(t, func(path string) string {
		if path == "" {
			return own
		}
		return path
	})
}

// bare is the opposite.
func bare(t *typehint.Type, own string) *typehint.Type {
	return named(t, func(path string) string {
		if path == own {
			return ""
		}
		return path
	})
}

func named(t *typehint.Type, path func(string) string) *typehint.Type {
	c := *t
	if t.Elem != nil {
		c.Elem = named(t.Elem, path)
	}
	if t.Kind == typehint.Named {
		c.Path = path(t.Path)
	}
	return &c
}

// goType returns the type of a hint, or nil where it is not known.
func (p *Package) goType(t *typehint.Type) types.Type {
	switch t.Kind {
	case typehint.Basic:
		return types.Universe.Lookup(t.Name).Type()
	case typehint.Named:
		return p.typeOf(t.Path, t.Name)
	}
	elem := p.goType(t.Elem)
	switch {
	case elem == nil:
		return nil
	case t.Kind == typehint.List:
		return types.NewSlice(elem)
	}
	return types.NewMap(types.Typ[types.String], elem)
}

// typeOf finds a type in the source of any package. Payloads of this run are not
// in theirs yet: they are structs, each a type of its own.
func (r *resolver) typeOf(ctx context.Context, pkgs []*Package, path, name string) types.Type {
	for _, p := range pkgs {
		if p.Path == path && slices.ContainsFunc(p.All(), func(e *Event) bool { return e.GoName == name }) {
			return types.NewNamed(types.NewTypeName(token.NoPos, nil, name, nil), types.NewStruct(nil, nil), nil)
		}
	}
	if r.listed[path] == nil {
		_ = r.listMissing(ctx, map[string]bool{path: true}) // what is not found has no types
	}
	if obj, ok := r.parser.check(path).types.Scope().Lookup(name).(*types.TypeName); ok {
		return obj.Type()
	}
	return nil
}

// converts is [convert.MayConvert] for types that are read from source. What is not
// known counts as yes.
func converts(want, have types.Type) bool {
	if unknown(want) || unknown(have) || types.Identical(want, have) {
		return true
	}
	switch w := want.Underlying().(type) {
	case *types.Interface:
		return true
	case *types.Pointer:
		return converts(w.Elem(), have)
	}
	switch h := have.Underlying().(type) {
	case *types.Interface:
		return true
	case *types.Basic:
		return ofBasic(want, h)
	case *types.Slice:
		w, ok := want.Underlying().(*types.Slice)
		return ok && converts(w.Elem(), h.Elem())
	case *types.Map:
		return ofMap(want, h)
	}
	return false
}

func ofBasic(want types.Type, have *types.Basic) bool {
	text := have.Info()&types.IsString != 0
	if text && readsText(want) {
		return true
	}
	switch w := want.Underlying().(type) {
	case *types.Basic:
		const number = types.IsInteger | types.IsFloat
		return w.Info()&have.Info()&(types.IsBoolean|types.IsString) != 0 || w.Info()&number != 0 && have.Info()&number != 0
	case *types.Slice:
		return text && types.Identical(w.Elem(), types.Typ[types.Byte])
	}
	return false
}

func ofMap(want types.Type, have *types.Map) bool {
	switch w := want.Underlying().(type) {
	case *types.Map:
		return converts(w.Elem(), have.Elem())
	case *types.Struct:
		return !readsText(want)
	}
	return false
}

// unknown reports a type that can't be found, or whose declaration can't be
// understood without the standard library.
func unknown(t types.Type) bool {
	if t == nil || t.Underlying() == types.Typ[types.Invalid] {
		return true
	}
	s, ok := t.Underlying().(*types.Struct)
	if !ok {
		return false
	}
	for f := range s.Fields() {
		if f.Embedded() && f.Type().Underlying() == types.Typ[types.Invalid] {
			return true
		}
	}
	return false
}

// readsText looks for the method as encoding.TextUnmarshaler has it.
func readsText(t types.Type) bool {
	obj, _, _ := types.LookupFieldOrMethod(types.NewPointer(t), true, nil, "UnmarshalText")
	f, ok := obj.(*types.Func)
	return ok && f.Signature().Params().Len() == 1 && f.Signature().Results().Len() == 1
}

package spec

import (
	"context"
	"go/token"
	"go/types"
	"slices"

	"github.com/fastpluggy/eventbus/internal/convert"
	"github.com/fastpluggy/eventbus/internal/convert/typeconv"
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
	shapes := &typeconv.Shapes{Find: p.typeOf, Sizes: types.SizesFor("gc", "amd64")}
	return typeconv.Compare(shapes.OfParsed(have), shapes.OfParsed(want)) != typeconv.Never
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

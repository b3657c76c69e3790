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

// accepts reports whether a field of type want takes every value of type have. It
// compares the hints first, each as its package writes it, then the Go types of those
// that have a name.
func (p *Package) accepts(want, have *typehint.Type, emitter string) bool {
	if !convert.AlwaysConverts(want.String(), have.Unqualified(emitter).String()) {
		return false
	}
	if want.Kind == typehint.Optional {
		want = want.Elem
	}
	if have.Kind == typehint.Optional {
		have = have.Elem
	}
	want = want.Qualified(p.Path)
	if p.typeOf == nil || want.String() == have.String() {
		return true
	}
	shapes := &typeconv.Shapes{Find: p.typeOf, Sizes: types.SizesFor("gc", "amd64")}
	return typeconv.Compare(shapes.OfParsed(have), shapes.OfParsed(want)) != typeconv.Never
}

// typeOf finds a type in the source of any package. The payloads of this run are not
// generated yet: each is taken for a struct of its own.
func (r *hintResolver) typeOf(ctx context.Context, pkgs []*Package, path, name string) types.Type {
	for _, p := range pkgs {
		if p.Path == path && slices.ContainsFunc(p.All(), func(e *Event) bool { return e.GoName == name }) {
			return types.NewNamed(types.NewTypeName(token.NoPos, nil, name, nil), types.NewStruct(nil, nil), nil)
		}
	}
	if r.listed[path] == nil {
		_ = r.listMissing(ctx, map[string]bool{path: true}) // a package that is not found has no types
	}
	if l := r.listed[path]; l != nil && l.Standard && !r.checker.realStd && !r.payloads.needsStandard(path) {
		return nil // not read
	}
	if obj, ok := r.checker.check(path).types.Scope().Lookup(name).(*types.TypeName); ok {
		return obj.Type()
	}
	return nil
}

package spec

import (
	"context"
	"go/token"
	"go/types"
	"slices"
)

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

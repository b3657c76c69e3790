package spec

import (
	"context"
	"go/types"

	"github.com/fastpluggy/eventbus/internal/typehint"
)

// BasicType returns the basic type, such as "string", as which JSON writes a named type
// of any package, or "" if it is none or not known. It reads the source of the type's
// package.
func (p *Package) BasicType(path, name string) string {
	if p.basicOf == nil {
		return ""
	}
	return p.basicOf(path, name)
}

// ownForms are methods that give a type a form of its own.
var ownForms = []string{"MarshalJSON", "MarshalText", "UnmarshalJSON", "UnmarshalText"}

func (r *hintResolver) basicType(ctx context.Context, pkgs []*Package, path, name string) string {
	t := r.typeOf(ctx, pkgs, path, name)
	if t == nil {
		return ""
	}
	methods := types.NewMethodSet(types.NewPointer(t))
	for _, m := range ownForms {
		if methods.Lookup(nil, m) != nil {
			return ""
		}
	}
	if basic, ok := t.Underlying().(*types.Basic); ok {
		if known, err := typehint.Canonical(basic.Name()); err == nil {
			return known
		}
	}
	return ""
}

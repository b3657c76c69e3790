package vet

import (
	"go/types"

	"github.com/fastpluggy/eventbus/internal/convert/typeconv"
)

// newShapes returns the shapes of types that a package, or one that it imports,
// declares.
func newShapes(pkg *types.Package, sizes types.Sizes) *typeconv.Shapes {
	return &typeconv.Shapes{Sizes: sizes, Find: func(path, name string) types.Type {
		for _, p := range append(pkg.Imports(), pkg) {
			if packagePath(p) == path {
				if obj, ok := p.Scope().Lookup(name).(*types.TypeName); ok {
					return obj.Type()
				}
			}
		}
		return nil
	}}
}

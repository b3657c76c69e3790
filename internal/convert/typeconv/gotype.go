package typeconv

import (
	"go/types"
	"strings"

	"github.com/fastpluggy/eventbus/internal/typehint"
)

// readsText reports whether a string becomes a t by its UnmarshalText, which must
// be that of encoding.TextUnmarshaler.
func readsText(t types.Type) bool {
	if types.IsInterface(t) {
		return false
	}
	method, _, _ := types.LookupFieldOrMethod(types.NewPointer(t), false, nil, "UnmarshalText")
	fn, ok := method.(*types.Func)
	if !ok {
		return false
	}
	params, results := fn.Signature().Params(), fn.Signature().Results()
	return params.Len() == 1 && types.Identical(params.At(0).Type(), types.NewSlice(types.Typ[types.Byte])) &&
		results.Len() == 1 && types.Identical(results.At(0).Type(), types.Universe.Lookup("error").Type())
}

// hintOf writes a type as a canonical hint with import paths, if it has one.
func hintOf(t types.Type) (string, bool) {
	text, ok := uncheckedHint(t)
	if !ok {
		return "", false
	}
	canonical, err := typehint.Canonical(text)
	return canonical, err == nil
}

func uncheckedHint(t types.Type) (string, bool) {
	switch t := types.Unalias(t).(type) {
	case *types.Basic:
		if b, ok := types.Default(t).(*types.Basic); ok {
			return b.Name(), b.Info()&types.IsUntyped == 0
		}
	case *types.Named:
		obj := t.Obj()
		if obj.Pkg() != nil && t.TypeArgs().Len() == 0 && obj.Parent() == obj.Pkg().Scope() {
			return PackagePath(obj.Pkg()) + "." + obj.Name(), true
		}
	case *types.Pointer:
		return prefixedHint("*", t.Elem())
	case *types.Slice:
		return prefixedHint("[]", t.Elem())
	case *types.Map:
		if types.Identical(t.Key(), types.Typ[types.String]) {
			return prefixedHint("map[string]", t.Elem())
		}
	case *types.Interface:
		return "any", t.Empty()
	}
	return "", false
}

func prefixedHint(prefix string, elem types.Type) (string, bool) {
	text, ok := uncheckedHint(elem)
	return prefix + text, ok && !strings.HasPrefix(text, "*")
}

// PackagePath is the import path of a package, also if go vet sees it together with
// its tests: "example.com/app [example.com/app.test]".
func PackagePath(p *types.Package) string {
	path, _, _ := strings.Cut(p.Path(), " ")
	return path
}

package typeconv

import (
	"go/types"
	"strings"

	"github.com/fastpluggy/eventbus/internal/contract/gotypes"
	"github.com/fastpluggy/eventbus/internal/typehint"
)

// setMethods sets what the methods of a type say about its conversion. A pointer or an
// interface has none: what it leads to has.
func (s *Shape) setMethods(t types.Type) {
	if _, isPointer := t.Underlying().(*types.Pointer); isPointer {
		return
	}
	s.ReadsText, s.readsJSON = hasMethod(t, "UnmarshalText"), hasMethod(t, "UnmarshalJSON")
	s.WritesJSON = hasMethod(t, "MarshalJSON") && !gotypes.WritesText(t)
	s.WritesText = hasMethod(t, "MarshalText") && !s.WritesJSON
}

// hasMethod reports whether a t has the method of that name of package encoding or
// encoding/json: the one that reads takes bytes and returns an error, the one that
// writes returns both.
func hasMethod(t types.Type, name string) bool {
	if types.IsInterface(t) {
		return false
	}
	method, _, _ := types.LookupFieldOrMethod(types.NewPointer(t), false, nil, name)
	fn, ok := method.(*types.Func)
	if !ok {
		return false
	}
	raw, fault := types.NewVar(0, nil, "", types.NewSlice(types.Typ[types.Byte])), types.NewVar(0, nil, "", types.Universe.Lookup("error").Type())
	params, results := types.NewTuple(raw), types.NewTuple(fault)
	if name[0] == 'M' {
		params, results = nil, types.NewTuple(raw, fault)
	}
	return types.Identical(fn.Signature(), types.NewSignatureType(nil, nil, nil, params, results, false))
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

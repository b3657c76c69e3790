package spec

import (
	"go/token"
	"go/types"
	"strings"

	"github.com/fastpluggy/eventbus/internal/contract"
)

// addStandardTypes gives a package of the standard library that is not read the types
// of which [contract.IsStandard] is true, with their methods: a struct may embed them.
func addStandardTypes(pkg *types.Package) {
	for shape := range contract.EachStandard {
		if name, ok := strings.CutPrefix(shape.Name, pkg.Path()+"."); ok && !strings.Contains(name, "/") {
			pkg.Scope().Insert(standardType(pkg, name, shape.Form).Obj())
		}
	}
}

func standardType(pkg *types.Package, name, form string) *types.Named {
	t := types.NewNamed(types.NewTypeName(token.NoPos, pkg, name, nil), types.NewStruct(nil, nil), nil)
	switch form {
	case contract.FormText:
		addMarshalers(t, "MarshalText", "UnmarshalText")
	case contract.FormJSON, contract.FormNumber:
		addMarshalers(t, "MarshalJSON", "UnmarshalJSON")
	default:
		if basic, ok := types.Universe.Lookup(form).(*types.TypeName); ok {
			t.SetUnderlying(basic.Type().Underlying())
		}
	}
	return t
}

func addMarshalers(t *types.Named, write, read string) {
	bytes := types.NewSlice(types.Typ[types.Byte])
	fault := types.Universe.Lookup("error").Type()
	pkg := t.Obj().Pkg()
	add := func(name string, params, results *types.Tuple) {
		receiver := types.NewVar(token.NoPos, pkg, "", types.NewPointer(t))
		t.AddMethod(types.NewFunc(token.NoPos, pkg, name, types.NewSignatureType(receiver, nil, nil, params, results, false)))
	}
	variable := func(t types.Type) *types.Var { return types.NewVar(token.NoPos, pkg, "", t) }
	add(write, nil, types.NewTuple(variable(bytes), variable(fault)))
	add(read, types.NewTuple(variable(bytes)), types.NewTuple(variable(fault)))
}

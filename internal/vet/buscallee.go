package vet

import (
	"go/ast"
	"go/types"
	"slices"
)

// resolve returns what a call does on the bus: nothing for most calls.
func (s *busFuncSet) resolve(call *ast.CallExpr) []boundFunc {
	return s.resolveFun(call.Fun, call.Args, map[types.Object]bool{})
}

func (s *busFuncSet) resolveFun(fun ast.Expr, args []ast.Expr, seen map[types.Object]bool) []boundFunc {
	fun = ast.Unparen(fun)
	switch x := fun.(type) {
	case *ast.IndexExpr: // of a generic function
		fun = ast.Unparen(x.X)
	case *ast.IndexListExpr:
		fun = ast.Unparen(x.X)
	case *ast.FuncLit:
		return bind(s.own[x], args, false)
	case *ast.CallExpr: // events.Handler(f), or a function that returns one of the bus
		if s.TypesInfo.Types[x.Fun].IsType() && len(x.Args) == 1 {
			return s.resolveFun(x.Args[0], args, seen)
		}
		return nil
	}
	var id *ast.Ident
	switch x := fun.(type) {
	case *ast.Ident:
		id = x
	case *ast.SelectorExpr:
		id = x.Sel
		if selection := s.TypesInfo.Selections[x]; selection != nil && selection.Kind() == types.MethodExpr && len(args) > 0 {
			args = args[1:]
		}
	default:
		return nil
	}
	switch obj := s.TypesInfo.Uses[id].(type) {
	case *types.Func:
		return s.resolveFunc(obj.Origin(), args)
	case *types.Var:
		return s.resolveVar(obj.Origin(), args, seen)
	}
	return nil
}

func bind(list []busFunc, args []ast.Expr, direct bool) (bound []boundFunc) {
	for _, f := range list {
		bound = append(bound, boundFunc{f, args, direct})
	}
	return bound
}

func (s *busFuncSet) resolveFunc(fn *types.Func, args []ast.Expr) []boundFunc {
	recv := fn.Signature().Recv()
	if f, ok := busFuncs[fn.Name()]; ok && recv != nil && isNamed(recv.Type(), eventsPath, "Bus") {
		return bind([]busFunc{f}, args, true)
	}
	if recv != nil && types.IsInterface(recv.Type()) {
		return s.resolveInterface(fn, args)
	}
	if own := s.own[fn]; own != nil {
		return bind(own, args, false)
	}
	return bind(s.imported[fn.FullName()], args, false)
}

// resolveInterface takes a method of an interface for that of the bus if it has the name
// and takes a payload or a handler in its place, and otherwise for that of the types of
// the package that implement the interface.
func (s *busFuncSet) resolveInterface(fn *types.Func, args []ast.Expr) []boundFunc {
	if f, ok := busFuncs[fn.Name()]; ok && hasBusParams(&f, fn.Signature()) {
		return bind([]busFunc{f}, args, false)
	}
	var found []busFunc
	iface, _ := fn.Signature().Recv().Type().Underlying().(*types.Interface)
	for owner, list := range s.own {
		method, ok := owner.(*types.Func)
		if !ok || method.Name() != fn.Name() || method.Signature().Recv() == nil || iface == nil {
			continue
		}
		if recv := method.Signature().Recv().Type(); types.Implements(recv, iface) || types.Implements(types.NewPointer(recv), iface) {
			found = append(found, list...)
		}
	}
	slices.SortFunc(found, compareBusFuncs)
	return bind(slices.CompactFunc(found, func(a, b busFunc) bool { return a.equal(&b) }), args, false)
}

// hasBusParams reports whether a function has the parameters of a method of the bus:
// those of Emit, also without options, or those of On.
func hasBusParams(f *busFunc, sig *types.Signature) bool {
	param := func(i int) types.Type {
		if i < 0 || i >= sig.Params().Len() {
			return types.Typ[types.Invalid]
		}
		return sig.Params().At(i).Type()
	}
	isText := f.Name < 0 || types.Identical(param(f.Name), types.Typ[types.String])
	switch {
	case f.emits():
		return isText && isNamed(param(f.Payload), eventsPath, "Payload")
	case f.Handler >= 0:
		return isText && isHandler(param(f.Handler))
	}
	return false
}

// isHandler reports whether t is func(context.Context, events.Event) error, or a named
// type of it.
func isHandler(t types.Type) bool {
	sig, ok := t.Underlying().(*types.Signature)
	return ok && sig.Params().Len() == 2 && isNamed(sig.Params().At(1).Type(), eventsPath, "Event") && sig.Results().Len() == 1
}

// resolveVar follows a variable, parameter or field that holds a function. If its
// values are not known, its type says enough if it is that of Emit, with the options.
func (s *busFuncSet) resolveVar(v *types.Var, args []ast.Expr, seen map[types.Object]bool) (bound []boundFunc) {
	sig, ok := v.Type().Underlying().(*types.Signature)
	if !ok || seen[v] {
		return nil
	}
	seen[v] = true
	for _, value := range slices.Concat(s.given[v], s.passed[v]) {
		for _, b := range s.resolveFun(value, args, seen) {
			b.direct = false
			if !slices.ContainsFunc(bound, func(o boundFunc) bool { return o.equal(&b.busFunc) }) {
				bound = append(bound, b)
			}
		}
	}
	if emit := busFuncs["Emit"]; bound == nil && sig.Variadic() && sig.Params().Len() == 4 && hasBusParams(&emit, sig) {
		return bind([]busFunc{emit}, args, false)
	}
	return bound
}

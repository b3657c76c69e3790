package vet

import (
	"go/ast"
	"go/constant"
	"go/token"
	"go/types"
	"strings"

	"golang.org/x/tools/go/types/typeutil"
)

// packagePath is the import path of a package, also if go vet sees it together
// with its tests.
func packagePath(p *types.Package) string {
	path, _, _ := strings.Cut(p.Path(), " ")
	return path
}

// structValues returns the values of a struct literal by field, whether the
// literal has keys or not.
func structValues(info *types.Info, lit *ast.CompositeLit) map[string]ast.Expr {
	values := map[string]ast.Expr{}
	t := info.TypeOf(lit)
	if p, ok := t.Underlying().(*types.Pointer); ok {
		t = p.Elem()
	}
	fields, _ := t.Underlying().(*types.Struct)
	for i, e := range lit.Elts {
		if kv, ok := e.(*ast.KeyValueExpr); ok {
			if key, ok := kv.Key.(*ast.Ident); ok {
				values[key.Name] = kv.Value
			}
		} else if fields != nil && i < fields.NumFields() {
			values[fields.Field(i).Name()] = e
		}
	}
	return values
}

// constantString returns the value of a constant string expression.
func constantString(info *types.Info, e ast.Expr) (string, bool) {
	v := info.Types[e].Value
	if v == nil || v.Kind() != constant.String {
		return "", false
	}
	return constant.StringVal(v), true
}

// isNamed reports whether t is the type path.name, or a pointer to it.
func isNamed(t types.Type, path, name string) bool {
	if t == nil {
		return false
	}
	if p, ok := types.Unalias(t).(*types.Pointer); ok {
		t = p.Elem()
	}
	n, ok := types.Unalias(t).(*types.Named)
	return ok && n.Obj().Name() == name && n.Obj().Pkg() != nil && n.Obj().Pkg().Path() == path
}

// calledFunc returns the function or method that a call calls, if it is known
// before the program runs.
func calledFunc(info *types.Info, call *ast.CallExpr) (*types.Func, bool) {
	fn, ok := typeutil.Callee(info, call).(*types.Func)
	return fn, ok
}

// isCallOf reports whether call calls the function path.name.
func isCallOf(info *types.Info, call *ast.CallExpr, path, name string) bool {
	fn, ok := calledFunc(info, call)
	return ok && fn.Pkg() != nil && fn.Pkg().Path() == path && fn.Name() == name && fn.Signature().Recv() == nil
}

// methodOf returns which method of the type path.name is called, or "". A
// method expression, (*events.Bus).Emit, is none.
func methodOf(info *types.Info, call *ast.CallExpr, path, name string) string {
	sel, ok := ast.Unparen(call.Fun).(*ast.SelectorExpr)
	if !ok || info.Selections[sel] == nil || info.Selections[sel].Kind() != types.MethodVal {
		return ""
	}
	fn, ok := calledFunc(info, call)
	if !ok || fn.Signature().Recv() == nil || !isNamed(fn.Signature().Recv().Type(), path, name) {
		return ""
	}
	return fn.Name()
}

// namedVar returns the variable that x names, or nil.
func namedVar(info *types.Info, x ast.Expr) *types.Var {
	id, ok := ast.Unparen(x).(*ast.Ident)
	if !ok {
		return nil
	}
	v, _ := info.Uses[id].(*types.Var)
	return v
}

// hasSideEffects reports whether evaluating x may have side effects, so that
// evaluating it earlier or later would change the program.
func hasSideEffects(info *types.Info, x ast.Expr) bool {
	found := false
	ast.Inspect(x, func(n ast.Node) bool {
		switch n := n.(type) {
		case *ast.CallExpr:
			found = found || !info.Types[n.Fun].IsType()
		case *ast.UnaryExpr:
			found = found || n.Op == token.ARROW
		case *ast.FuncLit:
			return false
		}
		return true
	})
	return found
}

package vet

import (
	"go/ast"
	"go/constant"
	"go/types"

	"golang.org/x/tools/go/analysis"
	"golang.org/x/tools/go/ast/inspector"
	"golang.org/x/tools/go/types/typeutil"
)

// declarations are what one package declares itself.
type declarations struct {
	catalog
	specs bool // it has an EventSpec, so its names can be judged
}

// declared reads the declarations of a package: each events.EventSpec literal
// wherever it stands, and the name of each topic made by hand.
func declared(pass *analysis.Pass, in *inspector.Inspector, counts func(ast.Node) bool) declarations {
	var d declarations
	for n := range in.PreorderSeq((*ast.CompositeLit)(nil), (*ast.CallExpr)(nil), (*ast.AssignStmt)(nil)) {
		if !counts(n) {
			continue
		}
		switch n := n.(type) {
		case *ast.CompositeLit:
			d.literal(pass.TypesInfo, n)
		case *ast.CallExpr:
			d.call(pass.TypesInfo, n)
		case *ast.AssignStmt:
			d.assignment(pass.TypesInfo, n)
		}
	}
	return d
}

// literal reads an EventSpec{…}. One without a name declares nothing yet: it is
// a zero value, or its name is assigned later, which [declarations.assignment] sees.
func (d *declarations) literal(info *types.Info, lit *ast.CompositeLit) {
	if isNamed(info.TypeOf(lit), eventsPath, "EventSpec") {
		d.specs = true
		if name := nameElement(lit); name != nil {
			d.name(info, name)
		}
	}
}

// call reads typed.NewTopic("user.login"). It alone does not make the package's
// names judged: who writes topics by hand may keep no list of them.
func (d *declarations) call(info *types.Info, call *ast.CallExpr) {
	fn, ok := typeutil.Callee(info, call).(*types.Func)
	if ok && len(call.Args) > 0 && fn.Pkg() != nil && fn.Pkg().Path() == typedPath && fn.Name() == "NewTopic" {
		d.name(info, call.Args[0])
	}
}

// assignment sees spec.Name = x: a name that the literal does not show.
func (d *declarations) assignment(info *types.Info, a *ast.AssignStmt) {
	for _, left := range a.Lhs {
		sel, ok := ast.Unparen(left).(*ast.SelectorExpr)
		if ok && sel.Sel.Name == "Name" && isNamed(info.TypeOf(sel.X), eventsPath, "EventSpec") {
			d.Open = true
		}
	}
}

// name adds a declared name, or notes that there is one that only running the
// program would tell.
func (d *declarations) name(info *types.Info, e ast.Expr) {
	if s, ok := constantString(info, e); ok {
		d.add(catalog{Names: []string{s}})
		return
	}
	d.Open = true
}

// nameElement returns the value of a literal's first field, Name, or nil.
func nameElement(lit *ast.CompositeLit) ast.Expr {
	for i, e := range lit.Elts {
		kv, ok := e.(*ast.KeyValueExpr)
		if !ok && i == 0 {
			return e
		}
		if ok && kv.Key.(*ast.Ident).Name == "Name" {
			return kv.Value
		}
	}
	return nil
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

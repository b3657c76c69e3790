package vet

import (
	"go/ast"
	"go/types"
)

// readPackageVars remembers the initial values of package-level variables, and
// which of them are topics of generated code.
func (r *declarationReader) readPackageVars() {
	for _, file := range r.Files {
		for _, decl := range file.Decls {
			gen, ok := decl.(*ast.GenDecl)
			if !ok || !r.isJudged(decl) {
				continue
			}
			for _, s := range gen.Specs {
				v, ok := s.(*ast.ValueSpec)
				if ok && len(v.Names) == len(v.Values) {
					r.readPackageVar(v)
				}
			}
		}
	}
}

func (r *declarationReader) readPackageVar(v *ast.ValueSpec) {
	for i, name := range v.Names {
		if obj, ok := r.TypesInfo.Defs[name].(*types.Var); ok {
			r.vars[obj] = v.Values[i]
		}
		call, ok := ast.Unparen(v.Values[i]).(*ast.CallExpr)
		if ok && isCallOf(r.TypesInfo, call, typedPath, "Generated") && len(call.Args) > 0 {
			if event, ok := constantString(r.TypesInfo, call.Args[0]); ok {
				r.topicVars[event] = name.Name
			}
		}
	}
}

// literalOf returns the literal that x is, or that a variable of the package
// holds.
func (r *declarationReader) literalOf(x ast.Expr) (*ast.CompositeLit, bool) {
	for range 10 { // var a = b; var b = a
		switch v := ast.Unparen(x).(type) {
		case *ast.CompositeLit:
			return v, true
		case *ast.Ident:
			if x = r.vars[r.TypesInfo.Uses[v]]; x != nil {
				continue
			}
		}
		return nil, false
	}
	return nil, false
}

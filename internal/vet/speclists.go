package vet

import (
	"go/ast"
	"go/types"
)

// findSpecLists finds out which specs are what the package listens to, and which
// ones evgen reads, which are those in package-level lists. A variable or method
// Listens is a list of what the package listens to, and so is what Expect is
// given.
func (r *declarationReader) findSpecLists() {
	for obj, value := range r.vars {
		if isSpecList(obj.Type()) {
			r.markSpecs(value, r.listed)
			if isListensName(obj.Name()) {
				r.markSpecs(value, r.listened)
			}
		}
	}
	for n := range r.in.PreorderSeq((*ast.FuncDecl)(nil), (*ast.CallExpr)(nil)) {
		switch n := n.(type) {
		case *ast.FuncDecl:
			if n.Body != nil && isListensName(n.Name.Name) {
				r.markSpecs(n.Body, r.listened)
			}
		case *ast.CallExpr:
			if busMethodOf(r.TypesInfo, n) == "Expect" {
				for _, arg := range n.Args {
					r.markSpecs(arg, r.listened)
				}
			}
		}
	}
}

func isListensName(name string) bool { return name == "Listens" || name == "listens" }

// markSpecs adds the specs inside n to set, and those that variables in it hold.
func (r *declarationReader) markSpecs(n ast.Node, set map[*ast.CompositeLit]bool) {
	ast.Inspect(n, func(n ast.Node) bool {
		switch n := n.(type) {
		case *ast.CompositeLit:
			if isNamed(r.TypesInfo.TypeOf(n), eventsPath, "EventSpec") {
				set[n] = true
			}
		case *ast.Ident:
			value, ok := r.vars[r.TypesInfo.Uses[n]]
			if t := r.TypesInfo.TypeOf(n); ok && (isNamed(t, eventsPath, "EventSpec") || isSpecList(t)) {
				r.markSpecs(value, set) // this ends: the compiler allows no cycles
			}
		}
		return true
	})
}

func isSpecList(t types.Type) bool {
	if t == nil {
		return false
	}
	switch u := t.Underlying().(type) {
	case *types.Slice:
		return isNamed(u.Elem(), eventsPath, "EventSpec")
	case *types.Array:
		return isNamed(u.Elem(), eventsPath, "EventSpec")
	}
	return false
}
